"""MathML of one LaTeX formula, as a browser draws it in the page's own math font."""

import html
import re
import xml.etree.ElementTree as ET
from functools import cache

from math_core import LatexError, LatexToMathML
from math_letters import italic, missing

# math-core writes these in style attributes, which a strict page forbids; book.css has the classes.
CLASSES = {
    "text-align:right": "math-right",
    "text-align:left": "math-left",
    "justify-items:end": "",
    "justify-items:start": "",
    "padding-right:0": "math-no-gap-after",
    "padding-right:0.1667em": "math-thin-gap-after",
    "padding-left:0": "math-no-gap-before",
    "padding-left:1em": "math-gap-before",
    "margin-left:-0.16666667em": "math-closer",
    "border-top:0.05em solid currentcolor": "math-line-above",
    "border-bottom:0.05em solid currentcolor": "math-line-below",
    "border-right:0.05em solid currentcolor": "math-line-after",
}
LENGTH = r"\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|mu)\s*\]"


class Refused(ValueError):
    """The formula cannot be shown as its author means it."""


def prepare(tex):
    r"""What authors, MyST and SymPy write, in words that math-core knows.

    Sphinx gives a block its one number, so numbered environments lose theirs. The length in
    `\\[2pt]` would be printed, and lines without an environment are aligned, as Sphinx has it.
    """
    tex = re.sub(r"\\\\\s*" + LENGTH, r"\\\\", tex)
    tex = re.sub(r"\\(begin|end)\{(align|gather)\*?\}", r"\\\1{\2ed}", tex)
    tex = re.sub(r"\\(begin|end)\{equation\*?\}", "", tex).replace("{split}", "{aligned}")
    if r"\\" in tex and r"\begin" not in tex:
        tex = rf"\begin{{aligned}}{tex}\end{{aligned}}"
    return tex


@cache
def converter(macros):
    """The LaTeX reader that knows these macros, given as pairs of a name and its meaning."""
    named = {name.lstrip("\\"): meaning for name, meaning in macros}
    return LatexToMathML(macros=named, fancy_error=False)


def style_to_classes(element):
    """Replace a style attribute by classes; raise Refused for a declaration without one."""
    style = re.sub(r"\s*([:;])\s*", r"\1", element.attrib.pop("style", ""))
    declarations = [d for d in style.split(";") if d]
    if unknown := [d for d in declarations if d not in CLASSES]:
        raise Refused(f"needs {'; '.join(unknown)}, for which the page has no class")
    if names := [CLASSES[d] for d in declarations if CLASSES[d]]:
        element.set("class", " ".join(names))


def clear_the_hook(element):
    """Mark a prime behind a slanted f: Chromium would set it into the hook of the letter."""
    if element.tag == "msup" and element[0].text == "f" and (element[1].text or " ")[0] in "′″‴":
        element[1].set("class", "math-after-hook")


def drawn(element):
    """The characters that a browser draws for an element; a lone letter in <mi> is slanted."""
    text = element.text or ""
    variable = element.tag == "mi" and len(text) == 1 and "mathvariant" not in element.attrib
    return italic(text) if variable else text


def mathml(tex, display=False, macros=()):
    """MathML of a LaTeX formula. Raises Refused, saying why, when a reader would see it wrong."""
    try:
        written = converter(macros).convert_with_local_state(prepare(tex), displaystyle=display)
    except LatexError as error:
        raise Refused(f"is bad LaTeX: {' '.join(str(error).split())}") from None
    if "??" in written:
        raise Refused("refers to an equation: write {eq}`label` in the text instead")
    # XML knows none of the names that HTML gives to signs
    root = ET.fromstring(re.sub(r"&(?!lt;|gt;|amp;)\w+;", lambda m: html.unescape(m[0]), written))
    for element in root.iter():
        style_to_classes(element)
        clear_the_hook(element)
        if element.tag == "mi" and element.text == ":":  # \colon
            element.tag, element.attrib = "mo", {"lspace": "0", "rspace": "0.22em"}
    if lacking := missing("".join(map(drawn, root.iter()))):
        raise Refused(f"needs what the math font lacks: {lacking}; see book/_browser/fonts.py")
    return closed(root, display)


def closed(root, display):
    """As text. Firefox breaks lines in bare inline formulas, even in brackets: a row stops it."""
    inner = "".join(ET.tostring(child, encoding="unicode") for child in root)
    return (
        f'<math display="block">{inner}</math>' if display else f"<math><mrow>{inner}</mrow></math>"
    )
