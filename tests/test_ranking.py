"""ROC curves and won pairs: against each other, against SciPy, and under change of scores."""

from fractions import Fraction

import numpy as np
import pytest
import scipy.stats
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from snippets.classifier import scores as scores_of
from snippets.integration import running_trapezoids
from snippets.ranking import roc_curve, win_rate
from snippets.samples import six_points

ranked = st.lists(st.integers(-3, 3), min_size=1, max_size=12)


def joined(positive, negative):
    return [*positive, *negative], [1] * len(positive) + [-1] * len(negative)


def area(scores, y):
    return running_trapezoids(*roc_curve(scores, y))[-1]


@given(ranked, ranked)
def test_the_area_is_the_share_of_won_pairs(positive, negative):
    scores, y = joined(positive, negative)
    won = sum((p > q) + (p == q) / 2 for p in positive for q in negative)
    # Sums of at most 24 numbers below 1.
    assert win_rate(scores, y) == pytest.approx(won / len(positive) / len(negative), abs=1e-14)
    assert area(scores, y) == pytest.approx(win_rate(scores, y), abs=1e-14)


@given(ranked, ranked)
def test_the_area_is_the_statistic_of_mann_and_whitney(positive, negative):
    statistic = scipy.stats.mannwhitneyu(positive, negative, method="asymptotic").statistic
    rate = win_rate(*joined(positive, negative))
    assert rate * len(positive) * len(negative) == pytest.approx(statistic, abs=1e-11)


@given(ranked, ranked)
def test_only_the_order_of_the_scores_counts(positive, negative):
    scores, y = joined(positive, negative)
    assert win_rate(np.exp(scores), y) == win_rate(scores, y)
    assert win_rate(np.negative(scores), y) == pytest.approx(1 - win_rate(scores, y), abs=1e-14)
    for a, b in zip(roc_curve(np.exp(scores), y), roc_curve(scores, y), strict=True):
        assert np.array_equal(a, b)


@given(ranked, ranked)
def test_the_curve_climbs_from_corner_to_corner(positive, negative):
    false_rate, true_rate = roc_curve(*joined(positive, negative))
    assert (false_rate[0], true_rate[0], false_rate[-1], true_rate[-1]) == (0, 0, 1, 1)
    assert (np.diff(false_rate) >= 0).all() and (np.diff(true_rate) >= 0).all()
    # One point for each distinct score, and one above all of them.
    assert len(false_rate) == len({*positive, *negative}) + 1


def test_the_filter_of_the_chapter_and_the_six_points():
    stars, spam = [3, 3, 3, 2, 2, 1, 1, 1], [1, 1, -1, 1, -1, 1, -1, -1]
    assert [list(rate) for rate in roc_curve(stars, spam)] == [[0, 0.25, 0.5, 1], [0, 0.5, 0.75, 1]]
    assert area(stars, spam) == win_rate(stars, spam) == 21 / 32
    X, y = six_points()
    assert area(scores_of(X), y) == 1  # they are separated


@pytest.mark.parametrize("function", [roc_curve, win_rate])
@pytest.mark.parametrize(
    "scores, y, said",
    [
        ([1, 2], [1], "one shape"),
        ([[1, 2]], [[1, -1]], "one shape"),
        ([1, np.nan], [1, -1], "finite, and one is nan"),
        ([np.inf, 1], [1, -1], "finite, and one is inf"),
        ([1, 2], [1, 0], "labels must be -1 or 1, and one is 0"),
        ([1, 2], [1, 1], "no label is -1"),
        ([1, 2], [-1, -1], "no label is 1"),
        ([], [], "no label is 1"),
    ],
)
def test_bad_scores_and_labels_are_refused(function, scores, y, said):
    with pytest.raises(ValueError, match=said):
        function(scores, y)


@given(ranked, ranked)
def test_scores_may_be_numbers_of_any_kind(positive, negative):
    scores, y = joined(positive, negative)
    for kind in (Fraction, np.float32, sp.Integer):
        other = [kind(s) for s in scores]
        assert win_rate(other, np.array(y, dtype=float)) == win_rate(scores, y)
        for a, b in zip(roc_curve(other, y), roc_curve(scores, y), strict=True):
            assert np.array_equal(a, b) and a.dtype == float


@given(ranked, ranked, st.integers(0, 99))
def test_the_order_of_the_points_does_not_count(positive, negative, seed):
    scores, y = map(np.array, joined(positive, negative))
    order = np.random.default_rng(seed).permutation(len(y))
    assert win_rate(scores[order], y[order]) == win_rate(scores, y)
    for a, b in zip(roc_curve(scores[order], y[order]), roc_curve(scores, y), strict=True):
        assert np.array_equal(a, b)


@given(ranked, ranked)
def test_other_names_of_the_classes_turn_the_curve_around(positive, negative):
    scores, y = map(np.array, joined(positive, negative))
    false_rate, true_rate = roc_curve(scores, y)
    swapped_false, swapped_true = roc_curve(-scores, -y)
    assert np.allclose(swapped_false, 1 - true_rate[::-1], rtol=0, atol=1e-15)  # one rounding
    assert np.allclose(swapped_true, 1 - false_rate[::-1], rtol=0, atol=1e-15)
