"""Answers to the exercises on differentiation."""

import math

from sympy import Rational, exp, log, symbols

from snippets.differentiation import central_difference, forward_difference
from snippets.exercises import Choice, Code, Mistake, Number, Symbolic, collect, sigma

x, h = symbols("x h", real=True)
STEPS = [10.0**-k for k in range(1, 16)]


def best_step(f, slope, x):
    """Return the step whose forward quotient is closest to the slope."""
    error = lambda h: abs(forward_difference(f, x, h) - slope)
    return min(STEPS, key=error)


def smallest_step(f, slope, x):
    """Trust that smaller is better."""
    return STEPS[-1]


def most_negative_error(f, slope, x):
    """Compare the errors with their signs."""
    return min(STEPS, key=lambda h: forward_difference(f, x, h) - slope)


def best_central_step(f, slope, x):
    """Take the central quotient instead."""
    return min(STEPS, key=lambda h: abs(central_difference(f, x, h) - slope))


def raised_parabola(x):
    """x² + 10⁴: so large a constant costs digits, and the best step is a larger one."""
    return x * x + 1e4


EXERCISES = collect(
    Symbolic(
        key="slope-of-the-cubic",
        title="The slope of the cubic",
        level=1,
        variables=(x,),
        answer=3 * x**2 - 4 * x,
        reference=("3x^2 - 4x", "x(3x - 4)", "3*x**2-4*x", "3x² − 4x", "-4x + 3 x x"),
        mistakes=(
            Mistake(
                3 * x**3 - 4 * x**2,
                "You brought the exponents down but did not lower them: (xⁿ)′ = n xⁿ⁻¹.",
            ),
            Mistake(
                3 * x**2 - 4 * x + 1,
                "The 1 is still there: a constant does not change, so its derivative is 0.",
            ),
            Mistake(
                3 * x**2 + 4 * x,
                "Check a sign: the minus before 2x² stays before its derivative.",
            ),
        ),
        states=(("Differentiate $#$", (x**3 - 2 * x**2 + 1,)),),
    ),
    Number(
        key="quotient-at-three",
        title="A quotient, not yet its limit",
        level=1,
        answer=Rational(61, 10),
        reference=("6.1", "6.10", "61/10", "(3.1^2 - 9)/0.1", 6.1),
        mistakes=(
            Mistake(
                6, "That is the limit as h goes to 0; the quotient at h = 0.1 is not there yet."
            ),
            Mistake(
                Rational(59, 10),
                "That is the backward quotient; the forward one steps from 3 to 3.1.",
            ),
            Mistake(
                Rational(61, 100),
                "That is the rise f(3.1) − f(3) alone; divide it by h = 0.1.",
            ),
        ),
        states=(("quotient of $#$ at $x = #$ with $h = #$", (x**2, 3, 0.1)),),
    ),
    Choice(
        key="one-sided-slopes",
        title="The slope at a kink",
        level=1,
        answer=("There is none: the slope from the left is $-1$, from the right $+1$.",),
        mistakes=(
            Mistake(
                "It is $0$, as at every minimum.",
                "A minimum has slope 0 only where there is a slope. The central quotient is 0 "
                "here for every h, and that is its fault, not a derivative.",
            ),
            Mistake(
                "It is $1$.",
                "That is the slope from the right only; from the left every quotient is −1.",
            ),
            Mistake(
                "It is both $-1$ and $+1$.",
                "A derivative is one number. These two are one-sided slopes, and because they "
                "differ there is no derivative.",
            ),
        ),
        states=(("derivative of $#$ at $x = #$", (abs(x), 0)),),
    ),
    Choice(
        key="units-of-a-slope",
        title="The unit of a slope",
        level=1,
        answer=("square meters",),
        mistakes=(
            Mistake(
                "dollars per square meter",
                "That is the unit of the weight. The slope is loss per unit of weight.",
            ),
            Mistake(
                "dollars",
                "That is the unit of the loss; divide it by the unit of the weight.",
            ),
            Mistake(
                "dollars squared per square meter",
                "You multiplied the units of loss and weight; a slope divides them.",
            ),
        ),
    ),
    Symbolic(
        key="silu",
        title="A product with a sigmoid",
        level=2,
        variables=(x,),
        answer=sigma(x) + x * sigma(x) * (1 - sigma(x)),
        reference=(
            "σ(x) + xσ(x)(1 - σ(x))",
            "σ(x)(1 + x(1 - σ(x)))",
            "σ(x) + x e^(-x)/(1+e^(-x))^2",
        ),
        mistakes=(
            Mistake(
                sigma(x) * (1 - sigma(x)),
                "You multiplied the two derivatives. A product has two terms: f′ g + f g′.",
            ),
            Mistake(
                sigma(x) - x * sigma(x) * (1 - sigma(x)),
                "Check the sign between the two terms of the product rule: f′ g + f g′.",
            ),
            Mistake(
                x * sigma(x) * (1 - sigma(x)),
                "The first term is missing: the derivative of x is 1, times σ(x).",
            ),
        ),
        states=(("Differentiate $#$", (x * sigma(x),)),),
    ),
    Symbolic(
        key="quotient-of-the-cubic",
        title="The quotient of the cubic",
        level=2,
        variables=(x, h),
        answer=3 * x**2 - 4 * x + h * (3 * x - 2) + h**2,
        reference=(
            "3x^2 - 4x + h(3x - 2) + h^2",
            "3x^2 + 3xh + h^2 - 4x - 2h",
            "((x+h)^3 - 2(x+h)^2 - x^3 + 2x^2)/h",
        ),
        mistakes=(
            Mistake(
                3 * x**2 - 4 * x + h**2,
                "That is the central quotient, from x − h to x + h; the forward one starts at x.",
            ),
            Mistake(
                3 * x**2 - 4 * x,
                "That is the limit as h goes to 0; the quotient still has h in it.",
            ),
        ),
        states=(("forward quotient of $#$", (x**3 - 2 * x**2 + 1,)),),
    ),
    Symbolic(
        key="chain-with-a-sigmoid",
        title="The chain rule through a sigmoid",
        level=2,
        variables=(x,),
        answer=3 * sigma(3 * x - 1) * (1 - sigma(3 * x - 1)),
        reference=(
            "3σ(3x-1)(1-σ(3x-1))",
            "3 sigmoid(3x-1) - 3 sigmoid(3x-1)^2",
            "3 sigma(3x-1) sigma(1-3x)",
            "3e^(1-3x)/(1+e^(1-3x))^2",
        ),
        mistakes=(
            Mistake(
                sigma(3 * x - 1) * (1 - sigma(3 * x - 1)),
                "The inner derivative is missing: multiply by the slope of 3x − 1.",
            ),
            Mistake(
                3 * sigma(3 * x - 1),
                "The derivative of σ is σ(1 − σ), not σ itself.",
            ),
            Mistake(
                6 * sigma(3 * x - 1) * (1 - sigma(3 * x - 1)),
                "There is no 2 in the derivative of σ: it is σ(1 − σ).",
            ),
            Mistake(
                2 * sigma(3 * x - 1) * (1 - sigma(3 * x - 1)),
                "Two slips: the derivative of σ has no 2, and the slope 3 of 3x − 1 is missing.",
            ),
        ),
        states=(("Differentiate $#$", (sigma(3 * x - 1),)),),
    ),
    Symbolic(
        key="softplus",
        title="What the slope of softplus is",
        level=2,
        variables=(x,),
        answer=sigma(x),
        reference=(
            "σ(x)",
            "e^x/(1 + e^x)",
            "1/(1 + exp(-x))",
            "1 - 1/(1 + e^x)",
            "(1+tanh(x/2))/2",
        ),
        mistakes=(
            Mistake(
                1 / (1 + exp(x)),
                "The inner derivative is missing: multiply by the slope of 1 + eˣ, which is eˣ.",
            ),
            Mistake(
                exp(x),
                "That is the slope of 1 + eˣ; the logarithm divides it by 1 + eˣ.",
            ),
            Mistake(
                sigma(x) * (1 - sigma(x)),
                "That is one derivative too many: σ(1 − σ) is the slope of the answer.",
            ),
        ),
        states=(("Differentiate $#$", (log(1 + exp(x)),)),),
    ),
    Code(
        key="best-step",
        title="Find the best step",
        level=3,
        answer=best_step,
        # In each case the best step's error is less than a fifth of the next best one's, so that
        # neither the last bit of exp decides, nor whether one divides by h or by (x + h) - x.
        cases=((math.exp, 1, 0.0), (math.log, 1 / 7, 7.0), (raised_parabola, 6, 3.0)),
        mistakes=(
            Mistake(
                smallest_step,
                "You returned the smallest step. There the difference f(x + h) − f(x) has lost "
                "nearly all its digits: look for the smallest error.",
            ),
            Mistake(
                most_negative_error,
                "You compared the errors with their signs, so the most negative one won: "
                "take the absolute value.",
            ),
            Mistake(
                best_central_step,
                "These are the best steps of the central quotient; the forward one is asked for.",
            ),
        ),
        states=(("$10^{-k}$ with $k = #, \\dots, #$", (1, 15)),),
    ),
    Number(
        key="weight-nudge",
        title="Nudge the weight",
        level=1,
        answer=log(2) - Rational(3, 20),
        reference=("log(2) - 0.15", "0.543", "0.54315", "ln(2) - 3/20"),
        mistakes=(
            Mistake(
                log(2) + Rational(3, 20),
                "The slope at 0 is negative: the loss falls when w grows.",
            ),
            Mistake(
                log(2) - Rational(3, 2),
                "You subtracted the whole slope; the step is w = 0.1, so a tenth of it.",
            ),
        ),
        states=(("at $w = #$ the loss at $w = #$", (0, 0.1)),),
    ),
)
