"""Every sentence of the book is on record as read."""

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from exercise_nodes import exercise
from sentences import (
    Sentence,
    digests,
    every,
    in_data,
    in_hidden_cells,
    on_record,
    read,
    unread,
    works,
)
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


def test_the_code_that_a_page_shows_is_read_line_by_line():
    page = "A\n=\n\nIt is::\n\n    a = f(x)  # the square\n    b = g(x)\n\nEnd.\n"
    record = digests(read_text(page))
    first, _ = told(page.replace("g(x)", "f(x)"), record)
    assert first.startswith("book/page.md:") and first.endswith("nobody has read: 'b = f(x)'")
    assert told(page.replace("    b = g(x)\n", ""), record)
    assert told(page.replace("the square", "the root"), record)


def test_outputs_are_not_read_for_they_are_on_record_as_computed():
    document = publish_doctree("A::\n\n    b")
    document[1]["classes"] = ["cell_output"]
    assert [s.text for s in read(document, "page")] == ["A:"]


@pytest.mark.parametrize(
    "extra",
    [
        ".. raw:: html\n\n   <p>Every gradient is zero.</p>\n",
        "::\n\n    Every gradient is zero.\n",
    ],
)
def test_what_is_no_prose_is_read_too(extra):
    assert told(f"{PAGE}\n{extra}", digests(read_text(PAGE)))


def test_the_number_at_which_a_list_starts_is_read():
    page = "A\n=\n\n{}. One line.\n{}. Another.\n"
    assert told(page.format(4, 5), digests(read_text(page.format(1, 2))))


def test_the_places_of_figures_and_exercises_are_read():
    first, second = nodes.figure(names=["fig-one"]), exercise(names=["exercise-two"])
    document = publish_doctree("One.")
    document += [first, second]
    record = digests(read(document, "page"))
    first["names"], second["names"] = second["names"], first["names"]
    assert list(unread(read(document, "page"), record)) == ["page: its sentences stand otherwise"]


def test_the_places_of_labels_are_read():
    page = "{}One.\n\n{}Two.\n"
    record = digests(read_text(page.format(".. _here:\n\n", "")))
    assert told(page.format("", ".. _here:\n\n"), record) == ["page: its sentences stand otherwise"]


def test_the_order_of_sections_is_read():
    heads = ["One\n---\n\nFirst.\n", "Two\n---\n\nSecond.\n"]
    record = digests(read_text("A\n=\n\n" + "\n".join(heads)))
    assert told("A\n=\n\n" + "\n".join(reversed(heads)), record) == [
        "page#two: from here on the sections stand otherwise"
    ]


@pytest.mark.parametrize(
    "old, new",
    [
        ("uphill.", "uphill.\n\n.. container:: hidden\n\n   It is zero."),
        ("Every gradient", ".. class:: hidden\n\nEvery gradient"),
        ("uphill", ":hidden:`uphill`"),
    ],
)
def test_the_classes_that_an_author_gives_are_read(old, new):
    page = f".. role:: hidden\n\n{PAGE}"
    assert any("hidden" in line for line in told(page.replace(old, new), digests(read_text(page))))


def test_for_whom_a_part_is_only_is_read():
    document = publish_doctree("For all x.")
    record = digests(read(document, "page"))
    document += addnodes.only("", document[0], expr="latex")
    (said,) = unread(read(document, "page"), record)
    assert "only latex" in said


def test_what_an_exercise_offers_and_says_is_read():
    texts = [s.text for s in in_data("gradient") if s.section.endswith("steepest-at-the-origin")]
    assert "Steepest, at the origin" in texts
    assert "$(0, 0)$, the gradient." in texts
    assert any("a vector of length zero" in text for text in texts)
    assert "warm-up, choice, " in texts
    assert len(texts) == 2 + 1 + 4 + 1 + 3


def test_the_lines_of_hidden_cells_are_read(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "Six.\n\n```{code-cell}\n:tags: [remove-cell]\n\nheld('#', six)\n```\n\n"
        "```{code-cell}\nprint(6)\n```\n"
    )
    (hidden,) = in_hidden_cells(page)
    assert (hidden.place, hidden.text) == ("book/page.md:6", "held('#', six)")


def test_what_an_exercise_takes_for_right_and_for_a_mistake_is_read():
    texts = {s.section.rpartition(" ")[2]: s.text for s in in_data("differentiation")}
    nudge = [s.text for s in in_data("differentiation") if s.section.endswith("weight-nudge")]
    assert "warm-up, number, 3" in nudge and "Answer: -3/20 + log(2)" in nudge
    assert any(text.startswith("3/20 + log(2): The slope at 0 is negative") for text in nudge)
    assert texts["best-step"].startswith("best_central_step: These are the best steps")


def test_the_works_that_are_cited_are_read():
    (spivak,) = [s for s in works() if "Calculus on Manifolds" in s.text]
    assert spivak.place.startswith("book/references.bib:")


def test_what_a_directive_writes_is_read_and_what_it_counts_is_not():
    table = nodes.paragraph("", "checked at 12 points", classes=["generated"])
    answer = nodes.paragraph("", "Answer: ", nodes.math("", "x^2"), classes=["exercise-answer"])
    document = publish_doctree("One.")
    document += [table, answer]
    texts = [sentence.text for sentence in read(document, "page")]
    assert texts == ["One.", "checked at # points", "Answer: $x^2$"]


def test_a_digest_is_long_and_belongs_to_its_section():
    one, other = (Sentence(section, "", "It is.").digest for section in ("a", "b"))
    assert len(one) == 16 and one != other
