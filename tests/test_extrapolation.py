"""Extrapolation to step zero: exactness, honest errors, and wrong plateaus."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.extrapolation import (
    COLUMNS,
    agreeing,
    extrapolate,
    limit,
    without_coincidences,
)
from snippets.sampling import UNIT_ROUNDOFF, ladder, sample_noise, samples

halving = 0.5 ** np.arange(12)


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=COLUMNS + 1), st.sampled_from([1, 2]))
def test_limit_removes_as_many_powers_as_it_has_columns(coefficients, power):
    t = halving**power
    estimates = np.polyval(coefficients, t)
    # A value is below 63; the weights of a column add up to at most 3, after six columns 3 · 5/3
    # · 9/7 · … < 9: 9 · 63 and a few roundings in each column.
    error = abs(limit(estimates, 0 * t, halving, power).value - coefficients[-1])
    assert error <= 9 * 63 * 30 * UNIT_ROUNDOFF


def test_one_more_power_is_not_removed():
    estimates = halving ** (COLUMNS + 1)
    values, errors = extrapolate(estimates, 0 * halving, halving)
    assert abs(values[0]) > 1e-12 and errors[0] > abs(values[0])


def test_rounding_is_carried_along():
    rounding = np.full(12, 1e-3)
    _, errors = extrapolate(np.ones(12), rounding, halving)
    assert np.all(errors[:-1] >= 1e-3) and np.isinf(errors[-1])


def test_a_wrong_plateau_at_coarse_steps_is_not_believed():
    # At the coarse half the estimates agree on 5; at the fine half, if less sharply, on −1.
    steps = 0.5 ** np.arange(30)
    estimates = np.where(steps > 1e-5, 5.0, -1.0)
    noise = np.where(steps > 1e-5, 1e-12, 1e-3)
    assert limit(estimates, noise, steps).value == -1


def test_missing_estimates_are_dropped():
    estimates = np.where(halving > 0.3, np.nan, 2 + halving)
    assert limit(estimates, 0 * halving, halving).value == pytest.approx(2, abs=1e-12)


@pytest.mark.parametrize("known", [0, 1])
def test_too_few_estimates_are_refused(known):
    estimates = np.where(np.arange(12) < known, 1.0, np.nan)
    with pytest.raises(ValueError, match="fewer than two"):
        limit(estimates, 0 * halving, halving)


def test_an_error_is_judged_by_finer_steps_only():
    steps = 2.0 ** np.arange(12)
    errors = np.zeros(12)
    errors[9] = 3.0  # costs 3 · 2⁹: half of it per step at 2¹⁰, a quarter at 2¹¹
    assert without_coincidences(errors, steps).tolist() == [0] * 9 + [3, 1.5, 0.75]


def test_agreement_is_with_all_before():
    values, errors = np.array([0.0, 1.0, 2.0, 0.0]), np.full(4, 0.1)
    # 0 and 1 agree within 6 · 0.1 each, 0 and 2 do not; what comes later does not count.
    assert agreeing(values, errors) == 2


@given(st.floats(-1e8, 1e8).filter(lambda x: x == 0 or abs(x) > 1e-8))
def test_ladder_spans_all_scales_in_exact_steps(x):
    steps = ladder(x)
    assert steps[0] == pytest.approx(0.6180339887 * max(1, abs(x)))
    least = np.spacing(abs(x)) if x else 2.0**-40
    assert least <= steps[-1] <= 2 * least
    longer = steps[steps > 64 * least]  # rounding to the spacing of floats leaves these halves
    assert np.all(abs(longer[:-1] / longer[1:] - 2) < 1 / 16)
    small = steps[steps < abs(x)]  # there the sums are exact, so the differences are
    assert np.array_equal((abs(x) + small) - abs(x), small)
    assert np.array_equal(abs(x) - (abs(x) - small), small)


def test_samples_outside_the_domain_are_not_numbers():
    def root(t):
        if t < 0:
            raise ValueError("no root")
        return t**0.5

    assert np.array_equal(samples(root, [4.0, -1.0]), [2, np.nan], equal_nan=True)
    assert np.isnan(samples(lambda t: 1 / t, [0]))


def test_noise_counts_the_values_the_argument_and_lost_differences():
    noise = lambda *arguments: sample_noise(*map(np.array, arguments)) / UNIT_ROUNDOFF
    assert noise([0.0], [1.0], [-3.0])[0] == 2 * 4
    assert noise([-5.0], [1.0], [-3.0])[0] == 2 * 4 + 4 * 5
    assert noise([1e9], [1.0], [-3.0])[0] == 2 * 4 + 4 * 4000
    # Two zeros have lost their difference. The least that shows is 8; 4u of the largest is less.
    assert noise([0.0, 0.0], [0.0, 8.0], [0.0, 0.0]).tolist() == [32, 16 + 32]
    assert noise([0.0, 0.0], [np.inf, 8.0], [0.0, 8.0])[1] == 2 * 16 + 4 * 16
    # Here the least difference, 2⁻⁵³, is less than 4u of 3.
    assert noise([0.0, 0.0], [3.0, UNIT_ROUNDOFF], [3.0, 0.0]).tolist() == [
        13,
        1 + 2 * UNIT_ROUNDOFF,
    ]
