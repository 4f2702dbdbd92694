"""The book's logo: a curve and its tangent at a point. Run as a module, it writes the two files.

python -m snippets.figures.logo
"""

from pathlib import Path

STATIC = Path(__file__).parents[2] / "book/_static"
# An image cannot know the page's switch, so both colors show on light and on dark paper.
CURVE, TANGENT = "#2f7fd6", "#cf6a1e"
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" role="img" aria-label="{alt}">
<g fill="none" stroke-width="{width}" stroke-linecap="round">
<path d="{curve}" stroke="{curve_color}"/>
<path d="{tangent}" stroke="{tangent_color}"/>
</g>
<circle cx="{x:g}" cy="{y:g}" r="{radius}" fill="{tangent_color}"/>
</svg>
"""


def height(x):
    """The curve y = 29 − (x − 3)²/25, in a square of 32 with y pointing down."""
    return 29 - (x - 3) ** 2 / 25


def slope(x):
    """Its derivative −2(x − 3)/25."""
    return -2 * (x - 3) / 25


def curve(left, right):
    """The parabola as one quadratic Bézier arc; its end tangents meet in the control point."""
    middle = (left + right) / 2
    control = height(left) + slope(left) * (middle - left)
    return f"M{left:g} {height(left):g}Q{middle:g} {control:g} {right:g} {height(right):g}"


def tangent(x, left, right):
    """The line through (x, height(x)) with that slope, between two abscissas."""
    ends = [(t, height(x) + slope(x) * (t - x)) for t in (left, right)]
    return "M{:g} {:.4g}L{:g} {:.4g}".format(*ends[0], *ends[1])


def draw(width, radius, alt="A curve and its tangent"):
    """The logo as SVG text with lines of this width and a point of this radius."""
    x = 19
    parts = {"curve": curve(3, 29), "tangent": tangent(x, 10, 29), "x": x, "y": height(x)}
    colors = {"curve_color": CURVE, "tangent_color": TANGENT}
    return SVG.format(**parts, **colors, width=width, radius=radius, alt=alt)


FILES = {"logo.svg": draw(width=2, radius=2.6), "favicon.svg": draw(width=3, radius=3.8)}


if __name__ == "__main__":
    for name, text in FILES.items():
        (STATIC / name).write_text(text, encoding="utf-8", newline="\n")
