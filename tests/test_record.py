"""What the build publishes is what stands on record."""

import pytest
from record import agree, differences, on_record, published
from shown import page

RECORD = """▸ print(gap)
gap 0.125 at 3 points

▸ draw.line(x, y)
A line from (0, 0) to (1, 2).
axes '': x 0 1 '$x$'; y 0 2 '$y$'
  line '-' 'None' #1f5fa8 [0 1] [0 2]
"""


def test_every_page_publishes_what_is_on_record(site):
    old, new = on_record(), published()
    assert set(old) == set(new), "if this is meant: make accept"
    found = {page: differences(old[page], new[page]) for page in new}
    told = [f"{page}.md, {one}" for page, several in found.items() for one in several]
    if told:
        pytest.fail("\n".join([*told, "if this is meant: make accept"]), pytrace=False)


def test_every_output_and_every_figure_of_the_site_is_on_record(site):
    for stem, text in on_record().items():
        outputs = text.split("▸ ")[1:]
        shown = page(site / f"{stem}.html").select(".cell_output")
        assert len(outputs) == len(shown) > 0
        for output, element in zip(outputs, shown, strict=True):
            parts = [part.get("aria-label") or part.text for part in element.select("pre, svg")]
            heading, *lines = output.strip().split("\n")
            told = "\n".join(part.strip("\n") for part in parts)
            here = 1 + told.count("\n")
            assert not differences("\n".join(lines[:here]), told), f"{stem}.html: {heading}"
            assert bool(element.find("svg")) == bool(lines[here:])  # the data of its artists


@pytest.mark.parametrize(
    "old, new",
    [
        ("0.125", "0.126"),
        ("3 points", "4 points"),
        ("gap 0.125", "gap -0.125"),
        ("[0 2]", "[0 -2]"),
        ("#1f5fa8", "#b5541c"),
        ("'$y$'", "'$z$'"),
        ("to (1, 2)", "to (1, 3)"),
    ],
)
def test_a_changed_number_word_or_color_is_found_under_its_cell(old, new):
    assert RECORD.count(old) == 1
    (found,) = differences(RECORD, RECORD.replace(old, new))
    assert new in found
    assert found.startswith("▸ print" if "points" in found else "▸ draw")


def test_a_line_more_or_less_is_found():
    assert differences(RECORD, RECORD + "  text 'more'\n")
    assert differences(RECORD, RECORD.replace("gap 0.125 at 3 points\n", ""))
    assert not differences(RECORD, RECORD)


def test_rounding_on_another_machine_is_no_difference():
    assert agree("error 4.1e-17, 2.3e-11, 1.23456", "error -1.2e-17, 2.5e-11, 1.23457")
    assert not agree("error 2.3e-11", "error 2.3e-09")
    assert not agree("error 2.3e-11", "error -2.3e-11")
    assert not agree("1.23456", "1.23466")
    assert not agree("1000001 points", "1000002 points") and agree("7 of 9.0", "7.00001 of 9")
