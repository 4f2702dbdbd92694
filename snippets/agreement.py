"""How far two routes to one result are apart."""

import numpy as np

from snippets.differentiation import balanced_step, central_difference
from snippets.inputs import require_finite


def relative_gap(a, b):
    """max |a − b| / max(|a|, |b|), both over all entries; 0 where both are zero, 2 at most.

    Gaps of small entries count against the largest: noise in a numeric gradient does so too.

    Raises ValueError where the shapes differ, a number is not finite, or there is none.

    >>> relative_gap([1.0, 0.0], [1.0, 0.5])
    0.5
    """
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or not a.size:
        raise ValueError(f"need two arrays of one shape, not empty: {a.shape} and {b.shape}")
    require_finite("a", a)
    require_finite("b", b)
    size = max(np.max(np.abs(a)), np.max(np.abs(b)))
    return float(np.max(np.abs(a / size - b / size))) if size else 0.0


def random_direction_check(f, vjp, x, rng):
    """Relative gap between uᵀ(J v), by a central difference, and (uᵀJ) v; random u and v.

    f takes an array of x's shape; vjp(x, u) returns uᵀJ, of x's shape, where u has the shape
    of f(x).  One number checks a Jacobian of any size, for a wrong entry shows in almost every
    direction: right ones leave about 1e-9, one wrong entry among N like it about 1 / √N.

    >>> gap = random_direction_check(np.sin, lambda x, u: u * np.cos(x), np.ones(3),
    ...                              np.random.default_rng(0))
    >>> gap < 1e-7
    True
    """
    x = np.asarray(x, dtype=float)
    # Directions as large as the point, so that no coordinate's step is lost to rounding.
    v = rng.standard_normal(x.shape) * np.maximum(1, np.abs(x))
    u = rng.standard_normal(np.shape(f(x)))
    along = lambda t: np.sum(u * f(x + t * v))
    return relative_gap(
        central_difference(along, 0.0, balanced_step(0.0, order=2)), np.sum(vjp(x, u) * v)
    )
