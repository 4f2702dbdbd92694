"""A path in fewer characters is drawn where it was."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from svg_paths import STEP, TOKEN, UNSEEN, commands, kept, relative, short_path, thinned

COORDINATES = st.floats(-500, 500).map(lambda x: round(x, 3))
LINES = st.lists(st.tuples(COORDINATES, COORDINATES), min_size=2, max_size=30)
# What rounding to whole steps moves a point at most: half a step in each direction.
ROUNDED = np.hypot(0.5, 0.5) / STEP


def away(points, line):
    """How far each point is from the line through the corners, measured to every piece of it."""
    starts, chords = line[:-1], np.diff(line, axis=0)
    offsets = points[:, None] - starts
    lengths = np.maximum((chords**2).sum(axis=1), 1e-300)
    along = np.clip((offsets * chords).sum(axis=2) / lengths, 0, 1)
    return np.hypot(*np.moveaxis(offsets - along[..., None] * chords, 2, 0)).min(axis=1)


def absolute(path):
    """The points of a path of lines that is given from point to point, as a browser reads it."""
    moves = [float(number) for number in TOKEN.findall(re.sub("[ml]", " ", path))]
    return np.cumsum(np.reshape(moves, (-1, 2)), axis=0)


@given(LINES)
def test_no_point_left_out_is_farther_than_the_tolerance(points):
    points = np.array(points)
    stays = kept(points, UNSEEN)
    assert stays[0] and stays[-1]
    # 1e-9: what doubles of size 500 lose in a dozen operations, a thousand times over
    assert away(points, points[stays]).max() <= UNSEEN + 1e-9


def test_a_straight_line_keeps_its_ends_and_a_corner_stays():
    line = np.array([(x, 2 * x) for x in range(9)] + [(9, 0)], float)
    assert np.flatnonzero(kept(line, UNSEEN)).tolist() == [0, 8, 9]


def test_a_closed_line_does_not_collapse():
    square = np.array([(0, 0), (5, 0), (5, 5), (0, 5), (0, 0)], float)
    assert kept(square, UNSEEN).all()


@given(LINES)
def test_rounding_does_not_add_up(points):
    path = [("M" if i == 0 else "L", list(point)) for i, point in enumerate(points)]
    # 1e-9 as above
    assert np.hypot(*(absolute(relative(path)) - points).T).max() <= ROUNDED + 1e-9


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("M 1.234567 2 \nL 3.5 2.25 L 3 9", "m1.23 2l2.27 .25-.5 6.75"),
        ("M 0 0 L 0 5 L 5 5 z", "m0 0l0 5 5 0z"),
        ("M 0 0 L 4 4 z M 1 1 L 1 2", "m0 0l4 4zm1 1l0 1"),
        ("M 0 0 C 1 0 2 1 2 2 Q 3 3 4 4", "m0 0c1 0 2 1 2 2q1 1 2 2"),
        ("M 0 0 L -0.001 1", "m0 0l0 1"),
    ],
)
def test_short_paths(long, short):
    assert short_path(long) == short


def test_only_lines_are_thinned():
    path = commands("M 0 0 Q 1 0 2 0 Q 3 0 4 0 L 5 0 L 6 0")
    assert [letter for letter, _ in thinned(path)] == ["M", "Q", "Q", "L"]


def test_another_command_is_refused():
    with pytest.raises(ValueError, match="'A' is no absolute command"):
        commands("M 0 0 A 1 1 0 0 0 2 2")
