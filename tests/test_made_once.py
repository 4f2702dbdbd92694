"""What is kept is found again, and only for the same."""

import pytest
from made_once import made_once


def test_the_same_is_made_once(tmp_path):
    made = []
    make = lambda: made.append(1) or b"picture %d" % len(made)
    assert made_once(tmp_path / "kept", b"a", make) == b"picture 1"
    assert made_once(tmp_path / "kept", b"a", make) == b"picture 1"
    assert made_once(tmp_path / "kept", b"b", make) == b"picture 2"
    assert made_once(tmp_path / "elsewhere", b"a", make) == b"picture 3"


def test_what_fails_leaves_nothing_behind(tmp_path):
    with pytest.raises(ZeroDivisionError):
        made_once(tmp_path / "kept", b"a", lambda: 1 / 0)
    assert made_once(tmp_path / "kept", b"a", lambda: b"") == b""
    assert len(list((tmp_path / "kept").iterdir())) == 1
