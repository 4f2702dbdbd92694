"""Extrapolation: the limit at step zero of estimates made at shrinking steps, and its error."""

from typing import NamedTuple

import numpy as np

COLUMNS = 6  # each removes one more term of the error
SLACK = 6  # by how many of their errors two estimates may differ and still agree


class Estimate(NamedTuple):
    """A value and a bound on its error that holds in nearly every case.

    >>> Estimate(2.0, 1e-12).value
    2.0
    """

    value: float
    error: float


def extrapolate(estimates, rounding, t):
    """Values at t = 0 of the polynomials through runs of estimates, each with an error.

    Neville's scheme.  estimates, their rounding errors and t > 0, which shrinks, have shape
    (n,).  The result is two arrays of shape (n,): for the runs that start at each t, the value
    whose error is least, where the error is the last correction plus the rounding carried along.

    >>> t = np.array([4.0, 2.0, 1.0])
    >>> values, errors = extrapolate(7 + t - t**2, 0 * t, t)
    >>> float(values[0])
    7.0
    """
    values, errors = np.full(len(t), np.nan), np.full(len(t), np.inf)
    for column in range(1, min(COLUMNS, len(t) - 1) + 1):
        weight = 1 / (t[:-column] / t[column:] - 1)
        last = estimates[1:]
        estimates = last + (last - estimates[:-1]) * weight
        rounding = rounding[1:] + (rounding[1:] + rounding[:-1]) * weight
        error = abs(estimates - last) + rounding
        better = np.flatnonzero(error < errors[: len(error)])
        values[better], errors[better] = estimates[better], error[better]
    return values, errors


def without_coincidences(errors, steps):
    """Errors, none smaller than the rounding that finer steps betray.

    Two estimates can agree by chance.  Rounding costs about a constant / step, so an error
    that a finer step contradicts is not believed.  Shapes (n,); steps grow.

    >>> without_coincidences(np.array([8.0, 0.0]), np.array([1.0, 2.0]))
    array([8., 4.])
    """
    return np.maximum.accumulate(errors * steps) / steps


def agreeing(values, errors):
    """How many values, counted from the first, agree with every one before them.

    >>> agreeing(np.array([1.0, 1.1, 9.0]), np.array([0.1, 0.1, 0.1]))
    2
    """
    low = np.maximum.accumulate(values - SLACK * errors)
    high = np.minimum.accumulate(values + SLACK * errors)
    return int(np.logical_and.accumulate(low <= high).sum())


def limit(estimates, rounding, steps, power=1):
    """Limit of estimates(h) = L + c₁ hᵖ + c₂ h²ᵖ + … as h → 0, p the power, as an Estimate.

    Coarse steps can agree on a wrong value: 1 / x looks flat from far across its pole.  So
    values are heard from the finest step upwards, up to the first that contradicts those
    before it; of these the one with the least error is the answer.  Not-a-number is dropped.

    Raises ValueError where fewer than two neighboring estimates are finite.

    >>> h = 0.5 ** np.arange(20)
    >>> round(limit((np.exp(h) - 1) / h, 1e-16 / h, h).value, 12)
    1.0
    """
    values, errors = extrapolate(estimates, rounding, steps**power)
    usable = np.isfinite(errors)
    if not usable.any():
        raise ValueError("fewer than two neighboring estimates are finite: f may end here")
    values, errors, steps = (a[usable][::-1] for a in (values, errors, steps))
    errors = without_coincidences(errors, steps)
    count = agreeing(values, errors)
    best = errors[:count].argmin()
    return Estimate(float(values[best]), float(errors[best]))
