"""Answers to the exercises on support vector machines."""

import numpy as np
import scipy
from sympy import Rational, sqrt, symbols

from snippets.exercises import (
    Choice,
    Code,
    Mistake,
    Number,
    Property,
    Symbolic,
    collect,
    refuses,
)

p, q = symbols("p q", real=True)
x_1, x_2 = symbols("x_1 x_2")


def best_line(X, y):
    """Return w1, w2 and b of the widest margin, to 4 decimals."""
    A = np.reshape(y, (-1, 1)) * np.column_stack([X, np.ones(len(X))])
    sides = dict(type="ineq", fun=lambda z: A @ z - 1, jac=lambda z: A)
    found = scipy.optimize.minimize(
        lambda z: z[:2] @ z[:2] / 2,
        np.zeros(3),
        jac=lambda z: z * [1, 1, 0],
        method="SLSQP",
        constraints=sides,
        options={"ftol": 1e-9},
    )
    if not found.success or min(A @ found.x) < 1 - 1e-6:
        raise ValueError(f"no line found: {found.message}")
    return found.x.round(4)


def constraint_rows(X, y):
    """y (x₁, x₂, 1) for each sample: times (w₁, w₂, b) they are the margins."""
    return np.reshape(y, (-1, 1)) * np.column_stack([X, np.ones(len(X))])


def boxed_line(X, y):
    """Keep the unknowns between −10 and 10."""
    A = constraint_rows(X, y)
    inside = {"type": "ineq", "fun": lambda z: A @ z - 1}
    found = scipy.optimize.minimize(
        lambda z: z[:2] @ z[:2], [1, 1, 1], method="SLSQP", bounds=[(-10, 10)] * 3,
        constraints=inside,
    )  # fmt: skip
    return found.x.round(4)


def all_tight(X, y):
    """Demand a margin of 1 of every point."""
    return np.linalg.lstsq(constraint_rows(X, y), np.ones(len(X)), rcond=None)[0].round(4)


def without_bias(X, y):
    """Forget b: the line goes through the origin."""
    return np.append(best_line(X, y)[:2], 0)


def other_side(X, y):
    """Exchange the labels."""
    return -best_line(X, y)


def short_of_the_margin(X, y):
    """Ask for margins of ½."""
    return (best_line(X, y) / 2).round(4)


THREE = np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 1.0]]), np.array([-1, 1, 1])
FIVE = (
    np.array([[-1.0, -1.0], [-3.0, -1.0], [1.0, 2.0], [2.0, 1.0], [3.0, 3.0]]),
    np.array([-1, -1, 1, 1, 1]),
)
CLOSE = THREE[0] / 20, THREE[1]
CORNERS = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]]), np.array([-1, -1, 1, 1])


EXERCISES = collect(
    Number(
        key="all-six-points",
        title="The same line",
        level=1,
        answer=[Rational(2, 3), Rational(2, 3), -1],
        reference=("[2/3, 2/3, -1]", "(0.667, 0.667, -1)", [0.66666667, 0.66666667, -1.0]),
        mistakes=(
            Mistake([2, 2, -3], "That is the line; scale it so that the smallest margin is 1."),
            Mistake([1, 1, -2], "Its margins are all 1 or more, but a shorter w has that too."),
            Mistake(
                [Rational(-2, 3), Rational(-2, 3), 1],
                "The signs: the scores of the class +1 must be positive.",
            ),
            Mistake(
                [Rational(2, 5), Rational(2, 5), Rational(-1, 5)],
                "That is without (0, 0); the six points still have it.",
            ),
        ),
        states=(
            ("Add $(#, #)$ and $(#, #)$ to the class of $(#, #)$", (-1, -1, -3, -1, 0, 0)),
            ("and $(#, #)$ to the class of $(#, #)$ and $(#, #)$", (3, 3, 1, 2, 2, 1)),
        ),
    ),
    Choice(
        key="why-it-stays",
        title="The reason",
        level=2,
        answer=(
            "The new constraints only shrink what is allowed, and the old line satisfies them.",
        ),
        mistakes=(
            Mistake(
                "The new points are far away, and far points do not matter.",
                "Far is no reason: what counts is a margin of at least 1. A far point on the "
                "wrong side would change everything.",
            ),
            Mistake(
                "The new points lie on the same line as the old ones.",
                "They do not, and it would not matter: only their margins do.",
            ),
            Mistake(
                "Three points determine a line, so more points cannot change it.",
                "Take (0, 0) away, and the other five have another line.",
            ),
            Mistake(
                "The solver stops as soon as three constraints are tight.",
                "It is the minimum that has these tight constraints, whatever solver finds it.",
            ),
        ),
    ),
    Number(
        key="distance-from-a-line",
        title="A distance",
        level=1,
        answer=3,
        reference=("3", "abs(9+16-10)/5", 3.0),
        mistakes=(
            Mistake(15, "That is the score; divide it by the length of w."),
            Mistake(Rational(3, 5), "You divided by ‖w‖² = 25; the distance is divided by ‖w‖."),
            Mistake(5, "The constant is missing: 9 + 16 − 10."),
            Mistake(Rational(15, 7), "‖w‖ is not 3 + 4: add squares, then take the root."),
        ),
        states=(
            ("the point $(#, #)$", (3, 4)),
            ("the line $# = 0$?", (3 * x_1 + 4 * x_2 - 10,)),
        ),
    ),
    Choice(
        key="the-support-vectors",
        title="Who supports",
        level=2,
        answer=(
            "$(0, 0)$, $(1, 2)$ and $(2, 1)$ are the support vectors.",
            "Without $(-3, -1)$ the line would be the same.",
        ),
        mistakes=(
            Mistake(
                "The support vector is the line between the classes.",
                "That is the maximum-margin hyperplane; support vectors are data points.",
            ),
            Mistake(
                "All six points are support vectors, because each has its constraint.",
                "Each has a constraint, but three of these are slack, and their multiplier is 0.",
            ),
            Mistake(
                "Without $(0, 0)$ the line would be the same.",
                "Its multiplier is 4/9: it pushes, and without it the slab grows.",
            ),
            Mistake(
                "$(3, 3)$ has the largest multiplier, because its margin is large.",
                "By slackness λ (margin − 1) = 0: a margin above 1 makes the multiplier zero.",
            ),
        ),
    ),
    Number(
        key="without-the-origin",
        title="Without the origin",
        level=2,
        answer=[Rational(2, 5), Rational(2, 5), Rational(-1, 5)],
        reference=("[2/5, 2/5, -1/5]", "(0.4, 0.4, -0.2)", [0.4, 0.4, -0.2]),
        mistakes=(
            Mistake(
                [Rational(2, 3), Rational(2, 3), -1],
                "That is with (0, 0), which was a support vector: without it there is more room.",
            ),
            Mistake([2, 2, -1], "That is the line; scale it so that the smallest margin is 1."),
            Mistake(
                [Rational(2, 5), Rational(2, 5), Rational(1, 5)],
                "The sign of b: the margin of (1, 2) must be 1.",
            ),
        ),
        states=(("Take $(#, #)$ out", (0, 0)),),
    ),
    Symbolic(
        key="two-points",
        title="Two points",
        level=2,
        variables=(p, q),
        domain=((0.5, 2), (0.5, 2)),
        answer=2 * p / (p**2 + q**2),
        reference=("2p/(p^2+q^2)", "2*p/(p**2 + q**2)", "p * 2/(p² + q²)"),
        mistakes=(
            Mistake(
                p / sqrt(p**2 + q**2), "That is the direction; its length is 1, not 2 / distance."
            ),
            Mistake(
                p / (p**2 + q**2),
                "Half of it: the scores go from −1 to +1, a difference of 2.",
            ),
            Mistake(2 * q / (p**2 + q**2), "That is w₂; w₁ belongs to the coordinate p."),
            Mistake(
                2 * p / sqrt(p**2 + q**2),
                "The length is missing once: w is 2 / distance long, and its direction divides "
                "by the distance again.",
            ),
        ),
        states=(("Let $(#, #)$ have", (0, 0)),),
    ),
    Number(
        key="one-step-of-the-hinge",
        title="One step down the hinge",
        level=2,
        answer=[Rational(3, 10), Rational(3, 10), Rational(1, 10)],
        reference=("[3/10, 3/10, 1/10]", "(0.3, 0.3, 0.1)", [0.3, 0.3, 0.1]),
        mistakes=(
            Mistake(
                [Rational(-3, 10), Rational(-3, 10), Rational(-1, 10)],
                "A step goes against the subgradient.",
            ),
            Mistake([3, 3, 1], "Multiply by the step."),
            Mistake(
                [Rational(1, 10), Rational(1, 10), Rational(1, 30)],
                "That is for the mean; the objective adds the losses.",
            ),
            Mistake(
                [Rational(3, 10), Rational(3, 10), Rational(3, 10)],
                "The bias takes the sum of the labels, −1 + 1 + 1.",
            ),
        ),
        states=(
            ("three points $(#, #)$ with", (0, 0)),
            ("and $(#, #)$ and $(#, #)$ with", (1, 2, 2, 1)),
            ("with $C = #$", (1,)),
            ("with the step $#$", (Rational(1, 10),)),
        ),
    ),
    Number(
        key="the-price-of-slack",
        title="When slack is too dear",
        level=3,
        answer=Rational(1, 8),
        reference=("1/8", "0.125", 0.125),
        mistakes=(
            Mistake(Rational(1, 2), "That is w; the price competes with the multipliers."),
            Mistake(Rational(1, 4), "That is ‖w‖², the sum of both multipliers."),
            Mistake(8, "Upside down."),
        ),
        states=(("the two points $#$ and $#$", (0, 4)),),
    ),
    Code(
        key="a-solver-that-refuses",
        title="A solver that refuses",
        level=3,
        answer=best_line,
        cases=(THREE, FIVE, CLOSE),
        properties=(
            Property(
                refuses(*CORNERS),
                "The corners of XOR have no line: raise a ValueError for them.",
            ),
        ),
        mistakes=(
            Mistake(boxed_line, "A box stops the solver: points that are close need a large w."),
            Mistake(
                all_tight,
                "You asked for margins of exactly 1; of a point farther away it may be more.",
            ),
            Mistake(without_bias, "The bias is missing: the line need not go through the origin."),
            Mistake(other_side, "The class +1 is on the negative side: check the signs."),
            Mistake(
                short_of_the_margin,
                "Half of it: margins of at least 1 are asked for.",
            ),
        ),
    ),
)
