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
from snippets.sampling import UNIT_ROUNDOFF

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


# --- The parts, as properties

errors_and_steps = st.lists(
    st.tuples(st.floats(0, 1e6), st.floats(1e-3, 1e3)), min_size=1, max_size=8
).map(lambda pairs: np.array(pairs).T)
values_and_errors = st.lists(
    st.tuples(st.integers(-30, 30), st.integers(0, 3)), min_size=1, max_size=8
).map(lambda pairs: np.array(pairs, dtype=float).T)


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=6), st.integers(-9, 9), st.integers(0, 3))
def test_extrapolation_is_linear_and_its_errors_shift_with_nothing(coefficients, shift, k):
    # Estimates in 64ths and weights 1/(2ᵏ − 1): a few roundings of values below 9 · 63.
    estimates = np.polyval(coefficients, halving)
    once = extrapolate(estimates, 0 * halving, halving)
    moved = extrapolate(estimates + shift, 0 * halving, halving)
    room = 9 * 63 * 60 * UNIT_ROUNDOFF
    assert np.isnan(once[0][-1]) and np.isinf(once[1][-1])  # one estimate says nothing
    assert once[0].shape == once[1].shape == halving.shape
    assert np.all(abs(moved[1][:-1] - once[1][:-1]) <= room)
    scaled = extrapolate(estimates * 2.0**k, 0 * halving, halving)
    assert np.array_equal(scaled[0][:-1], once[0][:-1] * 2.0**k)
    assert np.array_equal(scaled[1][:-1], once[1][:-1] * 2.0**k)


@given(
    st.lists(st.integers(-9, 9), min_size=3, max_size=3),
    st.lists(st.integers(0, 5), min_size=3, max_size=3),
)
def test_one_column_is_the_line_through_two_estimates(estimates, rounding):
    """At t = 3, 1 the value (3 E(1) − E(3)) / 2; the last of three has one column only."""
    a, b, c = map(float, estimates)
    p, q, r = map(float, rounding)
    # Steps 9, 3, 1 and halves: exact.
    values, errors = extrapolate(
        np.array([a, b, c]), np.array([p, q, r]), np.array([9.0, 3.0, 1.0])
    )
    assert values[1] == c + (c - b) / 2
    assert errors[1] == abs(c - b) / 2 + r + (r + q) / 2
    assert errors[0] <= abs(b - a) / 2 + q + (q + p) / 2


def test_three_estimates_of_a_parabola_are_enough():
    t = np.array([4.0, 2.0, 1.0])
    values, errors = extrapolate(7 + t - t**2, 0 * t, t)
    assert values[0] == 7  # all in halves: exact
    assert errors[0] == 2  # from 9, where the line through the last two ends


def test_of_two_values_with_one_error_the_less_extrapolated_is_taken():
    # Lines through 0, 1, 3 at 4, 2, 1 end in 2 and 5; the parabola in 6, and it moved as far.
    values, errors = extrapolate(np.array([0.0, 1.0, 3.0]), np.zeros(3), np.array([4.0, 2.0, 1.0]))
    assert (values[0], errors[0]) == (2, 1)


@given(errors_and_steps)
def test_no_error_is_less_than_its_own_or_what_finer_steps_betray(pairs):
    errors, steps = pairs[0], np.sort(pairs[1])
    found = without_coincidences(errors, steps)
    costs = errors * steps
    for k, step in enumerate(steps):
        assert found[k] == max(costs[: k + 1]) / step


@given(values_and_errors)
def test_the_agreeing_are_the_longest_start_that_shares_a_point(pairs):
    values, errors = pairs
    low, high = values - 6 * errors, values + 6 * errors
    shares = [max(low[: k + 1]) <= min(high[: k + 1]) for k in range(len(values))]
    count = shares.index(False) if False in shares else len(values)
    assert agreeing(values, errors) == count
    assert type(agreeing(values, errors)) is int


@given(st.integers(-9, 9), st.integers(-5, 5), st.sampled_from([1, 2, 3]), st.integers(1, 9))
def test_the_limit_moves_and_scales_with_the_estimates(a, b, power, scale):
    estimates = a + b * halving**power
    limit_, error = limit(scale * estimates + 1, 0 * halving, halving, power)
    # Values below 9 · 14 + 1, few roundings; the weights are below 3 in all.
    room = 30 * 127 * UNIT_ROUNDOFF
    assert abs(limit_ - (scale * a + 1)) <= room and error >= 0
    assert type(limit_) is float and type(error) is float


@given(st.integers(0, 9))
def test_the_coarsest_step_that_can_be_trusted_is_heard(k):
    # Rounding is like 1 / step from step k on, and coarser ones know nothing.  Of the line through
    # k and k + 1 the error is r + (r + ½ r) for the r = 2 rounding[k] of the finer.
    rounding = np.where(np.arange(12) < k, 1.0, 1e-12 / halving)
    found = limit(np.ones(12), rounding, halving)
    assert found.value == 1
    assert found.error <= 5 * rounding[k] * (1 + 8 * UNIT_ROUNDOFF)
