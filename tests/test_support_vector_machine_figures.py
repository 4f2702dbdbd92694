"""The figures of the lesson on support vector machines draw what their alt texts claim."""

import numpy as np
import pytest

from snippets.figures import support_vector_machine as draw
from snippets.hinge import hinge_losses
from snippets.samples import six_points
from snippets.support_vector_machine import maximum_margin, scores, signed_distances, soft_margin

X, y = np.array([[0, 0], [1, 2], [2, 1]]), np.array([-1, 1, 1])
W, B = np.array([2.0, 2.0]) / 3, -1.0
# Ends of lines are computed with a few operations on numbers below 10.
NEAR = {"abs": 1e-13}


def lines(picture, axes=0):
    """(x, y) of each line that a picture draws, in order, one point in a row."""
    return [np.array(line.get_data(), float).T for line in picture.figure.axes[axes].get_lines()]


def arrows(picture):
    """(start, end) of each arrow."""
    return [
        (np.array(t.xyann), np.array(t.xy))
        for t in picture.figure.axes[0].texts
        if getattr(t, "arrow_patch", None) is not None
    ]


def test_a_line_is_clipped_where_its_score_is_zero():
    for w, b in ((W, B), (np.array([1.0, 0.0]), -2.0), (np.array([0.0, 3.0]), 1.0)):
        ends = draw.clipped(w, b, ((-1, 3), (-1, 3)))
        assert scores(ends.T, w, b) == pytest.approx(0, **NEAR)
        assert ends.min() >= -1 - 1e-9 and ends.max() <= 3 + 1e-9
        assert np.ptp(ends) > 1


def test_each_candidate_has_the_segment_to_its_nearest_point():
    candidates = [(np.array([1.0, 1.0]), -2.0), (np.array([1.0, 3.0]), -3.0), (W, B)]
    distances = [abs(signed_distances(X, *line)) for line in candidates]
    picture = draw.candidates(X, y, candidates, distances)
    drawn = lines(picture)
    for (w, b), apart, line, segment in zip(
        candidates, distances, drawn[0:6:2], drawn[1:6:2], strict=True
    ):
        assert scores(line, w, b) == pytest.approx(0, **NEAR)
        near, foot = segment
        assert scores([foot], w, b)[0] == pytest.approx(0, **NEAR)
        assert np.hypot(*(near - foot)) == pytest.approx(apart.min(), **NEAR)
        assert f"{apart.min():.4g}" in picture.alt
    written = [t.get_text() for t in picture.figure.axes[0].texts]
    assert written == [f"{d.min():.2f}" for d in distances]
    assert "1 x1 + 1 x2 - 2 = 0 comes as close as 0.7071, to (1, 2) and (2, 1)" in picture.alt


def test_the_slab_ends_where_the_score_is_one():
    picture = draw.slab(X, y, W, B, abs(signed_distances(X, W, B)))
    upper, lower, middle, *ways = lines(picture)[:6]
    for line, value in ((upper, -1), (lower, 1), (middle, 0)):
        assert scores(line, W, B) == pytest.approx(value, **NEAR)
    (patch,) = picture.figure.axes[0].patches
    assert sorted(set(scores(patch.get_xy(), W, B).round(9))) == [-1, 1]
    for point, way in zip(X, ways, strict=True):
        assert (way[0] == point).all()
        assert scores([way[1]], W, B)[0] == pytest.approx(0, **NEAR)
    assert "width 2.121 with no points inside" in picture.alt
    assert "(2, 1) 1.061" in picture.alt


def test_a_point_inside_of_the_slab_is_told():
    inside = np.vstack([X, [1.0, 1.0]])
    picture = draw.slab(inside, np.append(y, 1), W, B, abs(signed_distances(inside, W, B)))
    assert "with 1 points inside" in picture.alt


def test_the_shortest_weights_are_on_both_edges_of_the_region():
    normals = X[1:] - X[0]
    picture = draw.weights(normals, 2, W, {"a": np.array([1.0, 1.0])})
    for normal, edge in zip(normals, lines(picture)[:2], strict=True):
        assert edge @ normal == pytest.approx(2, **NEAR)
        assert W @ normal == pytest.approx(2, **NEAR)
    small, large = lines(picture)[2:4]
    assert np.hypot(*small.T) == pytest.approx(np.hypot(*W)) and np.hypot(
        *large.T
    ) == pytest.approx(np.sqrt(2))
    ((start, end),) = arrows(picture)
    assert (start == 0).all() and (end == W).all()
    assert "corner (0.6667, 0.6667), of squared length 0.8889; (1, 1) has 2" in picture.alt


def test_pushes_are_in_proportion_and_cancel():
    six, labels = six_points()
    plane = maximum_margin(six, labels)
    names = [f"{m:.2f}" for m in plane.multipliers]
    picture = draw.pushes(six, labels, *plane, names)
    steps = {tuple(start): end - start for start, end in arrows(picture)}
    assert set(steps) == {(0, 0), (1, 2), (2, 1)}
    assert sum(steps.values()) == pytest.approx(0, abs=1e-9)
    for point, step in steps.items():
        i = six.tolist().index(list(point))
        assert np.hypot(*step) == pytest.approx(2 * plane.multipliers[i])
        assert np.sign(scores([point], plane.w, plane.b)[0]) == -np.sign(step @ plane.w)
    # They do not turn the slab either: the moment about any point is zero.
    turning = sum(p[0] * s[1] - p[1] * s[0] for p, s in steps.items())
    assert turning == pytest.approx(0, abs=1e-9)
    assert "0.4444 against 0.4444" in picture.alt
    assert "Multiplier zero: (-1, -1), (-3, -1), (3, 3)." in picture.alt
    assert [t.get_text() for t in picture.figure.axes[0].texts if t.get_text()] == names


def test_points_that_pay_are_led_to_their_edge():
    six, labels = six_points()
    seven, marks = np.vstack([six, [2, 2]]), np.append(labels, -1)
    planes = {}
    for C in (0.1, 1):
        w, b, _ = soft_margin(seven, marks, C)
        planes[C] = w, b, hinge_losses(w, b, seven, marks)
    picture = draw.soft(seven, marks, planes)
    for axes, (w, b, losses) in enumerate(planes.values()):
        segments = [s for s in lines(picture, axes)[3:] if len(s) == 2]
        paying = [i for i in range(7) if losses[i] > 1e-9]
        ours = [s for s in segments if any((s[0] == seven[i]).all() for i in paying)]
        assert len(ours) == len(paying)
        for i in paying:
            (segment,) = [s for s in ours if (s[0] == seven[i]).all()]
            assert scores([segment[1]], w, b)[0] == pytest.approx(marks[i], abs=1e-9)
    assert "with C = 0.1 the line 0.25 x1 + 0.25 x2 - 0.5 = 0 has a slab of width 5.657" in (
        picture.alt
    )
    assert "and 1 of the points pay 2.667 in all" in picture.alt


def test_squares_are_the_negative_class():
    picture = draw.slab(X, y, W, B, abs(signed_distances(X, W, B)))
    negative, positive = picture.figure.axes[0].get_lines()[-2:]
    assert (negative.get_marker(), positive.get_marker()) == ("s", "o")
    assert np.array(negative.get_data()).T.tolist() == X[y < 0].tolist()
    assert np.array(positive.get_data()).T.tolist() == X[y > 0].tolist()
