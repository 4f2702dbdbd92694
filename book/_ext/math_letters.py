"""Which characters a browser draws for the letters of a formula, and which the page's font has."""

from functools import cache
from pathlib import Path

FONT = Path(__file__).parents[1] / "_static/fonts/pagella-math.woff2"
# Unicode has the letters of mathematics in rows: A-Z and a-z, then Greek, for every style.
ROWS = [("A", 26), ("a", 26), ("Α", 25), ("α", 25)]
ITALIC_ROWS, BOLD_ROWS = (0x1D434, 0x1D44E, 0x1D6E2, 0x1D6FC), (0x1D400, 0x1D41A, 0x1D6A8, 0x1D736)
# ... with one letter that was there before its row, and signs that slant as letters do
ITALIC_SIGNS = {0x1D455: "ℎ"}, {"∇": "𝛻", "∂": "𝜕", "ϵ": "𝜖", "ϑ": "𝜗", "ϕ": "𝜙"}


def table(rows):
    """From a plain letter to the one of the style that starts at these code points."""
    pairs = zip(ROWS, rows, strict=True)
    return {chr(ord(a) + i): chr(row + i) for (a, count), row in pairs for i in range(count)}


older, signs = ITALIC_SIGNS
ITALIC = {a: older.get(ord(b), b) for a, b in table(ITALIC_ROWS).items()} | signs
BOLD = table(BOLD_ROWS)


def italic(text):
    """Every letter of the text as the slanted letter that means a variable."""
    return "".join(ITALIC.get(c, c) for c in text)


def bold(text):
    """Every letter of the text as the bold letter that means a vector or a matrix."""
    return "".join(BOLD.get(c, c) for c in text)


@cache
def font_characters(font=FONT):
    """The characters that the page's math font has, and those that need no shape."""
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as opened:
        return frozenset(map(chr, opened.getBestCmap())) | frozenset(
            " \n\u2009\u200b\u2061\u2063\ufe00"
        )


def missing(text):
    """The characters of the text that the page's math font lacks, as words for a warning."""
    lacking = sorted(set(text) - font_characters())
    return " ".join(f"{c} (U+{ord(c):04X})" for c in lacking)
