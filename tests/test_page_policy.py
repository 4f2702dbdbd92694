"""Every page carries a policy that lets its own scripts run, and nothing else."""

import re

import pytest
from page_policy import blocked, digest, inline_scripts, policy, with_policy

ROOM = '<head><meta http-equiv="Content-Security-Policy" content=""/>'
# The example of the specification, Content Security Policy Level 3, section 8.4.
EXAMPLE = "alert('Hello, world.');"
HASH = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"


def test_the_hash_is_that_of_the_specification():
    assert digest(EXAMPLE) == HASH


def test_the_policy_names_each_script_that_stands_in_the_page():
    page = ROOM + f'<script>{EXAMPLE}</script><script src="a.js"></script>'
    page += '<script type="application/json">{"a": 1}</script><!-- <script>x</script> -->'
    assert inline_scripts(page) == [EXAMPLE]
    assert f"script-src 'self' {HASH};" in policy(page)


def test_nothing_is_allowed_from_elsewhere():
    sources = set(re.findall(r"\S+", re.sub(r"(^|;) *[\w-]+", " ", policy(ROOM))))
    assert sources == {"'self'", "'none'", "data:"}


def test_a_page_that_is_written_again_gets_the_policy_that_it_needs_now():
    first = with_policy(ROOM + f"<script>{EXAMPLE}</script>")
    again = with_policy(first.replace(EXAMPLE, "1"))
    assert HASH in first and HASH not in again and digest("1") in again
    assert again.count("default-src") == 1 and with_policy(again) == again


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ('<p class="a" style="color: red">', "a style attribute: <p class=… style=…>"),
        ('<button onclick="f()">', "an event attribute: <button onclick=…>"),
        ("<style>p { }</style>", "a style element: <style>"),
    ],
)
def test_what_would_be_blocked_is_told(part, fault):
    assert blocked(ROOM + part) == [fault]


def test_words_about_it_are_not():
    words = '<p title="x onclick= style=">x &lt;p style="y"&gt;</p><!-- <style> -->'
    assert blocked(ROOM + words + '<script>"<p style="</script>') == []
