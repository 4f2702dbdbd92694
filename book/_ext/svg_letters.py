"""The letters of the formulas in matplotlib's SVG, as the page's math font has them."""

from math_letters import bold, italic, missing

DRAWN_BY_PAGE = ("Book Pagella", "STIXGeneral")
PRIMES = {"′", "″", "‴"}


class Unfit(ValueError):
    """The picture would look different in the page than matplotlib drew it."""


def use_page_letters(element, style):
    """Write the letters of a formula as the page does, where slant and weight are in the letter."""
    family = style.get("font-family", "").strip("'")
    if element.text == "√":
        raise Unfit("a root sign would not meet its bar: write the root as a power")
    if family not in DRAWN_BY_PAGE:
        raise Unfit(f"{element.text!r} comes from the font {family}, which the page does not have")
    if style.get("font-weight") == "700":
        element.text = bold(element.text)
    elif style.get("font-style") == "italic":
        element.text = italic(element.text)
    if lacking := missing(element.text):
        raise Unfit(f"a formula needs what the math font lacks: {lacking}")
    element.set("class", "formula prime" if element.text in PRIMES else "formula")


def join_letters(text):
    """Put neighboring letters of a formula that look alike in one tspan with a list of places."""
    last = None
    for letter in list(text):
        alike = last is not None and {**last.attrib, "x": ""} == {**letter.attrib, "x": ""}
        # a place in the list belongs to a unit of UTF-16, of which the slanted letters have two
        if alike and ord(letter.text) < 0x10000 and ord(last.text[-1]) < 0x10000:
            last.text += letter.text
            last.set("x", f"{last.get('x')} {letter.get('x')}")
            text.remove(letter)
        else:
            last = letter
