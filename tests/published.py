"""What the site shows, read without what made it: formulas, and what figures draw.

Each is read twice, from what the build was given and from the page, into one form, so that a slip
between the two shows: LaTeX and MathML as a line of text, matplotlib's SVG and the page's as marks.
"""

import re
import xml.etree.ElementTree as ET
from typing import NamedTuple
from unicodedata import normalize

import numpy as np
from matplotlib._mathtext_data import tex2uni

# --- Formulas

TOKEN = re.compile(r"\\(?:begin|end)\{\w+\}|\\(?:text|operatorname)\{[^{}]*\}|\\[a-zA-Z]+|\\.|\S")
SIGNS = {name: chr(code) for name, code in tex2uni.items()}
SIGNS |= {"le": "≤", "ge": "≥", "to": "→", "dots": "…", "lvert": "|", "rvert": "|", "colon": ":"}
SIGNS |= {"lVert": "‖", "rVert": "‖", "{": "{", "}": "}", "top": "⊤", "cdots": "⋯"}
NAMES = set("log exp sin cos tan tanh det lim min max".split())
ACCENTS = {"hat": "^"}
UNSEEN = {"left", "right", "big", "bigl", "bigr", "Big", "Bigl", "Bigr", "quad", "qquad"}
UNSEEN |= set(",;:! \\")  # after a backslash: spaces, and the end of a line
FENCES = {"pmatrix": "()"}
PRIMES = {
    "′": "'",
    "″": "''",
    "‴": "'''",
    "−": "-",
    "∗": "*",
    "∣": "|",
    "∥": "‖",
    "ϵ": "ε",
    "ˆ": "^",
    "·": ".",
}


def of_latex(tex):
    """LaTeX as a line of text: {a/b} is a fraction, x_{i}^{2} has its index first."""
    tokens = [t for t in TOKEN.findall(tex) if t not in ("&", "~")]
    text, rest = several(tokens, ())
    if rest:
        raise ValueError(f"{rest[0]!r} is left over in {tex!r}")
    return text


def several(tokens, ends):
    """The text of all atoms up to one of the ends, and the tokens behind it."""
    text = ""
    while tokens and tokens[0] not in ends:
        one, tokens = with_scripts(tokens)
        text += one
    return text, tokens[1:]


def with_scripts(tokens):
    """The text of one atom with its index, primes and exponent, and the tokens behind it."""
    text, tokens = atom(tokens)
    below = above = ""
    while tokens and tokens[0] in ("_", "^", "'"):
        mark, *tokens = tokens
        if mark == "'":
            above += "'"
        elif mark == "_":
            below, tokens = atom(tokens)
        else:
            more, tokens = atom(tokens)
            above += more
    return text + scripts(below, above), tokens


def scripts(below, above):
    return (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")


def atom(tokens):
    """The text of one atom, and the tokens behind it."""
    token, *rest = tokens
    if token == "{":
        return several(rest, ("}",))
    if not token.startswith("\\"):
        return token, rest
    name, _, argument = token[1:].rstrip("}").partition("{")
    if name in ("frac", "tfrac", "dfrac"):
        above, rest = atom(rest)
        below, rest = atom(rest)
        return f"{{{above}/{below}}}", rest
    if name == "sqrt":
        inner, rest = atom(rest)
        return f"√{{{inner}}}", rest
    if name in ACCENTS:
        inner, rest = atom(rest)
        return inner + ACCENTS[name], rest
    if name == "begin":
        inner, rest = several(rest, (rf"\end{{{argument}}}",))
        opening, closing = FENCES.get(argument, ("", ""))
        return opening + inner + closing, rest
    if name in ("text", "operatorname"):
        return "".join(argument.split()), rest
    if name in UNSEEN:
        return "", rest
    return (name if name in NAMES else SIGNS[name]), rest


def of_mathml(element):
    """An element of MathML as the same line of text."""
    parts = [of_mathml(child) for child in element]
    match element.tag:
        case "mfrac":
            return f"{{{parts[0]}/{parts[1]}}}"
        case "msqrt":
            return f"√{{{''.join(parts)}}}"
        case "msup" | "mover" if element.get("accent") != "true":
            return parts[0] + scripts("", parts[1])
        case "msub" | "munder":
            return parts[0] + scripts(parts[1], "")
        case "msubsup" | "munderover":
            return parts[0] + scripts(*parts[1:])
    text = "".join((element.text or "").split())
    seen = (c for c in text if not "\u2061" <= c <= "\u2064")
    one_line = "".join(PRIMES.get(c, c) for c in seen) + "".join(parts)
    return one_line.replace("...", "…")  # on the line, or of signs at its middle


# --- Figures

SVG, HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
PAINT = {"fill": "#000000", "stroke": "none", "stroke-width": "1", "stroke-dasharray": "none"}
PAINT |= {"opacity": "1", "fill-opacity": "1", "stroke-opacity": "1", "text-anchor": "start"}
COORDINATES = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


class Mark(NamedTuple):
    """One thing that is drawn: what it is, how it is painted, and where."""

    what: str
    paint: tuple
    places: np.ndarray


def marks(svg, colors=None):
    """What an SVG draws, in order; colors says which color a name of the page stands for."""
    root = ET.fromstring(svg)
    named = {e.get("id"): e for e in root.iter() if e.get("id")}
    return [m for e in drawn(root) for m in marks_of(e, named, colors or {}) if visible(m)]


def visible(mark):
    fill, stroke = mark.paint[:2]
    return (fill, stroke) != ("none", "none")


def drawn(element):
    """The elements that draw something, in their order."""
    if element.tag == SVG + "defs" or element.tag == SVG + "marker":
        return
    if element.tag in (SVG + "path", SVG + "use", SVG + "text"):
        yield element
    for child in element:
        placed(child, element)
        yield from drawn(child)


def placed(child, parent):
    """Hand down where a group stands and how it is seen."""
    for name in ("transform", "opacity"):
        if parent.tag == SVG + "g" and parent.get(name):
            child.set(name, f"{parent.get(name)} {child.get(name, '')}".strip())


def style(element):
    pairs = (d.split(":", 1) for d in element.get("style", "").split(";") if ":" in d)
    found = {**element.attrib, **{name.strip(): value.strip() for name, value in pairs}}
    return {name: value.removesuffix("px") for name, value in found.items()}


def marks_of(element, named, colors):
    """The marks of one element: of a path with markers one at each of its points."""
    own = style(element)
    if name := own.get("marker-start"):
        point = named[name[5:-1]][0]
        for place in vertices(own["d"]):
            yield mark(point, {**style(point), "x": str(place[0]), "y": str(place[1])}, colors)
    elif element.tag != SVG + "path" or own.get("d"):
        yield mark(element, own, colors)


def mark(element, own, colors):
    paint = tuple(painted(own.get(name, usual), colors) for name, usual in PAINT.items())
    kind = element.tag.removeprefix(SVG)
    transform = [float(n) for n in re.findall(r"-?[\d.]+(?:e-?\d+)?", turned(own))]
    if kind == "path":
        return Mark(kind, paint, np.vstack([vertices(own["d"]), *pairs(transform)]))
    if kind == "use":
        href = own.get("href", own.get(HREF, ""))
        kind += " " + href.rsplit("-", 1)[-1].removeprefix("#")
        at = [[float(own.get("x", 0)), float(own.get("y", 0))]]
        return Mark(kind, paint, np.vstack([at, *pairs(transform)]))
    words = normalize("NFKC", "".join("".join(element.itertext()).split()))
    at = [[float(own.get("x", 0).split()[0]) if own.get("x") else 0, float(own.get("y", 0))]]
    return Mark(f"text {words}", paint, np.vstack([at, *pairs(transform)]))


def turned(own):
    """The transform without a turn by nothing."""
    return re.sub(r"rotate\(-?0 [^)]*\)", "", own.get("transform", ""))


def pairs(numbers):
    return [[(*numbers, 0)[i : i + 2]] for i in range(0, len(numbers), 2)]


def painted(value, colors):
    """A color as six digits, a number as a number of two decimals."""
    value = colors.get(value, value).lower()
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        value = "#" + "".join(c * 2 for c in value[1:])
    try:
        return " ".join(f"{float(n):.2f}" for n in re.split(r"[\s,]+", value))
    except ValueError:
        return {"black": "#000000", "white": "#ffffff"}.get(value, value)


def vertices(path):
    """The points of a path, corners and handles, whether its commands are absolute or relative."""
    tokens = re.findall(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?", path)
    points, here, letter = [], np.zeros(2), ""
    start = here
    while tokens:
        if tokens[0].isalpha():
            letter = tokens.pop(0)
        count = COORDINATES[letter.upper()]
        numbers = np.array([float(t) for t in tokens[:count]]).reshape(-1, 2)
        del tokens[:count]
        moved = numbers + here if letter.islower() else numbers
        if letter in "zZ":
            here = start
            continue
        points.extend(moved)
        here = moved[-1]
        start = here if letter in "mM" else start
    return np.array(points)
