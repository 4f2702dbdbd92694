"""Times the mathematics of the book beside libraries that do the same: part of `make bench`.

Each row is a ratio of two calls that reach equal accuracy: both are within a stated room of the
exact result or, where nobody has that, of each other.  Ours and theirs are timed in turns.
"""

import argparse
import sys
import warnings
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import NamedTuple

import autograd
import autograd.numpy as anp
import numpy as np
import scipy.differentiate
import scipy.integrate
import scipy.stats
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC

from snippets.autodiff import reverse_gradient
from snippets.backpropagation import TANH, Network, accuracy, train
from snippets.differentiation import derivative
from snippets.elementary import tanh
from snippets.gradient import gradient
from snippets.integration import monte_carlo, riemann_sum, simpson, trapezoid
from snippets.jacobian import jacobian
from snippets.samples import two_circles
from snippets.support_vector_machine import maximum_margin, maximum_margin_dual, soft_margin

LAYOUT = "{:26}{:>10}{:>16}{:>11}{:>11}{:>11}  {}"
HEAD = "ours", "ours ms", "ours / theirs", "off: ours", "theirs", "room", "against"


class Case(NamedTuple):
    """Two calls that return the same numbers, how far they may be off, and what the ratio means."""

    name: str
    ours: Callable
    theirs: Callable
    room: float
    against: str
    exact: object = None  # the numbers, where they are known
    outcome: Callable = np.asarray  # of what a call returns, the numbers that count; not timed


def off(found, wanted):
    """The largest difference of two lists of numbers, relative to the largest number wanted."""
    found, wanted = np.asarray(found, dtype=float), np.asarray(wanted, dtype=float)
    if found.shape != wanted.shape:
        raise ValueError(f"the results have the shapes {found.shape} and {wanted.shape}")
    return float(np.max(abs(found - wanted)) / np.max(abs(wanted)))


def errors(case):
    """How far ours and theirs are off the exact result; else each of the other."""
    ours, theirs = (case.outcome(call()) for call in (case.ours, case.theirs))
    if case.exact is None:
        return off(ours, theirs), off(theirs, ours)
    return off(ours, case.exact), off(theirs, case.exact)


# --- The cases, by size: the lesson's where size is 1


def network_cases(size):
    """The network of the lesson on backpropagation, full batches from the same weights."""
    X, y = two_circles(1000, noise=0.1, factor=0.5, rng=np.random.default_rng(5))
    start, steps, rate = Network.from_seed([2, 4, 3, 1], TANH, seed=0), max(2, int(500 * size)), 0.3
    model = MLPClassifier(
        (4, 3), activation="tanh", solver="sgd", alpha=0, batch_size=len(y), shuffle=False,
        momentum=0, nesterovs_momentum=False, learning_rate_init=rate,
        max_iter=steps, tol=0, n_iter_no_change=steps + 1, warm_start=True,
    )  # fmt: skip
    model.partial_fit(X, y, classes=[0, 1])  # makes the arrays

    def ours():
        *_, (network, _) = train(start, X, y, rate, steps)
        return network.parameters()

    def theirs():
        for (W, b, _), coefs, intercepts in zip(
            start.layers, model.coefs_, model.intercepts_, strict=True
        ):
            coefs[...], intercepts[...] = W.T, b
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # it is told to stop there
            model.fit(X, y)
        layers = zip(model.coefs_, model.intercepts_, strict=True)
        return np.concatenate([part.ravel() for W, b in layers for part in (W.T, b)])

    def loss_and_accuracy(parameters):
        network = start.with_parameters(parameters)
        return network.mean_loss(X, y), accuracy(network.output(X), y)

    # Some 1e5 roundings of 1e-16 in each of the steps, which descent does not make larger.
    against = f"scikit-learn's MLPClassifier, {steps} steps: loss and accuracy at the end"
    yield Case("train", ours, theirs, 1e-8, against, outcome=loss_and_accuracy)


def autodiff_cases(size):
    """A graph of scalars, written once and run on the traced numbers of both."""

    def graph(tanh):
        return lambda p: sum(tanh(a * b) * b for a, b in pairwise(p))

    x = list(np.random.default_rng(0).uniform(-1, 1, max(3, int(500 * size))))
    against = f"autograd, {len(x)} scalars in a graph of {3 * len(x)} operations"
    yield Case(
        "reverse_gradient",
        lambda: reverse_gradient(graph(tanh), x),
        lambda: autograd.grad(graph(anp.tanh))(x),
        1e-14,  # a slope has two terms of five factors: some units of 2e-16
        against,
    )


def clouds(n, apart):
    """n points of the plane in two normal clouds whose centers are so far apart, and labels ±1."""
    y = np.repeat([-1.0, 1.0], n // 2)
    normal = np.random.default_rng(1).standard_normal((n, 2))
    return normal + apart / 2 * y[:, None] * [1, 0], y


def line_of_svc(X, y, C):
    """(w₁, w₂, b) by libsvm, with a tolerance that makes its line as exact as ours."""
    model = SVC(kernel="linear", C=C, tol=1e-8).fit(X, y)
    return [*model.coef_[0], model.intercept_[0]]


def line_of(plane):
    return [*plane.w, plane.b]


def margin_cases(size):
    """The widest margin by both routes, and the soft one."""
    for name, solve, C, apart, half in [
        ("maximum_margin", maximum_margin, 1e6, 8, 50),
        ("maximum_margin_dual", maximum_margin_dual, 1e6, 8, 50),
        ("soft_margin", lambda X, y: soft_margin(X, y, 1.0), 1.0, 2, 500),
    ]:
        n = max(6, 2 * int(half * size))
        X, y = clouds(n, apart)
        yield Case(
            name,
            lambda solve=solve, X=X, y=y: line_of(solve(X, y)),
            lambda X=X, y=y, C=C: line_of_svc(X, y, C),
            1e-6,  # libsvm stops where its multipliers' slopes agree to 1e-8, within units of C
            f"scikit-learn's SVC, C = {C:g}, {n} points: the line",
        )


def integral_cases(size):
    """∫ eˣ from 0 to 1, which is e − 1."""
    n, exact, rng = max(100, 2 * int(5000 * size)), [np.e - 1], np.random.default_rng(0)
    h, x = 1 / n, np.linspace(0, 1, n + 1)
    even = lambda: {"n_estimates": 8, "n_points": 256, "qrng": scipy.stats.qmc.Halton(1, rng=0)}
    of_points = f"scipy.integrate on the same {n + 1} points: "
    rules = [
        # 1/180 h⁴ e and 1/12 h² e of 1.7, and the rounding of a sum of n terms
        ("simpson", simpson, scipy.integrate.simpson, h**4 / 100 + n * 2e-16),
        ("trapezoid", trapezoid, scipy.integrate.trapezoid, h**2 / 7 + n * 2e-16),
    ]
    for name, mine, theirs, room in rules:
        yield Case(
            name,
            lambda mine=mine: [mine(np.exp, 0, 1, n)],
            lambda theirs=theirs: [theirs(np.exp(x), x=x)],
            room,
            of_points + name,
            exact,
        )
    yield Case(
        "riemann_sum, midpoint",
        lambda: [riemann_sum(np.exp, 0, 1, n, "midpoint")],
        lambda: [scipy.integrate.quad(np.exp, 0, 1, epsabs=h**2)[0]],
        h**2 / 14 + n * 2e-16,  # 1/24 h² e of 1.7
        "scipy.integrate.quad, asked for no more: 21 points do",
        exact,
    )
    many = 100 * n
    yield Case(
        "monte_carlo",
        lambda: [monte_carlo(np.exp, 0, 1, many, rng).value],
        lambda: [scipy.integrate.qmc_quad(lambda x: np.exp(x[0]), 0, 1, **even()).integral],
        5 * 0.29 / many**0.5,  # five times (V / n)^½ of 1.7, with V = 0.242
        f"scipy.integrate.qmc_quad: 2048 evenly spread points for {many} random ones",
        exact,
    )


def slope_cases(size):
    """Derivatives, gradients and Jacobians from values alone, whose exact ones are known."""
    n = max(2, int(10 * size))
    B = np.random.default_rng(2).uniform(-1, 1, (n, n))
    x = np.linspace(-1, 1, n)
    softmax = np.exp(x) / np.sum(np.exp(x))
    layer = lambda p: np.tanh(np.tensordot(B, p, 1))
    log_sum_exp = lambda p: np.log(np.sum(np.exp(p), axis=0))
    to_nine = {"tolerances": {"rtol": 1e-9, "atol": 1e-9}}
    yield Case(
        "derivative",
        lambda: [derivative(np.exp, 1.0).value],
        lambda: [scipy.differentiate.derivative(np.exp, 1.0).df],
        1e-11,
        "scipy.differentiate.derivative; ours also looks for a kink",
        [np.e],
    )
    yield Case(
        "gradient",
        lambda: gradient(log_sum_exp, x),
        lambda: scipy.differentiate.jacobian(log_sum_exp, x, **to_nine).df,
        1e-8,
        f"scipy.differentiate.jacobian, {n} slopes to nine digits",
        softmax,
    )
    yield Case(
        "jacobian",
        lambda: jacobian(layer, x),
        lambda: scipy.differentiate.jacobian(layer, x, **to_nine).df,
        1e-8,
        f"scipy.differentiate.jacobian, {n * n} slopes to nine digits",
        (1 - np.tanh(B @ x) ** 2)[:, None] * B,
    )


def cases(size=1):
    """All cases; a size below 1 makes them smaller."""
    for group in (network_cases, autodiff_cases, margin_cases, integral_cases, slope_cases):
        yield from group(size)


# --- The clock


def seconds(call, times):
    """The mean duration of so many calls."""
    begin = perf_counter()
    for _ in range(times):
        call()
    return (perf_counter() - begin) / times


def times_worth(call, room=0.02):
    """How many calls fill that many seconds: a clock reads a short one badly."""
    return max(1, int(room / max(seconds(call, 1), 1e-9)))


def timed(case, rounds):
    """(median seconds of ours, median ratio of ours to theirs), in turns."""
    calls = [(call, times_worth(call)) for call in (case.ours, case.theirs)]
    pairs = [[seconds(call, times) for call, times in calls] for _ in range(rounds)]
    return median(ours for ours, _ in pairs), median(ours / theirs for ours, theirs in pairs)


def row(case, rounds):
    """One line of the table; exits where the two do not reach equal accuracy."""
    wrong = errors(case)
    if not all(error <= case.room for error in wrong):
        sys.exit(f"{case.name}: off by {wrong}, which is not within {case.room:g}: no ratio")
    duration, ratio = timed(case, rounds)
    shown = [f"{error:.0e}" for error in (*wrong, case.room)]
    return LAYOUT.format(case.name, f"{1e3 * duration:.3g}", f"{ratio:.2g}", *shown, case.against)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=7, metavar="N", help="medians of N rounds")
    rounds = max(1, parser.parse_args().repeat)
    print(f"The mathematics; medians of {rounds} rounds, ours and theirs in turns")
    print(LAYOUT.format(*HEAD))
    for case in cases():
        print(row(case, rounds), flush=True)
    print("A ratio below 1: ours is faster.  off: relative to the exact result, else each other.")


if __name__ == "__main__":
    main()
