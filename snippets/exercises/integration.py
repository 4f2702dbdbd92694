"""Answers to the exercises on integration."""

import math

from sympy import Integral, Rational, exp, log, symbols

from snippets.exercises import Choice, Code, Mistake, Number, Symbolic, collect, sigma

x, t = symbols("x t", real=True)


def measured_order(rule, exact, n):
    """Return the k for which halving h divides the error by 2ᵏ."""
    coarse, fine = abs(rule(n) - exact), abs(rule(2 * n) - exact)
    return math.log2(coarse / fine)


def order_upside_down(rule, exact, n):
    """Divide the fine error by the coarse one."""
    return -measured_order(rule, exact, n)


def ratio_of_errors(rule, exact, n):
    """Leave out the logarithm."""
    return 2 ** measured_order(rule, exact, n)


def natural_logarithm(rule, exact, n):
    """Take the natural logarithm of the ratio."""
    return math.log(2) * measured_order(rule, exact, n)


def one_panel_more(rule, exact, n):
    """Compare n panels with n + 1."""
    return math.log2(abs(rule(n) - exact) / abs(rule(n + 1) - exact))


def third_order(n):
    """A rule that misses 2 by n⁻³, from below."""
    return 2 - n**-3.0


def second_order(n):
    """A rule that exceeds 1 by 1/4 n⁻² and a little more."""
    return 1 + 0.25 * n**-2.0 + n**-4.0


def three_halves(n):
    """A rule that exceeds 0 by n^(−3/2)."""
    return n**-1.5


EXERCISES = collect(
    Symbolic(
        key="antiderivative-of-the-slope",
        title="Accumulate a slope",
        level=1,
        variables=(x,),
        constant=True,
        answer=x**3 - 2 * x**2,
        reference=("x^3 - 2x^2 + C", "x^3 - 2x^2", "x^2(x - 2) + 1200", "C - 2x^2 + x^3"),
        mistakes=(
            Mistake(
                6 * x - 4,
                "That is the derivative. Go the other way: of which function is this the slope?",
            ),
            Mistake(
                3 * x**3 - 4 * x**2,
                "You raised the exponents but did not divide by the new ones.",
            ),
            Mistake(
                x**3 - 4 * x**2,
                "Differentiate −4x²: it gives −8x. Divide by the new exponent there too.",
            ),
        ),
        states=(("antiderivatives of $#$", (3 * x**2 - 4 * x,)),),
    ),
    Number(
        key="four-panels",
        title="Three sums over four panels",
        level=1,
        answer=[Rational(7, 32), Rational(15, 32), Rational(11, 32)],
        reference=("[7/32, 15/32, 11/32]", "[0.219, 0.469, 0.344]"),
        mistakes=(
            Mistake(
                [Rational(15, 32), Rational(7, 32), Rational(11, 32)],
                "Left and right are exchanged: the left sum begins with the height at 0.",
            ),
            Mistake(
                [Rational(7, 8), Rational(15, 8), Rational(11, 8)],
                "You added the heights; each counts with the width of its panel, a quarter.",
            ),
            Mistake(
                [Rational(7, 32), Rational(15, 32), Rational(15, 32)],
                "In the trapezoid rule the two heights at the ends count one half each.",
            ),
        ),
        states=(("integral of $#$ from # to #", (x**2, 0, 1)),),
    ),
    Choice(
        key="zero-integral",
        title="What a zero integral says",
        level=1,
        answer=("Somewhere on the stretch, $f$ is zero.",),
        mistakes=(
            Mistake(
                "$f$ is zero everywhere.",
                "2x − 1 has this integral too. What lies below the axis cancels what lies above.",
            ),
            Mistake(
                "The area between $f$ and the axis is zero.",
                "The integral is the signed area; the area of 2x − 1 is one half.",
            ),
            Mistake(
                "Every antiderivative of $f$ is constant.",
                "Only its values at the two ends agree: x² − x takes other values in between.",
            ),
        ),
        states=(("integral from # to # is zero", (0, 1)),),
    ),
    Symbolic(
        key="antiderivative-of-sigmoid",
        title="What the sigmoid is the slope of",
        level=2,
        variables=(x,),
        constant=True,
        answer=log(1 + exp(x)),
        reference=("log(1 + e^x) + C", "ln(1+exp(x))", "x + log(1 + e^(-x)) + C"),
        mistakes=(
            Mistake(
                sigma(x) * (1 - sigma(x)),
                "That is the slope of the sigmoid; look for the function whose slope it is.",
            ),
            Mistake(
                x + exp(x),
                "That is the antiderivative of eˣ + 1; but a / (b + c) is not a / b + a / c.",
            ),
            Mistake(
                exp(x) * log(1 + exp(x)),
                "The factor eˣ is used up: it is the inner derivative that substitution needs.",
            ),
        ),
        states=(("antiderivatives of $#$", (exp(x) / (1 + exp(x)),)),),
    ),
    Symbolic(
        key="by-parts",
        title="The product rule backward",
        level=2,
        variables=(x,),
        constant=True,
        answer=(x - 1) * exp(x),
        reference=("(x - 1)e^x + C", "x e^x - e^x", "x exp(x) - exp(x) + C"),
        mistakes=(
            Mistake(
                x**2 * exp(x) / 2,
                "The integral of a product is not the product of the integrals.",
            ),
            Mistake(
                x * exp(x) + exp(x),
                "That is the derivative of x eˣ; the second term has to be subtracted.",
            ),
            Mistake(
                x * exp(x),
                "Differentiate it: the product rule leaves eˣ too much.",
            ),
        ),
        states=(("antiderivatives of $#$", (x * exp(x),)),),
    ),
    Number(
        key="area-of-a-filter",
        title="The area under a ROC curve",
        level=2,
        answer=Rational(2, 3),
        reference=("2/3", "6/9", "0.667"),
        mistakes=(
            Mistake(
                Rational(4, 9),
                "You counted the pairs that are won; a tie counts one half.",
            ),
            Mistake(
                Rational(8, 9),
                "You counted ties as won; they count one half.",
            ),
            Mistake(
                Rational(4, 5),
                "You left the ties out of the pairs; all nine pairs count.",
            ),
        ),
        states=(("with #, # and #, and three others with #, # and #", (2, 2, 1, 2, 1, 1)),),
    ),
    Number(
        key="moving-end",
        title="An end that moves",
        level=3,
        answer=2 / exp(1),
        reference=("2/e", "2exp(-1)", "0.736"),
        mistakes=(
            Mistake(
                1 / exp(1),
                "The end x² moves twice as fast as x at x = 1: the chain rule has a factor more.",
            ),
            Mistake(
                1 - 1 / exp(1),
                "That is the integral itself at x = 1; its derivative is asked for.",
            ),
            Mistake(
                -2 / exp(1),
                "The integrand is not differentiated: in its end the integral has the derivative "
                "e^(−t), taken at that end.",
            ),
        ),
        states=(("derivative of $#$ at $x = #$", (Integral(exp(-t), (t, 0, x**2)), 1)),),
    ),
    Code(
        key="measure-the-order",
        title="Measure an order",
        level=3,
        answer=measured_order,
        cases=((third_order, 2, 4), (second_order, 1, 10), (three_halves, 0, 7)),
        mistakes=(
            Mistake(
                order_upside_down,
                "The sign is turned: divide the error with n panels by the one with 2n.",
            ),
            Mistake(
                ratio_of_errors,
                "That is the ratio 2^k of the errors; the order is the exponent k.",
            ),
            Mistake(
                natural_logarithm,
                "Take the logarithm to base 2, or divide by log 2.",
            ),
            Mistake(
                one_panel_more,
                "Compare n panels with 2n of them, not with n + 1.",
            ),
        ),
    ),
)
