"""Expressions are compared by values that mean something: enough of them, none of them tiny."""

import json

import pytest
from exercise_samples import formula, x
from sympy import Rational, log, sqrt

from snippets.exercises._sampling import agree

POINTS = [[point / 8] for point in range(-6, 6)]


@pytest.mark.parametrize(
    ("given", "equal"),
    [
        (x, True),
        (x**2 / sqrt(x) ** 2, True),
        (x + Rational(1, 10**25), False),
        (x + x * Rational(1, 10**25), False),  # at zero the one above differs by all of it
        (x + x * Rational(1, 10**40), True),
        (1 / (1 / x), True),
        (x * log(-1 - x) / log(-1 - x), True),
        (x + log(0 * x + 1) / log(1 + 0 * x), False),
        (1 / x, False),
    ],
)
def test_values_agree_to_thirty_digits_where_there_are_values(given, equal):
    assert agree(given, x, [x], POINTS) is equal


def test_values_that_are_mostly_missing_do_not_agree():
    everywhere = sqrt(x) / sqrt(x) * x
    assert agree(everywhere, x, [x], POINTS)
    hole = [[0.0]]
    assert agree(1 / x * x**2 + 0 / x, x, [x], POINTS + hole)
    assert not agree(1 / x, 1 / x, [x], hole * 6 + POINTS[:5])
    assert agree(1 / x, 1 / x, [x], hole * 5 + POINTS[:5] + POINTS[7:])


def test_zero_has_powers():
    assert agree(x**2, x**2, [x], [[0.0]])


def test_sample_points_are_short():
    data = formula(x**3 + x).to_json()
    points = [point for (point,) in data["at"]]
    assert len(points) == 12
    assert points == sorted(round(point, 3) for point in points)
    assert all(-2 <= point <= 2 for point in points)
    # The rounding to 12 digits is at most 5e-12 of a value; doubles add some 1e-16.
    assert data["want"] == pytest.approx([p**3 + p for p in points], rel=1e-11, abs=0)
    assert data["mistakes"][0]["want"] == pytest.approx(points, rel=1e-11, abs=0)
    assert json.loads(json.dumps(data)) == formula(x**3 + x).to_json()


def test_no_sampled_value_is_tiny():
    # Of 60 points in [-2, 2] the median of |x^9| is near 1, and some 23 are below a tenth of it.
    assert min(map(abs, formula(x**9).to_json()["want"])) > 0.05


def test_other_keys_draw_other_points():
    assert formula(x + 3).points != formula(x + 3, key="another").points
