"""Every sentence of the book is on record as read."""

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from sentences import comments, digests, every, in_data, on_record, read, unread
from sphinx import addnodes

PAGE = """
Gradient
========

The rate from $x$ is 3 with step 2.
See the figure_ below.

Steepest
--------

Every gradient leads uphill.

.. _figure: https://example.org/rate
"""


def read_text(text):
    document = publish_doctree(text, settings_overrides={"report_level": 5})
    return list(read(document, "page"))


def told(text, record):
    return list(unread(read_text(text), record))


def test_every_sentence_of_the_book_has_been_read(site):
    found = list(unread(every(), on_record()))
    if found:
        mend = "read them in their places; if each is true and clear: make accept"
        pytest.fail("\n".join([*found, mend]), pytrace=False)


def test_a_page_that_was_read_is_quiet():
    sentences = read_text(PAGE)
    assert [s.place for s in sentences] == [f"book/page.md:{line}" for line in (3, 5, 6, 9, 11)]
    assert told(PAGE, digests(sentences)) == []
    assert len(told(PAGE, {})) == 5


@pytest.mark.parametrize(
    "old, new, place",
    [
        ("is 3 with step 2", "is 2 with step 3", "book/page.md:5"),
        ("$x$", "$y$", "book/page.md:5"),
        ("org/rate", "org/area", "book/page.md:6"),
        ("uphill", "downhill", "book/page.md:11"),
        ("Every", "No", "book/page.md:11"),
    ],
)
def test_what_has_changed_is_pointed_at(old, new, place):
    assert PAGE.count(old) == 1
    first, *rest = told(PAGE.replace(old, new), digests(read_text(PAGE)))
    assert first.startswith(f"{place}: nobody has read: ") and len(rest) == 1


def test_what_has_gone_or_moved_is_pointed_at():
    record = digests(read_text(PAGE))
    assert told(PAGE.replace("Every gradient leads uphill.\n", ""), record) == [
        "page#steepest: 1 of its 2 sentences on record are gone"
    ]
    moved = PAGE.replace(" from", "").replace("See the figure_ below.\n", "The rate is.\n")
    record = digests(read_text(moved))
    lines = moved.split("\n")
    lines[4:6] = lines[5:3:-1]
    assert told("\n".join(lines), record) == ["page: its sentences stand otherwise"]


def test_a_reference_is_read_with_what_it_leads_to():
    link = addnodes.pending_xref("", nodes.literal("", "1"), reftarget="eq-rate")
    document = publish_doctree("By that.")
    document[0] += [link, nodes.inline("", "3.21", classes=["pasted-text"])]
    (sentence,) = read(document, "page")
    assert sentence.text == "By that.1 [eq-rate]…"


def test_what_stands_beside_code_is_read():
    code = 'def f(x):\n    """x² + 1."""\n    y = "no"  # the square\n    return y\n'
    assert comments(code) == ['"""x² + 1."""', "# the square"]
    assert comments("a line of 'output") == []
    document = publish_doctree("A::\n\n    b")
    document[1].replace_self(nodes.literal_block(code, code))
    assert [s.text for s in read(document, "page")][1:] == comments(code)


def test_what_an_exercise_offers_and_says_is_read():
    texts = [s.text for s in in_data("gradient") if s.section.endswith("steepest-at-the-origin")]
    assert "Steepest, at the origin" in texts
    assert "$(0, 0)$, the gradient." in texts
    assert any("a vector of length zero" in text for text in texts)
    assert len(texts) == 1 + 4 + 3
