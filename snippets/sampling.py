"""Where `derivative` looks at a function: steps on every scale, values, and their rounding."""

import numpy as np

UNIT_ROUNDOFF = np.finfo(float).eps / 2


def ladder(x):
    """Steps that halve from 0.6 times the larger of 1 and |x| down to the spacing of floats at x.

    At 0 the last is about 1e-12.  Where h is at most |x|, x ± h is exact.

    >>> ladder(1.0)[:2].round(3)
    array([0.618, 0.309])
    """
    size = abs(x)
    # 0.618…: no step is a round number, so rounding differs from step to step and shows.
    longest = 0.6180339887 * max(1.0, size)
    shortest = np.spacing(size) if size else 2.0**-40
    steps = longest * 0.5 ** np.arange(np.ceil(np.log2(longest) - np.log2(shortest)))
    return (size + steps) - size


def samples(f, points):
    """Values of f, shape (n,), with not-a-number wherever f has none.

    >>> samples(lambda x: 1 / (x - 1), [0.0, 1.0])
    array([-1., nan])
    """
    return np.array([sample(f, point) for point in points])


def sample(f, point):
    """f(point) as a float, or not-a-number where f raises a ValueError or ArithmeticError.

    >>> sample(lambda x: 1 / x, 0)
    nan
    """
    try:
        return float(f(point))
    except (ValueError, ArithmeticError):
        return np.nan


def sample_noise(x_slope, behind, ahead):
    """Rounding error of ahead − behind: 2u of each, and 4u |x f′(x)| from rounding inside f.

    Two equal samples mean that f has lost digits: then every pair has the noise of the least
    difference that any shows, or 4u of the largest sample, if that is less.

    >>> float(sample_noise(0.0, np.array([1.0]), np.array([3.0]))[0] / UNIT_ROUNDOFF)
    8.0
    """
    size, gap = abs(ahead) + abs(behind), abs(ahead - behind)
    largest = np.max(size, where=np.isfinite(size), initial=0)
    inside = 4 * UNIT_ROUNDOFF * np.minimum(abs(x_slope), 1000 * largest)
    least = np.min(gap, where=gap > 0, initial=4 * UNIT_ROUNDOFF * largest)
    return 2 * UNIT_ROUNDOFF * size + inside + least * np.any(gap == 0)
