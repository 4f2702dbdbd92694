"""The fonts of the site with the characters that its pages use, the same bytes each time."""

import html
import io
from functools import cache

from fontTools import subset, version
from fontTools.ttLib import TTFont
from made_once import made_once
from math_letters import italic

DRAWN = {"√"}  # what a browser draws for <msqrt>, which has no character for it
TYPED = {chr(code) for code in range(0x20, 0x7F)}  # what a reader may type into a page


def characters(pages):
    """The characters of the pages, of the keyboard, and those letters slanted, as in formulas."""
    plain = (DRAWN | TYPED).union(*map(characters_on, pages))
    return {ord(c) for c in plain | {italic(c) for c in plain}}


@cache
def characters_on(page):
    return set(html.unescape(page))


def cut(font, code_points, features=("*",)):
    """The font's file with these characters only, as woff2."""
    options = subset.Options(
        hinting=False,
        desubroutinize=True,  # Brotli finds what repeats, and more of it
        layout_features=list(features),
        notdef_outline=True,
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=code_points)
    subsetter.subset(font)
    font.flavor = "woff2"
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def cut_once(source, code_points, cache):
    """The same from a file; what was cut before is found in the folder `cache`."""
    made_of = f"{version} {sorted(code_points)}".encode() + source.read_bytes()
    font = lambda: TTFont(source, recalcBBoxes=False, recalcTimestamp=False)
    return made_once(cache, made_of, lambda: cut(font(), code_points))
