"""Answers to the exercises on optimization."""

import math

from sympy import Integer, Rational, Symbol, log, sqrt, symbols

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

x, y = symbols("x y", real=True)
a = Symbol("a", positive=True)
p = Symbol("p", positive=True)


def descend(slope, bend, x, rate, steps):
    """Return the minimum that descent finds; ValueError if none."""
    for _ in range(steps + 1):
        if not abs(x) <= 1e9:
            raise ValueError(f"diverged: x is {x}")
        if abs(slope(x)) <= 1e-9:
            if bend(x) > 0:
                return x
            raise ValueError(f"no minimum at {x}: f'' is {bend(x)}")
        x = x - rate * slope(x)
    raise ValueError(f"no end after {steps} steps, at {x}")


def one_step(slope, bend, x, rate, steps):
    """Return after the first step."""
    return x - rate * slope(x)


def three_steps(step, x):
    """The point after three steps x + step(x)."""
    for _ in range(3):
        x = x + step(x)
    return x


def climb(slope, bend, x, rate, steps):
    """Step with the gradient: it does not leave a place that is flat."""
    return three_steps(lambda x: rate * slope(x), x)


def rate_forgotten(slope, bend, x, rate, steps):
    """Step by the whole slope."""
    return three_steps(lambda x: -slope(x), x)


def newton_instead(slope, bend, x, rate, steps):
    """Divide by the second derivative, and multiply with the rate as well."""
    return three_steps(lambda x: -rate * slope(x) / bend(x), x)


def cubic_slope(x):
    """3x² − 4x: zero at 0, a maximum of x³ − 2x² + 1, and at 4/3, a minimum."""
    return 3 * x**2 - 4 * x


def cubic_bend(x):
    """6x − 4."""
    return 6 * x - 4


def bowl_slope(x):
    """4 (x − 3), the slope of 2 (x − 3)²."""
    return 4 * (x - 3)


def bowl_bend(x):
    """4."""
    return 4


def quartic_slope(x):
    """4x³, the slope of x⁴."""
    return 4 * x**3


def quartic_bend(x):
    """12x²."""
    return 12 * x**2


def no_slope(x):
    """nan, wherever it is asked."""
    return math.nan


EXERCISES = collect(
    Choice(
        key="no-extremum-of-log",
        title="What a slope without zeros says",
        level=1,
        answer=("On $x > 0$ the logarithm has no local extremum.",),
        mistakes=(
            Mistake(
                "Its slope is zero at $x = 1$, where $\\log x = 0$.",
                "At 1 the value is zero; the slope there is 1/1 = 1.",
            ),
            Mistake(
                "$\\log$ is unbounded, because a bounded function has a critical point.",
                "The arctangent is bounded and its slope is never zero; that log is unbounded is "
                "another fact.",
            ),
            Mistake(
                "It has a maximum at infinity, where the slope is zero.",
                "Infinity is no point at which log is defined; the slope 1/x comes close to zero "
                "and is never zero.",
            ),
            Mistake(
                "It has no extremum on $[\\tfrac12, 3]$ either.",
                "There it has two, at the ends: Fermat's condition is for interior points.",
            ),
        ),
        states=(("derivative of $#$", (log(x),)), ("all of $x > #$", (0,))),
    ),
    Symbolic(
        key="other-critical-point",
        title="Where a family turns",
        level=1,
        variables=(a,),
        domain=((1, 4),),
        answer=2 * a / 3,
        reference=("2a/3", "2*a/3", "a*2/3", "(2/3) a"),
        mistakes=(
            Mistake(a, "There the function is zero, not its slope."),
            Mistake(3 * a / 2, "Upside down: 3x = 2a."),
            Mistake(a / 3, "There the second derivative is zero; take the first."),
            Mistake(-2 * a / 3, "A sign: the slope is 3x² − 2ax."),
        ),
        states=(
            ("Let $a \\neq #$", (0,)),
            ("For which $x$ other than #", (0,)),
            ("slope of $#$ zero", (x**3 - a * x**2,)),
        ),
    ),
    Number(
        key="seven-of-ten",
        title="The most likely coin",
        level=2,
        answer=Rational(7, 10),
        reference=("0.7", "7/10", 0.7),
        mistakes=(
            Mistake(Rational(3, 10), "That is the probability of tails."),
            Mistake(
                Rational(1, 2), "That is the coin one would like; these throws speak for more."
            ),
            Mistake(Rational(7, 4), "A sign: the slope of log(1 − p) is −1/(1 − p)."),
            Mistake(Rational(7, 3), "Those are the odds, p to 1 − p; p itself is below 1."),
            Mistake(
                Integer(1), "At p = 1 the likelihood is 0; the maximum is inside the interval."
            ),
        ),
        states=(
            ("strictly between # and #", (0, 1)),
            ("there were # heads", (7,)),
            ("the likelihood $#$ largest", (p**7 * (1 - p) ** 3,)),
        ),
    ),
    Choice(
        key="kinds-of-a-ledge",
        title="Two kinds of standing still",
        level=2,
        answer=(
            "At $(1, 0)$ there is a local minimum.",
            "At $(-1, 0)$ there is a saddle.",
        ),
        mistakes=(
            Mistake(
                "At $(-1, 0)$ there is a local maximum.",
                "In the direction of y it is a minimum there: y² rises on both sides.",
            ),
            Mistake(
                "The value at $(1, 0)$ is the smallest there is.",
                "Along the x-axis to the left, x³ − 3x falls below any number.",
            ),
            Mistake(
                "The origin is a critical point.",
                "The slope in x is −3 at the origin.",
            ),
        ),
        states=(("about $#$ are true", (x**3 - 3 * x + y**2,)),),
    ),
    Number(
        key="rate-for-condition-ten",
        title="The best rate",
        level=2,
        answer=[Rational(2, 33), Rational(9, 11)],
        reference=("[2/33, 9/11]", "(0.0606, 0.818)", "[0.0606061, 0.8181818]"),
        mistakes=(
            Mistake(
                [Rational(2, 11), Rational(9, 11)],
                "That is the rate for the eigenvalues 1 and 10; these are three times as large.",
            ),
            Mistake(
                [Rational(1, 15), Integer(1)],
                "2/λmax is the bound: at it the steep part swings forever.",
            ),
            Mistake(
                [Rational(1, 30), Rational(9, 10)],
                "1/λmax is safe, but the flat part then keeps 9/10 of its length.",
            ),
            Mistake(
                [Rational(4, 33), Rational(9, 11)],
                "Twice too long: the Hessian of ½ λ x² is λ, so the ½ is used up.",
            ),
        ),
        states=(("minimum is $#$", ((3 * x**2 + 30 * y**2) / 2,)),),
    ),
    Symbolic(
        key="newton-for-a-root",
        title="An old method",
        level=2,
        variables=(x, a),
        domain=((1, 3), (1, 4)),
        answer=(x + a / x) / 2,
        reference=("x - (x^2 - a)/(2x)", "(x + a/x)/2", "x/2 + a/(2x)", "(x^2 + a)/(2x)"),
        mistakes=(
            Mistake(x + (x**2 - a) / (2 * x), "The sign: a step is subtracted."),
            Mistake(
                x - (x**3 / 3 - a * x) / (x**2 - a),
                "That looks for a zero of f; a minimum is a zero of f′.",
            ),
            Mistake(x - 2 * x / (x**2 - a), "Upside down: divide f′ by f″."),
            Mistake(
                (x**2 - a) / (2 * x),
                "That is what the step subtracts; the next point is asked for.",
            ),
        ),
        states=(("$f(x) = #$, with $a > #$, started at $x > #$", (x**3 / 3 - a * x, 0, 0)),),
    ),
    Number(
        key="closest-point-of-the-line",
        title="Closest to the origin",
        level=3,
        answer=[Rational(3, 4), Rational(3, 4)],
        reference=("[3/4, 3/4]", "(0.75, 0.75)", [0.75, 0.75]),
        mistakes=(
            Mistake([0, 0], "Without the condition, yes; but the origin is not on the line."),
            Mistake(
                [Rational(3, 2), 0],
                "That is on the line, but the point with x = y is closer.",
            ),
            Mistake(
                [Rational(3, 2), Rational(3, 2)],
                "Not on the line: 2x + 2y is 6 there.",
            ),
            Mistake(
                [3 * sqrt(2) / 4, 3 * sqrt(2) / 4],
                "¾ √2 is the distance; its two coordinates are asked for.",
            ),
        ),
        states=(("line $# = 3$", (2 * x + 2 * y,)),),
    ),
    Code(
        key="honest-descent",
        title="An optimizer that reports",
        level=3,
        answer=descend,
        # The ends are the same whatever the rounding on the way: a slope of 1e-9 at bends of 4
        # is 2.5e-10 from the minimum, of which the comparison sees less than 1e-9.
        cases=(
            (cubic_slope, cubic_bend, 2.0, 0.1, 1000),
            (bowl_slope, bowl_bend, -1.0, 0.2, 1000),
            (cubic_slope, cubic_bend, 0.5, 0.1, 1000),  # where it starts, the cubic bends down
            (bowl_slope, bowl_bend, -1.0, 0.25, 1),  # one exact step, and it has arrived
        ),
        properties=(
            Property(
                refuses(cubic_slope, cubic_bend, -0.1, 0.1, 1000),
                "Descent on the cubic from −0.1 diverges; raise ValueError instead.",
            ),
            Property(
                refuses(cubic_slope, cubic_bend, 0.0, 0.1, 1000),
                "From 0 it stands on a maximum of the cubic; the slope is zero, but raise.",
            ),
            Property(
                refuses(bowl_slope, bowl_bend, -1.0, 0.5, 1000),
                "At twice the best rate it swings between two points; raise when steps run out.",
            ),
            Property(
                refuses(bowl_slope, bowl_bend, math.nan, 0.1, 1000),
                "nan is no point; every comparison with it but != is false.",
            ),
            Property(
                refuses(quartic_slope, quartic_bend, 0.0, 0.1, 1000),
                "Where the second derivative is zero it does not decide; raise.",
            ),
            Property(
                refuses(no_slope, bowl_bend, 1.0, 0.1, 1000),
                "A slope of nan is no small slope; raise.",
            ),
        ),
        mistakes=(
            Mistake(one_step, "One step is not enough: go on until the slope is small."),
            Mistake(climb, "A sign: that climbs; subtract the slope times the rate."),
            Mistake(rate_forgotten, "The rate is missing: the step is rate times slope."),
            Mistake(
                newton_instead,
                "You divided by the second derivative; descent uses the rate alone.",
            ),
        ),
    ),
)
