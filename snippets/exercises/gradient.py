"""Answers to the exercises on gradients."""

import numpy as np
from sympy import Integer, Rational, exp, log, sqrt, symbols

from snippets.exercises import Choice, Code, Mistake, Number, Property, Symbolic, collect, sigma

x, y = symbols("x y", real=True)
SQUARED_ERROR = (symbols("w") * x + symbols("b") - y) ** 2


def central_gradient(f, x, h):
    """Return the central quotients of f at x, one for each coordinate."""
    slopes = []
    for k in range(len(x)):
        step = np.zeros(len(x))
        step[k] = h
        slopes.append((f(x + step) - f(x - step)) / (2 * h))
    return np.array(slopes)


def forward_gradient(f, x, h):
    """Step forward only."""
    return np.array([(f(x + h * e) - f(x)) / h for e in np.eye(len(x))])


def half_divided(f, x, h):
    """Divide by one step, though the points are two apart."""
    return 2 * central_gradient(f, x, h)


def all_at_once(f, x, h):
    """Move all coordinates together."""
    return np.full(len(x), (f(np.add(x, h)) - f(np.subtract(x, h))) / (2 * h))


def moved_and_left(f, x, h):
    """Forget to put each coordinate back."""
    slopes, x = [], np.array(x, dtype=float)
    for k in range(len(x)):
        x[k] += h
        ahead = f(x)
        x[k] -= 2 * h
        slopes.append((ahead - f(x)) / (2 * h))
    return np.array(slopes)


def uphill(p):
    """x² + y³: its central quotients are 2x and 3y² + h²."""
    return p[0] ** 2 + p[1] ** 3


def twisted(p):
    """x y z + 3 z."""
    return p[0] * p[1] * p[2] + 3 * p[2]


def takes_any_shape_of_numbers(function):
    """A function of four coordinates has four slopes."""
    point = np.array([1.0, 2.0, 3.0, 4.0])
    return np.allclose(function(lambda p: np.sum(p**2), point, 0.25), 2 * point)


EXERCISES = collect(
    Number(
        key="bowl-at-one-one",
        title="The gradient of a bowl",
        level=1,
        answer=[2, 2],
        reference=("[2, 2]", "(2, 2)", [2.0, 2.0]),
        mistakes=(
            Mistake([1, 1], "The power comes down as a factor: the derivative of x² is 2x."),
            Mistake(
                [sqrt(2) / 2, sqrt(2) / 2],
                "That is the steepest direction, of length 1; the gradient has the rate as length.",
            ),
            Mistake([4, 4], "You added 2x and 2y; each entry has the derivative in one variable."),
            Mistake([2, 3], "That is for x² + y³; here both powers are squares."),
        ),
        states=(("gradient of $#$ at $(#, #)$", (x**2 + y**2, 1, 1)),),
    ),
    Symbolic(
        key="partial-of-a-product",
        title="What may be ignored",
        level=1,
        variables=(x, y),
        answer=3 * x**2 * y**2,
        reference=("3x^2y^2", "3*x**2*y**2", "3 x² y²", "x^2 * 3y^2"),
        mistakes=(
            Mistake(3 * y**2, "x² is constant here, and it is a factor: a constant factor stays."),
            Mistake(6 * x * y**2, "You differentiated both factors; hold x constant."),
            Mistake(2 * x * y**3, "That is the derivative in x; the one in y is asked for."),
            Mistake(
                2 * x * y**3 + 3 * x**2 * y**2,
                "The product rule is not needed: x² is constant, so its derivative is 0.",
            ),
        ),
        states=(("partial derivative of $#$ with respect to $y$", (x**2 * y**3,)),),
    ),
    Choice(
        key="steepest-at-the-origin",
        title="Steepest, at the origin",
        level=1,
        answer=("There is none: the rate is $0$ in every direction.",),
        mistakes=(
            Mistake(
                "$(1, 0)$, because $x^2$ grows on both sides.",
                "It grows, but its rate at 0 is 2x = 0; a rate belongs to the point.",
            ),
            Mistake(
                "$(0, 1)$, because $y^3$ rises that way.",
                "It rises, but its rate at 0 is 3y² = 0: the curve is flat where it starts.",
            ),
            Mistake(
                "$(0, 0)$, the gradient.",
                "The gradient is zero, and a vector of length zero has no direction.",
            ),
        ),
        states=(("$#$ at $(#, #)$", (x**2 + y**3, 0, 0)),),
    ),
    Number(
        key="rate-along-a-vector",
        title="The rate along a line",
        level=2,
        answer=13,
        reference=("13", "(-4*4 + 27*3)/5", 13.0),
        mistakes=(
            Mistake(65, "That is ∇f · (−4, 3), five times too much: divide by the length 5."),
            Mistake(
                Rational(97, 5), "The sign: the vector leads against x, so its part counts minus."
            ),
            Mistake(31, "You added the partial derivatives; weigh each with its coordinate of d."),
            Mistake(sqrt(745), "That is the steepest rate; this direction is not the gradient's."),
        ),
        states=(
            ("derivative of $#$ at $(#, #)$", (x**2 + y**3, 2, 3)),
            ("in the direction of the vector $(#, #)$", (-4, 3)),
        ),
    ),
    Symbolic(
        key="slope-of-log-sum-exp",
        title="A soft maximum",
        level=2,
        variables=(x, y),
        answer=exp(x) / (exp(x) + exp(y)),
        reference=("e^x/(e^x + e^y)", "σ(x - y)", "1/(1 + exp(y - x))", "1 - sigmoid(y - x)"),
        mistakes=(
            Mistake(
                1 / (exp(x) + exp(y)),
                "The inner derivative is missing: multiply by the derivative of eˣ + eʸ in x.",
            ),
            Mistake(
                Integer(1), "log(eˣ + eʸ) is not x + y: a logarithm splits products, not sums."
            ),
            Mistake(
                sigma(y - x),
                "That is the derivative in y; the one in x is asked for.",
            ),
            Mistake(
                1 + exp(y - x),
                "Upside down: the logarithm divides by its argument.",
            ),
        ),
        states=(("derivative of $#$", (log(exp(x) + exp(y)),)),),
    ),
    Number(
        key="plane-of-log-sum-exp",
        title="The plane of a soft maximum",
        level=2,
        answer=log(2),
        reference=("log(2)", "log(2) + 0.1/2 - 0.1/2", 0.6931),
        mistakes=(
            Mistake(
                log(exp(Rational(1, 10)) + exp(Rational(-1, 10))),
                "That is the function itself; the plane lies a little below it.",
            ),
            Mistake(log(2) + Rational(1, 20), "You moved in x only; y moves too, by −0.1."),
            Mistake(
                log(2) + Rational(1, 10), "The sign: y falls by 0.1, so its part counts minus."
            ),
            Mistake(0, "The height over (0, 0) is missing: the plane has the value log 2 there."),
        ),
        states=(
            ("tangent plane of $#$ at $(#, #)$", (log(exp(x) + exp(y)), 0, 0)),
            ("function at $(#, #)$", (Rational(1, 10), Rational(-1, 10))),
        ),
    ),
    Number(
        key="first-step-of-a-line",
        title="Which way a line should move",
        level=2,
        answer=[Rational(-46, 3), Rational(-20, 3)],
        reference=("[-46/3, -20/3]", "(-15.3, -6.67)", "[-15.333, -6.667]"),
        mistakes=(
            Mistake([-46, -20], "That is for the sum of squares; the mean divides it by 3."),
            Mistake(
                [Rational(-23, 3), Rational(-10, 3)],
                "The square brings down a factor of 2.",
            ),
            Mistake(
                [Rational(46, 3), Rational(20, 3)],
                "The sign: the errors wx + b − y are negative at w = b = 0.",
            ),
            Mistake([Rational(-20, 3), Rational(-46, 3)], "The order: the entry of w comes first."),
        ),
        states=(
            ("points $(#, #)$, $(#, #)$ and $(#, #)$", (1, 2, 2, 3, 3, 5)),
            ("the squared errors $#$", (SQUARED_ERROR,)),
            ("at $w = #$ and $b = #$", (0, 0)),
        ),
    ),
    Number(
        key="ten-times-the-unit",
        title="The same surface in another unit",
        level=2,
        answer=[Rational(2, 5), 27],
        reference=("[0.4, 27]", "(2/5, 27)", [0.4, 27.0]),
        mistakes=(
            Mistake([4, 27], "That is the gradient in x and y; a step of 1 in v is 0.1 in x."),
            Mistake([40, 27], "The unit shrinks the slope: divide by 10, do not multiply."),
            Mistake(
                [Rational(1, 25), 27], "One 10 too many: v / 10 enters once, by the chain rule."
            ),
        ),
        states=(("$f = #$", ((symbols("v") / 10) ** 2 + y**3,)), ("at $(#, #)$", (20, 3))),
    ),
    Choice(
        key="crease-at-the-origin",
        title="A rate in every direction",
        level=3,
        answer=(
            "$f$ is continuous at the origin.",
            "$f$ has a rate at the origin in every direction.",
            "The gradient of $f$ at the origin is $(0, 0)$.",
        ),
        mistakes=(
            Mistake(
                "The rate at the origin along $(\\tfrac35, \\tfrac45)$ is $0$.",
                "f is 36t/125 at (3t/5, 4t/5), so the rate is 36/125; that it equals ∇f · d is "
                "promised only where f is differentiable.",
            ),
            Mistake(
                "$f$ is differentiable at the origin.",
                "Then every rate there would be ∇f · d, which is 0; along (3/5, 4/5) it is 36/125.",
            ),
        ),
        states=(
            ("Let $f(x, y) = #$", (x**2 * y / (x**2 + y**2),)),
            ("with the value # at the origin", (0,)),
        ),
    ),
    Choice(
        key="where-a-check-is-blind",
        title="Where a check is blind",
        level=2,
        answer=("At $(2, -1)$.",),
        mistakes=(
            Mistake("At $(1, 1)$.", "There the missing factor y is 1: both formulas give (2, 3)."),
            Mistake("At $(0, 2)$.", "There x is 0, and both formulas give (0, 0)."),
        ),
        states=(
            ("typed $(#, #)$ for the gradient of $#$", (2 * x * y**3, 3 * x**2 * y, x**2 * y**3)),
        ),
    ),
    Code(
        key="central-gradient",
        title="A gradient from values alone",
        level=3,
        answer=central_gradient,
        # Values below 60 over h = 1/8 and more: rounding is below 1e-12 of slopes of 1 and more.
        cases=(
            (uphill, np.array([2.0, 3.0]), 0.125),
            (twisted, np.array([1.0, -2.0, 4.0]), 0.5),
        ),
        properties=(
            Property(takes_any_shape_of_numbers, "It should work for a point of any length."),
        ),
        mistakes=(
            Mistake(forward_gradient, "These are forward quotients; step both ways."),
            Mistake(half_divided, "Twice too much: the two points are 2h apart, not h."),
            Mistake(
                all_at_once,
                "You moved all coordinates at once: a partial derivative holds the others still.",
            ),
            Mistake(
                moved_and_left,
                "A coordinate was not put back before the next one moved.",
            ),
        ),
    ),
)
