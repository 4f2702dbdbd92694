"""What the hidden cells of a chapter say that its page says, and how to find it there.

The cells state it by snippets.held.held, which prints a record that never reaches the page.
"""

import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import executed
import sympy
from known_formulas import agree
from printed_numbers import NUMBER, SPELLED, WORD, agrees
from prose import MATH_CLOSE, MATH_OPEN

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


def places(phrase, values, text):
    """The matches of the phrase in a text, with a group for what is printed for each value."""
    found, start, wanted = [], 0, pattern(phrase, values)
    while match := wanted.search(text, start):
        right = all(map(is_printed, match.groups(), values))
        found += [match] * right
        start = match.end() if right else match.start() + 1
    return found


def is_printed(text, value):
    """False for a word that spells no number, where a number is wanted."""
    kind, _ = value
    return kind != "number" or not text[0].isalpha() or bool(re.fullmatch(SPELLED, text))


def pattern(phrase, values):
    """The phrase as a regular expression, in which any word may stand for a number."""
    # A number's own digits are no part of the pattern: it is the same when they change.
    return compiled(phrase, tuple((kind, text * (kind == "text")) for kind, text in values))


@cache
def compiled(phrase, values):
    values = iter(values)

    def hole(token):
        kind, text = next(values)
        printed = {"text": re.escape(text), "expression": f"[^{MATH_CLOSE}]+"}.get(
            kind, NUMBER if token == "$#$" else f"{NUMBER}|{WORD}"
        )
        return f"{MATH_OPEN}({printed}){MATH_CLOSE}" if token == "$#$" else f"({printed})"

    tokens = re.split(r"(\$#\$|#)", phrase)
    holes = ("$#$", "#")
    return re.compile("".join(hole(t) if t in holes else literal(t) for t in tokens))


def literal(text):
    """Words of a phrase as a pattern: `$` opens or closes mathematics, any space is any space."""
    escaped = re.escape(re.sub(r"\s+", " ", text))
    return escaped.replace(r"\ ", r"\s+").replace(r"\$", f"[{MATH_OPEN}{MATH_CLOSE}]")


def differs(match, group, kind, value, agree=agree):
    """What the page prints, if that is not the value; else an empty text.

    agree compares a formula with an expression.
    """
    printed = match[group]
    if kind == "number":
        number = Fraction(value) if re.fullmatch(r"-?\d+(/\d+)?", value) else float(value)
        right = agrees(printed, number, match.string[: match.start(group)])
    elif kind == "expression":
        right = agree(printed, value)
    else:
        right = True
    return "" if right else printed


def shown(kind, value):
    return sympy.latex(sympy.sympify(value)) if kind == "expression" else value


def visible(text):
    return text.replace(MATH_OPEN, "$").replace(MATH_CLOSE, "$")
