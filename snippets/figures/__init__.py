"""The house style of the figures, and the Picture that a cell shows.

Importing this package puts matplotlib in the house style; pyplot is not needed anywhere.
"""

from base64 import b64encode
from io import BytesIO, StringIO
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from snippets.figures.artists import described

HERE = Path(__file__).parent
SHORTEST_ALT = 20
UNDATED_SVG = {"Date": None, "Creator": None, "Format": None, "Type": None}
UNDATED_PDF = {"CreationDate": None, "Creator": None, "Producer": None}


def use_house_style():
    """Register the committed fonts and the color map, then load book.mplstyle."""
    for font in sorted(HERE.glob("*.otf")):
        font_manager.fontManager.addfont(font)
    # viridis without its ends, which are too dark for a dark page and too pale for a light one
    middle = mpl.colormaps["viridis"](np.linspace(0.3, 0.8, 256))
    mpl.colormaps.register(ListedColormap(middle, "book"), force=True)
    mpl.rcParams.update(mpl.rc_params_from_file(HERE / "book.mplstyle", use_default_template=False))


def canvas(width=4.9, height=2.9, rows=1, columns=1, **kwargs):
    """A figure of width × height inches and its axes, in the house style.

    The keyword arguments are those of `Figure.subplots` (sharex, width_ratios, subplot_kw, ...).
    With more than one row or column, axes is an array of that shape.
    """
    figure = Figure(figsize=(width, height))
    return figure, figure.subplots(rows, columns, **kwargs)


def label_line(ax, x, y, text, color="black", dx=5, dy=0, **kwargs):
    """Write text in the line's color beside its point (x, y), dx and dy points away.

    A direct label instead of a legend: it stands to the right of the point, or to the left
    when dx is negative, or centered when dx is 0.
    """
    side = "center" if dx == 0 else "left" if dx > 0 else "right"
    kwargs = {"ha": side, "va": "center", "color": color, "annotation_clip": False, **kwargs}
    return ax.annotate(text, (x, y), xytext=(dx, dy), textcoords="offset points", **kwargs)


class Picture:
    """A figure with the text that stands for it; the last line of a cell that draws.

    The page gets SVG, the book in print gets PDF, a reader who cannot see gets alt, which
    states what the figure shows. Raises ValueError when alt says nothing or too little.
    Both are printed by their canvas: Figure.savefig would draw each once more, to lay it out.
    """

    def __init__(self, figure, alt):
        if not isinstance(figure, Figure):
            raise ValueError(f"a Picture needs a matplotlib Figure, not {type(figure).__name__}")
        if len(str(alt).strip()) < SHORTEST_ALT:
            raise ValueError(f"the alt text must say what the figure shows, not {alt!r}")
        self.figure, self.alt = figure, " ".join(str(alt).split())

    def svg(self):
        """The figure as SVG text; its <title> is the alt text, so that the two stay together."""
        buffer, metadata = StringIO(), {"Title": self.alt, **UNDATED_SVG}
        FigureCanvasSVG(self.figure).print_svg(buffer, metadata=metadata)
        return buffer.getvalue()

    def pdf(self):
        """The figure as the bytes of a PDF file."""
        buffer, metadata = BytesIO(), {"Title": self.alt, **UNDATED_PDF}
        FigureCanvasPdf(self.figure).print_pdf(buffer, metadata=metadata)
        return buffer.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        """What Jupyter stores: every form at once, for the build to choose from, and the data."""
        svg = self.svg()
        self.figure.set_layout_engine("none")  # print keeps the layout that was just computed
        pdf = b64encode(self.pdf()).decode("ascii")
        forms = {"image/svg+xml": svg, "application/pdf": pdf, "text/plain": self.alt}
        return forms, {"artists": described(self.figure)}


use_house_style()
