"""The picture that goes with a shared link, for each lesson and the first page.

It needs the site's address, so cards are drawn only where `site_address` is set, and only anew
when the code behind them or a library has changed. Arrays come from the lessons' own functions.
"""

import hashlib
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import numpy as np
from lessons import LESSONS
from local_imports import LocalPackages


def differentiation():
    """Chords of the loss over a weight, and the tangent that they approach."""
    from snippets.classifier import logistic_loss, logistic_loss_slope, scores
    from snippets.figures import cards
    from snippets.samples import six_points

    X, y = six_points()
    s = scores(X)
    loss, at = lambda w: logistic_loss(w, s, y), 0.25
    w = np.linspace(-0.35, 2.6, 200)
    chords = [((at, at + h), (loss(at), loss(at + h))) for h in (2.0, 1.2, 0.7, 0.4, 0.2)]
    touch = (at, at + 1), (loss(at), loss(at) + logistic_loss_slope(at, s, y))
    return cards.tangent, w, [loss(each) for each in w], chords, touch


def integration():
    """The midpoint panels of an integral: what lies below the axis counts as negative."""
    from snippets.figures import cards
    from snippets.integration import edges

    f = lambda x: np.exp(-x / 6) * np.sin(x) + 0.15
    x, ends = np.linspace(0, 10.5, 400), edges(0, 10.5, 24)
    return cards.panels, x, f(x), ends, f((ends[:-1] + ends[1:]) / 2)


def gradient():
    """The loss over two weights, and the way downhill."""
    from snippets.classifier import linear_loss, linear_loss_gradient
    from snippets.figures import cards
    from snippets.samples import six_points

    X, y = six_points()
    field = lambda f, pairs: np.array([f([*pair, 0.0], X, y) for pair in pairs])
    w1, w2 = np.meshgrid(np.linspace(-1.2, 2.6, 70), np.linspace(-1.2, 2.6, 70))
    loss = field(linear_loss, zip(w1.flat, w2.flat, strict=True)).reshape(w1.shape)
    where = np.mgrid[-0.95:2.5:8j, -0.95:2.5:8j].reshape(2, -1)
    steepest = field(linear_loss_gradient, where.T)[:, :2].T
    size = np.hypot(*steepest)
    return cards.slopes, w1, w2, loss, where, -steepest / np.sqrt(size)


def jacobian():
    """Polar coordinates bend a grid; the Jacobian sees parallelograms."""
    from snippets.figures import cards
    from snippets.jacobian import grid_lines, polar, polar_jacobian, square_outline, tangent_map

    lines = [
        polar(line) for line in grid_lines(np.linspace(0, 2, 13), np.linspace(0, 1.57, 13), 80)
    ]
    patches = []
    for corner in ((0.6, 0.2), (1.35, 0.65)):
        square = square_outline(corner, side=0.36, n=25)
        linear = tangent_map(polar(corner), polar_jacobian(corner), corner, square)
        patches.append((polar(square), linear))
    return cards.bent_grid, lines, patches


def backpropagation():
    """Two circles, and what a small network learned to say of them."""
    from snippets.backpropagation import RELU, Network, train
    from snippets.figures import cards
    from snippets.samples import two_circles

    X, y = two_circles(400, noise=0.1, factor=0.5, rng=np.random.default_rng(5))
    start = Network.from_seed([2, 8, 1], RELU, seed=3)
    *_, (learned, _) = train(start, X, y, rate=0.3, steps=1000)
    x_grid, y_grid = np.meshgrid(np.linspace(-1.6, 1.6, 161), np.linspace(-1.6, 1.6, 161))
    grid = np.column_stack([x_grid.ravel(), y_grid.ravel()])
    return cards.boundary, X, y, x_grid, y_grid, learned.output(grid).reshape(x_grid.shape)


def optimization():
    """One valley, two walks: with the best rate, and with momentum."""
    from snippets.figures import cards
    from snippets.optimization import descent_path, momentum_path, valley, valley_gradient

    corner = np.array([10.0, 1.0])
    plain = list(islice(descent_path(valley_gradient, corner, 2 / 11), 16))
    heavy = list(islice(momentum_path(valley_gradient, corner, 0.1, 0.5), 16))
    x, y = np.meshgrid(np.linspace(-3.5, 11.5, 160), np.linspace(-1.35, 1.35, 120))
    return cards.walks, x, y, valley((x, y)), [plain, heavy]


def support_vector_machine():
    """The six points of the book, and the widest slab between them."""
    from snippets.figures import cards
    from snippets.samples import six_points
    from snippets.support_vector_machine import maximum_margin

    X, y = six_points()
    plane = maximum_margin(X, y)
    return cards.slab, X, y, plane.w, plane.b


MOTIFS = {stem: globals()[stem] for stem in LESSONS} | {"index": support_vector_machine}


def words_of(stem, title):
    """What stands on the card of a page: a line above, and the title in short lines."""
    kicker = f"Day {LESSONS.index(stem) + 1}" if stem in LESSONS else "Seven lessons, one a day"
    return kicker, title.replace("Support ", "Support\n").replace(" for ", "\nfor ")


def drawn(stem, title):
    """The card of a page as the bytes of a PNG file."""
    from snippets.figures.cards import card

    return card(*words_of(stem, title), *MOTIFS[stem]())


def key():
    """What the cards depend on: this file, the snippets that it imports, the libraries."""
    here = Path(__file__)
    code = here.read_text("utf-8")
    files = [here, *LocalPackages(here.parents[2], ["snippets"]).files_used(code)]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files))
    digest.update(repr([version(name) for name in ("matplotlib", "numpy", "scipy")]).encode())
    return digest.hexdigest()


def write(app, error):
    if error or app.builder.name != "html" or not app.config.site_address:
        return
    folder = Path(app.outdir, "_static/cards")
    folder.mkdir(parents=True, exist_ok=True)
    made, now = Path(app.doctreedir, "cards.key"), key()
    done = made.exists() and made.read_text("ascii") == now
    for stem in MOTIFS:
        if not (done and (folder / f"{stem}.png").exists()):
            (folder / f"{stem}.png").write_bytes(drawn(stem, app.env.titles[stem].astext()))
    made.write_text(now, "ascii")


def setup(app):
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
