"""Matplotlib's SVG as a part of the page: its fonts, its colors, its light and dark.

No style attribute and no <style> remain, ids are unique in the page, numbers and paths are short.
"""

import re
import xml.etree.ElementTree as ET

from svg_clouds import SVG, join_points
from svg_letters import join_letters, use_page_letters
from svg_paths import short_path

HREF = "{http://www.w3.org/1999/xlink}href"
ET.register_namespace("", SVG[1:-1])
# The colors of snippets/figures/book.mplstyle are names; book.css says what they are in each mode.
COLORS = {
    "#000000": "currentColor",
    "black": "currentColor",
    "#ffffff": "var(--fig-paper)",
    "#1f5fa8": "var(--fig-1)",
    "#b5541c": "var(--fig-2)",
    "#2e7d4f": "var(--fig-3)",
    "#7a4fa3": "var(--fig-4)",
    "#8a6d00": "var(--fig-5)",
    "#5f6670": "var(--fig-axis)",
    "#dcd9d2": "var(--fig-grid)",
}
FONT_STYLES = {"font-family", "font-style", "font-weight"}
NUMBERS = {"points", "transform", "x", "y", "width", "height", "font-size", "stroke-width"}


def declarations(element):
    """The style attribute as a dictionary; it is taken away from the element."""
    pairs = (d.split(":", 1) for d in element.attrib.pop("style", "").split(";") if ":" in d)
    return {name.strip(): value.strip() for name, value in pairs}


def style_to_attributes(element):
    """The same style in attributes; fonts are the page's affair."""
    style = declarations(element)
    for name, value in style.items():
        if name not in FONT_STYLES:
            element.set(name, value.removesuffix("px"))
    if element.tag == SVG + "tspan":
        use_page_letters(element, style)
    elif style.get("font-style") == "italic":
        element.set("class", "italic")


def short(text):
    """Coordinates with two decimals, one space apart: a hundredth of a point cannot be seen."""
    rounded = re.sub(r"-?\d+\.\d{2,}", lambda m: f"{round(float(m[0]), 2) + 0.0:g}", text)
    return " ".join(rounded.split())


def point_to(prefix, name, value):
    """An attribute's value with its references to ids led to the ids with the prefix."""
    if name == "href" and value.startswith("#"):
        return f"#{prefix}{value[1:]}"
    return value.replace("url(#", f"url(#{prefix}")


def rewrite_attributes(element, prefix, referred):
    """Names without namespaces, page colors, short numbers, prefixed ids, and no id without use."""
    for name, value in list(element.attrib.items()):
        del element.attrib[name]
        name = "href" if name == HREF else name
        if name == "id" and value not in referred:
            continue
        value = prefix + value if name == "id" else point_to(prefix, name, value)
        if name in ("fill", "stroke"):
            value = COLORS.get(value.lower(), value)
        if name == "transform":
            value = re.sub(r"\s*rotate\(-?0 [^)]*\)", "", value)
        if value:
            shorten = short_path if name == "d" else short if name in NUMBERS else str
            element.set(name, shorten(value))


def unseen(element):
    """Whether it draws nothing: a patch without fill and line, or what is not for the eye."""
    without_fill = element.get("fill") == "none" and "stroke" not in element.attrib
    return element.tag in (SVG + "metadata", SVG + "style", SVG + "title") or without_fill


def tidy(parent):
    """Drop what is not seen, and groups that say nothing, from the inside out."""
    for child in list(parent):
        tidy(child)
        place = list(parent).index(child)
        empty = child.tag == SVG + "defs" and not len(child)
        if unseen(child) or empty:
            parent.remove(child)
        elif child.tag == SVG + "g" and not child.attrib:
            parent[place : place + 1] = list(child)
    parent.text = (parent.text or "").strip("\n ") if len(parent) else parent.text


def alt_text(svg):
    """The text that the picture carries, or nothing."""
    title = ET.fromstring(svg.encode()).find(SVG + "title")
    return "" if title is None else (title.text or "").strip()


def for_page(svg, alt, prefix):
    """The SVG text as an inline <svg role="img"> with alt as its label; ids start with prefix.

    Raises Unfit (see svg_letters) when the page could not draw it as matplotlib did.
    """
    root = ET.fromstring(svg.encode())
    for element in root.iter():
        style_to_attributes(element)
    referred = set(re.findall(r"(?:url\(#|href=\"#)([^)\"]+)", svg))
    for element in root.iter():
        rewrite_attributes(element, prefix, referred)
    for text in root.iter(SVG + "text"):
        join_letters(text)
    tidy(root)
    join_points(root)
    width, height = (float(side) for side in root.get("viewBox").split()[2:])
    root.attrib = {
        "class": "picture",
        "role": "img",
        "aria-label": alt,
        "viewBox": short(root.get("viewBox")),
        "width": f"{width * 4 / 3:.0f}",  # points to CSS pixels
        "height": f"{height * 4 / 3:.0f}",
        "fill": "currentColor",
        "stroke-linejoin": "round",
    }
    return re.sub(r">\s+<", "><", ET.tostring(root, encoding="unicode")).strip()
