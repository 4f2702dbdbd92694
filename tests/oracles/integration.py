"""Routes to the answers of the lesson on integration."""

from fractions import Fraction

import numpy as np
import scipy.integrate
import scipy.stats
import sympy as sp
from oracle_routes import STEP, Row, integrals
from sklearn.metrics import roc_auc_score

from snippets import integration as i
from snippets import symbolic
from snippets.classifier import logistic_loss, logistic_loss_slope, scores
from snippets.differentiation import (
    UNIT_ROUNDOFF,
    cubic_derivative,
    derivative,
    square_derivative,
)
from snippets.elementary import cos, exp
from snippets.extrapolation import Estimate
from snippets.ranking import roc_curve, win_rate
from snippets.samples import six_points

X, y = six_points()
s = scores(X)
slope = lambda w: logistic_loss_slope(w, s, y)
stars, spam = [3, 3, 3, 2, 2, 1, 1, 1], [1, 1, -1, 1, -1, 1, -1, -1]
x = np.linspace(-10, 10, 201)
tenth = Fraction(1, 10)
grid = [-10 + k * tenth for k in range(201)]
double = square_derivative
wave = lambda t: cos(t**2)
bell = lambda t: exp(-(t**2) / 2) / (2 * sp.pi) ** sp.Rational(1, 2)
quad = lambda f, a, b, **more: Estimate(*scipy.integrate.quad(f, a, b, **more))
fall = lambda end: logistic_loss(sp.Integer(end), s, y)


def slope_of_quadrature():
    """The central difference of an integral: of its values, only the strip counts."""
    strip = quad(lambda t: float(wave(t)), 1 - STEP, 1 + STEP)
    # The third derivative of the integral is below 8, the strip is right to u of itself.
    return Estimate(strip.value / (2 * STEP), 8 * STEP**2)


def slope_of_simpson():
    """Extrapolated; the slope of the rule's own error, x⁵ f⁗ / (180 · 400⁴) with f⁗ < 80."""
    value, error = derivative(lambda end: i.simpson(wave, 0.0, end, 400), 1.0)
    return Estimate(value, error + 5 * 80 / 180 / 400**4)


def pairs_won():
    """The share of pairs of spam and other messages that the stars rank rightly."""
    plus, minus = ([t for t, k in zip(stars, spam, strict=True) if k == sign] for sign in (1, -1))
    won = sum(Fraction(int(p > q)) + Fraction(int(p == q), 2) for p in plus for q in minus)
    return won / (len(plus) * len(minus))


def drawn(places, left_sum):
    """The totals of a left sum that are drawn at two places: each holds the panel right of it."""
    return [left_sum(round((place + 10) * 10) + 1) for place in places]


ROWS = [
    Row(
        "Why a model needs a sum of slopes",
        "from 0 to 2 the slope adds up to L(2) − L(0)",
        integrals(slope, 0, 2) | {"symbols": lambda: fall(2) - fall(0)},
    ),
    Row(
        "From a sum to an integral",
        "the left sum of 2x with h = 0.1 is −2",
        {
            "symbols": lambda: symbolic.left_sum(double, -10, sp.Rational(1, 10), 200),
            "floats": lambda: i.riemann_sum(double, -10, 10, 200, "left"),
            "fractions": lambda: tenth * sum(map(double, grid[:-1])),
            "NumPy": lambda: 0.1 * np.cumsum(double(x)[:-1])[-1],
        },
        size=400,
    ),
    Row("An integral is not an area", "the integral of 2x is 0 up to 10", integrals(double, 0, 10)),
    Row(
        "An integral is not an area",
        "the area between 2x and the axis is 200",
        integrals(lambda t: abs(double(t)), -10, 10)
        | {"quadrature": lambda: quad(lambda t: abs(double(t)), -10, 10, points=[0])},
        size=200,
    ),
    Row(
        "Three things with one name",
        "the accumulation of 2x from −10 is x² − 100, here at 3",
        integrals(double, -10, 3),
        size=200,
    ),
    Row(
        "The fundamental theorem",
        "the integral of cos t² has the slope cos 1 at 1",
        {
            "symbols": lambda: sp.diff(
                sp.Integral(wave(symbolic.h), (symbolic.h, 0, symbolic.x)), symbolic.x
            ).subs(symbolic.x, 1),
            "Simpson": slope_of_simpson,
            "quadrature": slope_of_quadrature,
        },
    ),
    Row(
        "Without continuity",
        "the accumulated step ends at 1, half a panel of trapezoids beside it",
        {
            "symbols": lambda: sp.integrate(sp.Heaviside(symbolic.x, 1), (symbolic.x, -1, 1)),
            "quadrature": lambda: quad(lambda t: float(t >= 0), -1, 1, points=[0]),
            "trapezoids": lambda: (
                i.running_integral(lambda t: (t >= 0) * 1.0, np.linspace(-1, 1, 2001))[-1] - 0.0005
            ),
        },
    ),
    Row(
        "What a running sum really draws",
        "the first point is −2, the lowest −101",
        {
            "symbols": lambda: [
                (symbolic.x**2 - 100 + symbolic.h * (symbolic.x - 10)).subs(
                    {symbolic.x: place, symbolic.h: sp.Rational(1, 10)}
                )
                for place in (-10, 0)
            ],
            "floats": lambda: drawn((-10, 0), i.running_left_sum(double, x).__getitem__),
            "fractions": lambda: drawn((-10, 0), lambda k: tenth * sum(map(double, grid[:k]))),
        },
        size=400,
    ),
    Row("Better rules", "eˣ from 0 to 1 gives e − 1", integrals(exp, 0, 1)),
    Row(
        "The area under a ROC curve is a probability",
        "21 of 32 pairs are won",
        {
            "fractions": pairs_won,
            "trapezoids": lambda: i.running_trapezoids(*roc_curve(stars, spam))[-1],
            "pairs": lambda: win_rate(stars, spam),
            "scikit-learn": lambda: roc_auc_score(spam, stars),
        },
    ),
    Row(
        "The rules of yesterday, read backward",
        "by substitution, 2x exp(x²) gives e − 1",
        integrals(lambda t: 2 * t * exp(t**2), 0, 1),
    ),
    Row(
        "The rules of yesterday, read backward",
        "by parts, x eˣ gives 1",
        integrals(lambda t: t * exp(t), 0, 1),
    ),
    Row(
        "Densities, expectations and random points",
        "about 68 % lie within 1",
        integrals(i.normal_density, -1, 1)
        | {
            "symbols": lambda: symbolic.integral(bell, -1, 1),
            "SciPy": lambda: np.diff(scipy.stats.norm.cdf([-1, 1]))[0],
        },
    ),
    Row(
        "Densities, expectations and random points",
        "the variance is 1",
        integrals(lambda t: t**2 * i.normal_density(t), -10, 10, n=800)
        # Beyond 10 lies less than 11 exp(−50).
        | {"symbols": lambda: symbolic.integral(lambda t: t**2 * bell(t), -sp.oo, sp.oo)},
    ),
    Row(
        "Where it breaks",
        "16 trapezoids give a period of exp(cos x) to the last digit",
        {
            "Bessel": lambda: 2 * sp.pi * sp.besseli(0, 1),
            "trapezoids": lambda: i.trapezoid(lambda t: np.exp(np.cos(t)), 0, 2 * np.pi, 16),
            "quadrature": lambda: quad(lambda t: np.exp(np.cos(t)), 0, 2 * np.pi),
        },
    ),
    Row(
        "In the models you use",
        "three standard errors of 900 right out of 1000",
        {
            "symbols": lambda: 3 * sp.sqrt(sp.Rational(9, 100) / 999),
            "ours": lambda: i.sample_mean(np.repeat([1, 0], [900, 100])).error,
            "SciPy": lambda: 3 * scipy.stats.sem(np.repeat([1, 0], [900, 100])),
        },
    ),
    Row(
        "antiderivative-of-the-slope",
        "from −10 to 10 the slope of the cubic adds up to 2000",
        integrals(cubic_derivative, -10, 10),
        size=2000,
    ),
    Row(
        "antiderivative-of-the-slope",
        "accumulation and antiderivative are 1200 apart",
        integrals(cubic_derivative, -10, 0)
        | {
            "trapezoids": lambda: Estimate(
                i.running_integral(cubic_derivative, x)[100],
                # h² / 12 times the second derivative, 6, over a length of 10.
                0.1**2 / 12 * 6 * 10 * (1 + 1000 * UNIT_ROUNDOFF),
            )
        },
        size=2000,
    ),
]
WITHOUT = {}
