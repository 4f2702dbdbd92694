"""Where `derivative` looks: exact steps on all scales, values, and the noise that they carry."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.sampling import UNIT_ROUNDOFF, ladder, sample, sample_noise, samples

points = st.floats(-1e8, 1e8).filter(lambda x: x == 0 or abs(x) > 1e-8)
sizes = st.floats(-1e6, 1e6)


@given(points)
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


@given(points)
def test_ladder_is_the_same_on_both_sides_of_zero(x):
    assert np.array_equal(ladder(x), ladder(-x))


@given(st.lists(sizes, max_size=5), st.sampled_from([ValueError, ZeroDivisionError]))
def test_samples_outside_the_domain_are_not_numbers(xs, error):
    def half(x):
        if x < 0:
            raise error("no value")
        return x / 2

    expected = [x / 2 if x >= 0 else math.nan for x in xs]
    found = samples(half, xs)
    assert found.shape == (len(xs),) and np.array_equal(found, expected, equal_nan=True)
    for x, value in zip(xs, expected, strict=True):
        assert type(sample(half, x)) is float
        assert np.array_equal(sample(half, x), value, equal_nan=True)


def test_other_errors_of_f_are_the_readers_to_see():
    with pytest.raises(TypeError):
        sample(lambda x: x + "1", 1.0)


def noise(*arguments):
    return sample_noise(*(np.array(a, dtype=float) for a in arguments)) / UNIT_ROUNDOFF


@given(sizes, sizes, st.integers(-20, 20))
def test_noise_has_the_unit_of_the_values(behind, ahead, k):
    once = noise([1.0], [behind], [ahead])
    scaled = noise([2.0**k], [behind * 2.0**k], [ahead * 2.0**k])
    # A power of two rounds nothing short of underflow.
    assert scaled == pytest.approx(once * 2.0**k, rel=1e-15, abs=1e-300)
    assert noise([1.0], [ahead], [behind]) == once == noise([-1.0], [-behind], [-ahead])


@given(st.lists(st.tuples(sizes, sizes), min_size=2, max_size=6))
def test_noise_is_two_of_each_value_where_no_digits_are_lost(pairs):
    behind, ahead = map(np.array, zip(*pairs, strict=True))
    ahead = np.where(behind == ahead, behind + 1, ahead)
    size = abs(behind) + abs(ahead)
    # Sums and products of floats: some u of each.
    assert noise(0 * size, behind, ahead) == pytest.approx(2 * size, rel=1e-15)
    inside = 4 * np.minimum(5e8, 1000 * size.max())
    assert noise(0 * size - 5e8, behind, ahead) == pytest.approx(2 * size + inside, rel=1e-15)


@given(st.floats(1e-9, 1e9), st.floats(1e-9, 1e9))
def test_equal_samples_betray_the_noise_of_all(value, gap):
    found = noise([0.0, 0.0], [value, 0.0], [value, gap])
    lost = min(gap / UNIT_ROUNDOFF, 4 * max(2 * value, gap))
    assert found == pytest.approx([4 * value + lost, 2 * gap + lost], rel=1e-15)


def test_values_that_are_not_finite_do_not_count_as_the_largest():
    assert noise([0.0, 0.0], [np.inf, 8.0], [0.0, 8.0])[1] == 2 * 16 + 4 * 16
    assert noise([0.0, 0.0], [0.0, 0.0], [0.0, 0.0]).tolist() == [0, 0]
