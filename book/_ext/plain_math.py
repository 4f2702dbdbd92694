r"""A formula in a line of plain text: \frac{\partial f}{\partial x} is ∂f/∂x."""

import re
import xml.etree.ElementTree as ET
from functools import cache

from latex_to_mathml import Refused, mathml

RAISED = str.maketrans("0123456789+-−n⊤", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿᵀ")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
RELATIONS = re.compile(r"\s*([=≈≠≤≥<>→↦⇒⇔∈±]|\\to)\s*")
INVISIBLE = re.compile("[\u2061-\u2064]")


@cache
def plain(tex, macros=()):
    """The formula as text; LaTeX that the page refuses stays what it is."""
    try:
        root = ET.fromstring(mathml(tex, False, macros))
    except Refused:
        return tex
    text = RELATIONS.sub(r" \1 ", INVISIBLE.sub("", row(root)))
    return re.sub(r"(?<=[a-z]{2}) (?=[()₀-₉⁰-⁹;,])", "", " ".join(text.split()))


def row(element):
    return "".join(map(of_element, element))


def of_element(element):
    """The text of one MathML element and of all in it."""
    parts = [of_element(child) for child in element]
    match element.tag:
        case "mi" | "mn" | "mo" | "mtext":
            text = element.text or ""
            return f"{text} " if len(text) > 1 and text.isalpha() else text  # det J, cos θ
        case "mspace":
            return " "
        case "mfrac":
            return f"{grouped(parts[0])}/{grouped(parts[1])}"
        case "msqrt":
            return f"√{grouped(''.join(parts))}"
        case "mover" if len(parts[1]) == 1:  # a hat or a bar
            return "".join(parts)
        case "msup" | "mover":
            return parts[0] + raised(parts[1])
        case "msub" | "munder":
            return parts[0] + lowered(parts[1])
        case "msubsup" | "munderover":
            return parts[0] + lowered(parts[1]) + raised(parts[2])
        case "mtr":
            aligned = "math-right" in element[0].get("class", "")
            return ("" if aligned else ", ").join(filter(None, parts))
        case "mtable":
            return "; ".join(parts)
        case _:
            return "".join(parts)


def grouped(text):
    """In brackets, where a fraction or a power would otherwise end too soon."""
    return text if re.fullmatch(r"[^\s+−\-/·,=]+", text) else f"({text})"


def raised(text):
    small = text.translate(RAISED)
    return small if not set(small) & set(text) or text[0] in "′″‴" else f"^{grouped(text)}"


def lowered(text):
    small = text.translate(LOWERED)
    return small if not set(small) & set(text) else f"_{grouped(text)}"
