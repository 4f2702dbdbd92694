"""What the hidden cells of a chapter say that its page says, and how to find it there.

The cells state it by snippets.held.held, which prints a record that never reaches the page.
"""

import re
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

import executed
from known_formulas import agree, expression
from printed_numbers import NUMBER, SPELLED, agrees
from prose import MATH_CLOSE, MATH_OPEN
from sympy import latex

from snippets.held import MIME


def held_phrases(chapter, notebook):
    """(line of the call, is its cell hidden, phrase, values) for each held() that ran."""
    text = Path(chapter).read_text("utf-8")
    for i, cell, record in records(notebook):
        hidden = "remove-cell" in cell.metadata.get("tags", ())
        fence = executed.fence_line(notebook, i)
        line = executed.line_of_code(text, fence, record["line"])
        yield line, hidden, record["phrase"], record["values"]


def records(notebook):
    """(number of the cell, the cell, what it recorded) for each held() that ran."""
    for i, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", ()):
            if record := output.get("data", {}).get(MIME):
                yield i, cell, record


class Place(NamedTuple):
    """Where a text says a phrase, and the spans of what it prints for each value."""

    text: str
    start: int
    end: int
    spans: list

    def words(self):
        return self.text[self.start : self.end]

    def printed(self, number):
        start, end = self.spans[number]
        return self.text[start:end]


def places(phrase, values, text):
    """The places of a text, with single spaces, that say the phrase."""
    text_seen, (first, *rest) = seen(text), seen(" ".join(phrase.split())).split("#")
    found, at = [], 0
    if any(words not in text_seen for words in rest):
        return found
    while (at := text_seen.find(first, at)) >= 0:
        spans = filled(list(zip(values, rest, strict=True)), text_seen, at + len(first))
        end = spans[-1][1] + len(rest[-1]) if spans else at + len(first)
        if spans is None or cuts_a_word(text_seen, at) or cuts_a_word(text_seen, end):
            at += 1
        else:
            found.append(Place(text, at, end, spans))
            at = max(end, at + 1)
    return found


def cuts_a_word(text, at):
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def seen(text):
    """The text for who does not tell spaces apart, nor where mathematics opens from its close."""
    return re.sub(r"\s", " ", text).replace(MATH_OPEN, "$").replace(MATH_CLOSE, "$")


def filled(holes, text, at):
    """The spans of the holes, each a value and the words behind it, if they follow; else None."""
    if not holes:
        return []
    ((kind, value), words), *others = holes
    for end in ends(kind, value, text, at):
        if text.startswith(words, end):
            spans = filled(others, text, end + len(words))
            if spans is not None:
                return [(at, end), *spans]
    return None


def ends(kind, value, text, at):
    """Where something of that kind may end that begins at `at`: the longest first."""
    if kind == "text":
        yield from [at + len(value)] * text.startswith(value, at)
    elif kind == "expression":
        yield from range(text.find("$", at), at, -1)
    else:
        for number, more in ((NUMBER, r"\d|\.\d"), (SPELLED, r"[\w-]")):
            if longest := compiled(number).match(text, at):
                for end in range(longest.end(), at, -1):
                    is_whole = not compiled(more).match(text, end)
                    if is_whole and compiled(number).fullmatch(text, at, end):
                        yield end


compiled = cache(re.compile)


def differs(place, number, kind, value, agree=agree):
    """What the page prints, if that is not the value; else an empty text.

    agree compares a formula with an expression.
    """
    printed = place.printed(number)
    if kind == "number":
        exact = Fraction(value) if re.fullmatch(r"-?\d+(/\d+)?", value) else float(value)
        right = agrees(printed, exact, place.text[: place.spans[number][0]])
    elif kind == "expression":
        right = agree(printed, value)
    else:
        right = True
    return "" if right else printed


def shown(kind, value):
    return latex(expression(value)) if kind == "expression" else value


def visible(text):
    return text.replace(MATH_OPEN, "$").replace(MATH_CLOSE, "$")
