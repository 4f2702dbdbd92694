"""Cut a typed formula into tokens, and write the products that people leave out."""

import re
from collections.abc import Collection

from snippets.exercises._exercise import NotUnderstood

LONGEST = 200  # characters of an answer; what is longer was not typed by hand
DIGITS = "0123456789."
# 1e-3 is a number, but 2e-3x is 2e - 3x: no letter, digit or bracket may follow the exponent.
NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2}(?![\w.(]))?"
SIGNS = {"^": "**", "²": "** 2", "³": "** 3", "−": "-", "·": "*", "×": "*"}
SIGNS |= {sign: sign for sign in ("**", "+", "-", "*", "/", "(", ")", "[", "]", ",")}


def python_source(text: str, functions: Collection[str], values: Collection[str]) -> str:
    """Write a typed formula in Python's grammar, every product with its sign.

    Raises NotUnderstood with the place of what is neither number, sign nor known name.
    """
    if len(text) > LONGEST:
        raise NotUnderstood(f"An answer has at most {LONGEST} characters; this has {len(text)}.")
    written: list[str] = []
    for token in [*_tokens(text, [*functions, *values]), ""]:
        _refuse_bare_function(written, functions, token)
        if token and written and _ends_value(written[-1], functions) and _starts_value(token):
            _refuse_number_behind(written[-1], token)
            written.append("*")
        written.append(SIGNS.get(token, token))
    return " ".join(written)


def _tokens(text: str, names: list[str]) -> list[str]:
    # The longest first: exp is no product of e, x and p, and ** no pair of *.
    words = sorted([*names, *SIGNS], key=len, reverse=True)
    token = re.compile(rf"\s*({NUMBER}|{'|'.join(map(re.escape, words))})")
    tokens, end = [], 0
    while text[end:].strip():
        match = token.match(text, end)
        if not match:
            raise NotUnderstood(_unknown(text, end, names))
        tokens.append(match[1])
        end = match.end()
    return tokens


def _unknown(text: str, start: int, names: list[str]) -> str:
    start += len(text[start:]) - len(text[start:].lstrip())
    while start and text[start].isalpha() and text[start - 1].isalpha():
        start -= 1  # foo may have begun with a known f
    word = re.match(r"\w+|.", text[start:])[0]
    return (
        f"At character {start + 1}, “{word}” was not understood. "
        f"Known here: {', '.join(names)}, numbers, + - * / ^ and brackets."
    )


def _ends_value(written: str, functions: Collection[str]) -> bool:
    if written[-1].isalpha():
        return written not in functions
    return written == ")" or written[-1] in DIGITS


def _starts_value(token: str) -> bool:
    return token == "(" or token[0].isalpha() or token[0] in DIGITS


def _refuse_bare_function(written: list[str], functions: Collection[str], following: str) -> None:
    if written and written[-1] in functions and following != "(":
        raise NotUnderstood(f"“{written[-1]}” needs its argument in brackets: {written[-1]}(…).")


def _refuse_number_behind(before: str, token: str) -> None:
    """A number behind a value may be meant as a power: x2."""
    if token[0] in DIGITS:
        raise NotUnderstood(
            f"“{before} {token}” was not understood: write {before}^{token} or {before}*{token}."
        )
