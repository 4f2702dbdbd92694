"""The comparison of two builds sees a changed byte, a missing file and a surplus one."""

import pytest
from reproducible import differing


@pytest.fixture
def two_builds(tmp_path):
    builds = tmp_path / "one", tmp_path / "two"
    for build in builds:
        (build / "folder").mkdir(parents=True)
        (build / "folder" / "page.html").write_text("same")
    return builds


def test_equal_builds_do_not_differ(two_builds):
    assert differing(*two_builds) == []


def test_a_byte_and_a_file_in_either_build_are_named(two_builds):
    one, other = two_builds
    (one / "only-one").touch()
    (other / "only-other").touch()
    (other / "folder" / "page.html").write_text("sAme")
    assert differing(one, other) == ["folder/page.html", "only-one", "only-other"]
