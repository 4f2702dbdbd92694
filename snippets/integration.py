"""Integrals from values of f alone: sums over panels, running sums, and random points.

The way from a to b is cut into n panels of width h = (b − a) / n; where b < a, h is negative,
and the left end of a panel is the one nearer to a.  f takes an array of points and acts
elementwise.  The error of a rule is what it gives beyond the integral; ξ is some point between a
and b, for an f whose derivative there is continuous.
Fractions and SymPy expressions pass through wherever only arithmetic is done.
"""

import numpy as np

from snippets.elementary import exp
from snippets.extrapolation import Estimate
from snippets.inputs import finite, require_count, require_finite

STANDARD_ERRORS = 3  # a mean of many samples is off by more about three times in a thousand


# --- Rules with panels of one width


def edges(a, b, n):
    """The n + 1 ends of n panels of one width from a to b; the last is b itself.

    >>> edges(0, 1, 4)
    array([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    require_count("n", n)
    require_finite("a", a)
    require_finite("b", b)
    x = a + (b - a) / n * np.arange(n + 1)
    x[-1] = b
    return x


def sample(f, x):
    """f at each of the points x; a constant function may return one number for all.

    Raises ValueError for values of another shape, and where one is not finite.

    >>> sample(lambda x: 7, np.array([1.0, 2.0]))
    array([7, 7])
    """
    values = np.broadcast_to(f(x), np.shape(x))
    require_finite("f(x)", values)
    return values


def riemann_sum(f, a, b, n, rule):
    """h (f(x₁) + … + f(xₙ)), with a point in each panel of width h.

    The rule takes the left end of each panel, its right end or its
    midpoint.  Error: −½ (b − a) h f′(ξ) left, ½ (b − a) h f′(ξ) right,
    −(b − a) h² f″(ξ) / 24 midpoint.

    Raises ValueError for another rule, for an n that is not 1, 2, 3, …,
    and where a number is not finite.

    >>> riemann_sum(lambda x: x**2, 0, 1, 4, "left")
    0.21875
    """
    x = edges(a, b, n)
    left, right = x[:-1], x[1:]
    points = {"left": left, "right": right, "midpoint": (left + right) / 2}
    if rule not in points:
        raise ValueError(f"rule must be left, right or midpoint: {rule!r}")
    h = (b - a) / n
    return number(h * np.sum(sample(f, points[rule])))


def trapezoid(f, a, b, n):
    """h (½f(x₀) + f(x₁) + … + f(xₙ₋₁) + ½f(xₙ)); error (b − a) h² f″(ξ) / 12.

    Raises ValueError as `riemann_sum` does.

    >>> trapezoid(lambda x: x**2, 0, 1, 4)
    0.34375
    """
    y = sample(f, edges(a, b, n))
    h = (b - a) / n
    return number(h * (np.sum(y) - (y[0] + y[-1]) / 2))


def simpson(f, a, b, n):
    """⅓ h (f₀ + 4f₁ + 2f₂ + … + 4fₙ₋₁ + fₙ), with n even.

    Error (b − a) h⁴ f⁽⁴⁾(ξ) / 180: parabolas over pairs of panels, exact
    for cubics too.

    Raises ValueError for an odd n, and as `riemann_sum` does.

    >>> round(simpson(lambda x: x**3, 0, 2, 2), 12)
    4.0
    """
    y = sample(f, edges(a, b, n))
    if n % 2:
        raise ValueError(f"n must be even, and it is {n}")
    h = (b - a) / n
    inner = 4 * np.sum(y[1::2]) + 2 * np.sum(y[2:-1:2])
    return number(h / 3 * (y[0] + inner + y[-1]))


def number(value):
    """The finite value itself, a float of NumPy as one of Python.

    >>> number(np.float64(0.5))
    0.5
    """
    value = finite(value)
    return float(value) if isinstance(value, np.floating) else value


# --- Running sums: one total for each point of a grid


def running_left_sum(f, x):
    """Totals (x₁ − x₀) f(x₀) + … + (xₖ − xₖ₋₁) f(xₖ₋₁): shape (n,) as x.

    The total of k panels belongs to x[k], where the last of them ends, and
    the first total is 0.  Error: −½ (xₖ − x₀) h f′(ξ) on a grid of width h.

    Raises ValueError unless x has shape (n,), and where a number is not finite.

    >>> running_left_sum(lambda x: x, np.array([0.0, 1.0, 2.0, 3.0]))
    array([0., 0., 1., 3.])
    """
    require_grid(x)
    return totals(np.diff(x) * sample(f, x)[:-1])


def running_integral(f, x):
    """The integral of f from x[0] to each x[k], by trapezoids: shape (n,) as x.

    Error (xₖ − x₀) h² f″(ξ) / 12 on a grid of width h; the first is 0.

    Raises ValueError as `running_left_sum` does.

    >>> running_integral(lambda x: x, np.array([0.0, 1.0, 2.0, 3.0]))
    array([0. , 0.5, 2. , 4.5])
    """
    require_grid(x)
    return running_trapezoids(x, sample(f, x))


def running_trapezoids(x, y):
    """Areas ½ (x₁ − x₀) (y₀ + y₁) + … + ½ (xₖ − xₖ₋₁) (yₖ₋₁ + yₖ).

    They lie under lines that join the points, and the first is 0.

    Raises ValueError unless x and y have one shape (n,), and where a number
    is not finite.

    >>> running_trapezoids([0.0, 1.0, 3.0], [0.0, 1.0, 1.0])
    array([0. , 0.5, 2.5])
    """
    x, y = np.asarray(x), np.asarray(y)
    require_grid(x)
    if x.shape != y.shape:
        raise ValueError(f"x and y differ in shape: {x.shape}, {y.shape}")
    return totals(np.diff(x) * (y[1:] + y[:-1]) / 2)


def totals(parts):
    """0 and the running totals of the parts: shape (n,) to (n + 1,).

    >>> totals(np.array([1.0, 2.0, 3.0]))
    array([0., 1., 3., 6.])
    """
    return finite(np.concatenate([[0], np.cumsum(parts)]))


def require_grid(x):
    """Raise ValueError unless x has shape (n,) and no number in it is infinite or not a number.

    >>> require_grid(3.0)
    Traceback (most recent call last):
    ValueError: the points must have shape (n,), and their shape is ()
    """
    if np.ndim(x) != 1 or not np.size(x):
        raise ValueError(f"the points must have shape (n,), and their shape is {np.shape(x)}")
    require_finite("x", x)


# --- Densities and random points


def normal_density(x):
    """exp(−x² / 2) / (2π)^½, the density of the standard normal distribution.

    >>> print(f"{normal_density(0.0):.4f}")
    0.3989
    """
    return exp(-(x**2) / 2) / (2 * np.pi) ** 0.5


def sample_mean(values):
    """The mean of n independent samples, with an error of 3 (V / n)^½, V their variance.

    The error bounds what the mean is off in 997 of 1000 cases, where n is large and the
    variance of what is sampled is finite.

    Raises ValueError for fewer than two samples, and where one is not finite.

    >>> sample_mean([1.0, 3.0, 1.0, 3.0]).value
    2.0
    """
    values = np.asarray(values, dtype=float)
    require_grid(values)
    if len(values) < 2:
        raise ValueError("one sample says nothing about its error: give two or more")
    error = STANDARD_ERRORS * np.std(values, ddof=1) / len(values) ** 0.5
    return Estimate(float(np.mean(values)), float(error))


def monte_carlo(f, a, b, n, rng):
    """(b − a) times the mean of f at n random points, with its error.

    The error, 3 |b − a| (V / n)^½ with V the variance of the values, is
    exceeded about three times in a thousand for large n, and more often for
    n below about 30 or for heavy tails.

    Raises ValueError for n below 2, and where a number is not finite.

    >>> rng = np.random.default_rng(2)
    >>> estimate = monte_carlo(np.exp, 0, 1, 10_000, rng)
    >>> abs(estimate.value - (np.e - 1)) < estimate.error < 0.02
    True
    """
    require_count("n", n)
    require_finite("a", a)
    require_finite("b", b)
    mean = sample_mean(sample(f, a + (b - a) * rng.random(n)))
    return Estimate((b - a) * mean.value, abs(b - a) * mean.error)
