"""Slopes: the functions of the lesson, and estimates of f′(x) that use values of f alone.

x is a number or array of any shape, f acts elementwise, the step h broadcasts with x, and
results have their broadcast shape.  SymPy symbols and fractions pass through wherever only
arithmetic is done.  u = 2⁻⁵³ is the unit roundoff; ξ is some point within h of x.  NumPy's
integers wrap around silently beyond 2⁶³, so give floats.
"""

import numpy as np

from snippets.elementary import maximum, sigmoid
from snippets.extrapolation import limit
from snippets.inputs import (
    finite,
    require_apart,
    require_finite,
    require_nonzero,
    require_positive,
    require_real,
)
from snippets.sampling import UNIT_ROUNDOFF, ladder, sample_noise, samples


class NotDifferentiable(ValueError):
    """f has no slope at the point asked for, as far as its values can tell."""


# --- The functions of the lesson, each beside its derivative


def square(x):
    """x².

    >>> square(3)
    9
    """
    return x**2


def square_derivative(x):
    """2x.

    >>> square_derivative(3)
    6
    """
    return 2 * x


def cubic(x):
    """x³ − 2x² + 1.

    >>> cubic(2)
    1
    """
    return x**3 - 2 * x**2 + 1


def cubic_derivative(x):
    """3x² − 4x.

    >>> cubic_derivative(2)
    4
    """
    return 3 * x**2 - 4 * x


def sigmoid_derivative(x):
    """σ′(x) = σ(x) (1 − σ(x)) = σ(x) σ(−x); the last form loses nothing where σ(x) is near 1.

    The sigmoid itself is in `elementary`, for the classifier needs it and must not see this module.

    >>> float(sigmoid_derivative(0.0))
    0.25
    """
    return sigmoid(x) * sigmoid(-x)


def relu(x):
    """max(x, 0); it has slopes 0 and 1 to the left and right of 0, and none at 0.

    >>> relu(np.array([-2.0, 3.0]))
    array([0., 3.])
    """
    return maximum(x, 0)


# --- Difference quotients


def forward_difference(f, x, h):
    """(f(x + h) − f(x)) / h; error ½ |h f″(ξ)|, rounding 2u |f(x) / h|.

    Divides by the distance between the two floats, not by the step asked
    for, which keeps the rounding of x + h out of the answer.  A negative h
    gives the backward difference.

    Raises ValueError where x + h is x, or a number is not finite.

    >>> forward_difference(square, 3.0, 0.25)
    6.25
    """
    right = x + h
    require_apart(x, right)
    return finite((f(right) - f(x)) / (right - x))


def central_difference(f, x, h):
    """(f(x + h) − f(x − h)) / 2h; error ⅙ h² |f‴(ξ)|, and about u |f(x) / h| from rounding.

    Divides by the distance between the two floats, as `forward_difference` does.

    Raises ValueError where x + h is x − h, or a number is not finite.

    >>> central_difference(square, 3.0, 0.25)
    6.0
    """
    left, right = x - h, x + h
    require_apart(left, right)
    return finite((f(right) - f(left)) / (right - left))


def balanced_step(x, order, length=None):
    """The step where truncation and rounding balance: 2 √u L if order is 1, ∛(3u) L if it is 2.

    It makes ½ h / L² + 2u / h (order 1, forward) or ⅙ h² / L³ + u / h (order 2, central)
    least.  The length L is how far f runs before it changes much, and no x can tell it.  By
    default L = |x|, and 1 at x = 0, which suits log, roots and powers.  Near 0 it is far too
    short for exp or sigmoid, and far from 0 too long for sin: give length=1 for these.

    Raises ValueError for any other order.  A float32 x gets the u of float32.

    >>> print(f"{balanced_step(1.0, order=1):.2e}, {balanced_step(1.0, order=2):.2e}")
    2.11e-08, 6.93e-06
    """
    if order not in (1, 2):
        raise ValueError(f"order must be 1 (forward) or 2 (central), and it is {order}")
    require_finite("x", x)
    length = np.where(x == 0, 1, np.abs(x)) if length is None else length
    require_positive("length", length)
    unit = np.finfo(np.result_type(x, 1.0)).eps / 2
    return (4 * unit) ** 0.5 * length if order == 1 else (3 * unit) ** (1 / 3) * length


def complex_step(f, x, h=1e-20):
    """Im f(x + ih) / h; error ⅙ h² |f‴(ξ)|, and none from subtraction, as there is none.

    f must be analytic, in mathematics and in code; h must be small beside |x| where f lives
    on the scale of x, as log does.  At a kink the answer is one of the two slopes.

    Raises ValueError where f returns a real number, as abs does: it dropped the slope.

    >>> complex_step(square, 3.0)
    6.0
    """
    require_finite("x", x)
    require_nonzero("h", h)
    value = f(x + 1j * h)
    if not np.iscomplexobj(value):
        raise ValueError("f returns no complex number at a complex point, so it is not analytic")
    return finite(value.imag / h)


# --- Kinks


def right_slope(f, x, h):
    """(f(x + h) − f(x)) / h with h > 0; error ½ h |f″(ξ)|, where f″ need exist only right of x.

    >>> right_slope(abs, 0.0, 0.5)
    1.0
    """
    require_positive("h", h)
    return forward_difference(f, x, h)


def left_slope(f, x, h):
    """(f(x) − f(x − h)) / h with h > 0; error ½ h |f″(ξ)|, where f″ need exist only left of x.

    >>> left_slope(abs, 0.0, 0.5)
    -1.0
    """
    require_positive("h", h)
    left = x - h
    require_apart(left, x)
    return finite((f(x) - f(left)) / (x - left))


def subgradients(f, x, h):
    """(low, high): the interval of slopes of lines that touch a convex f from below at x.

    The left and right slopes over h enclose it; each end is off by at most ½ h |f″(ξ)|, so
    by nothing (but rounding) where f is straight on both sides of a kink.

    Raises ValueError where the left slope is the larger: f is not convex.

    >>> low, high = subgradients(relu, 0.0, 0.5)
    >>> print(low, high)
    0.0 1.0
    """
    low, high = left_slope(f, x, h), right_slope(f, x, h)
    values = abs(f(x - h)) + 2 * abs(f(x)) + abs(f(x + h))
    if np.any(low - high > 4 * UNIT_ROUNDOFF * values / h):
        raise ValueError(f"f is not convex: left of x it rises by {low}, right of x by {high}")
    return np.minimum(low, high)[()], np.maximum(low, high)[()]


# --- The derivative, by extrapolation


def derivative(f, x):
    """f′(x) as Estimate(value, error): central differences, extrapolated to h = 0.

    For 1e-8 ≤ |x| ≤ 1e8 the value is right to 1e-8 |f′(x)| where f is smooth, which means here:
    f is analytic and of one size within a distance L of x, L at least 1 or |x| / 2, whichever
    is less; its values are right to a few u; and it is not flat, |f′(x)| L ≥ 1e-5 |f(x)|.  Where
    it is flatter, the value is right to about 1e-13 |f(x)| / L.  The error bounds what samples
    can show; an f that rounds its argument, as sin(100 x) does far out, misleads them all.

    Raises NotDifferentiable where the one-sided slopes differ by more than 1e-6 of a typical one,
    or no slope settles; a bend nearer to x than the least step counts as a kink.  Smaller kinks
    are not seen, nor is what hides between the steps.  Raises ValueError where f(x) is not
    finite, or f ends at x.  Source: the idea is Ridders', Adv. Eng. Software 4 (1982), 75-76.

    >>> slope = derivative(np.exp, 0.0)
    >>> abs(slope.value - 1) <= slope.error < 1e-12
    True
    """
    x = require_real("x", x)
    here = require_real("f(x)", f(x))
    steps = ladder(x)
    with np.errstate(all="ignore"):  # a sample outside the domain of f is dropped
        behind, ahead = samples(f, x - steps), samples(f, x + steps)
        left, right = (here - behind) / steps, (ahead - here) / steps
        central = (ahead - behind) / (2 * steps)
        noise = sample_noise(x * central, behind, ahead) / (2 * steps)
        slope = limit(central, noise, steps, power=2)
        jump = limit(right - left, 4 * noise, steps)
    typical = np.nanmedian(np.abs([*left, *right])) + abs(here) / steps[0]
    refuse_kink(x, slope, jump, typical)
    refuse_unsettled(x, max(slope.error, jump.error), typical)
    return slope


def refuse_kink(x, slope, jump, typical):
    """Raise NotDifferentiable where the slope jumps at x by more than 1e-6 of a typical quotient.

    >>> from snippets.extrapolation import Estimate
    >>> refuse_kink(0.0, slope=Estimate(0.0, 1e-15), jump=Estimate(2.0, 1e-15), typical=1.0)
    Traceback (most recent call last):
    snippets.differentiation.NotDifferentiable: kink at x = 0.0: the slope jumps from -1 to 1
    """
    left, right = slope.value - jump.value / 2, slope.value + jump.value / 2
    if abs(jump.value) > max(10 * jump.error, 1e-6 * typical):
        raise NotDifferentiable(f"kink at x = {x}: the slope jumps from {left:.6g} to {right:.6g}")


def refuse_unsettled(x, uncertainty, typical):
    """Raise NotDifferentiable where the slope is known no better than to 1% of a typical quotient.

    >>> refuse_unsettled(0.0, uncertainty=0.5, typical=1.0)
    Traceback (most recent call last):
    snippets.differentiation.NotDifferentiable: the quotients at x = 0.0 settle only to 0.5
    """
    if uncertainty > 0.01 * typical:
        raise NotDifferentiable(f"the quotients at x = {x} settle only to {uncertainty:.2g}")
