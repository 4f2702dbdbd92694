"""Exercises on a page: small books are built for site and print, and their faults named."""

import re

import pytest
from exercise_book import CHAPTER, LESSON, Book

# MyST-Parser 5 still uses a name that Sphinx 11 will drop.
pytestmark = pytest.mark.filterwarnings("ignore::sphinx.deprecation.RemovedInSphinx11Warning")


@pytest.fixture
def book(tmp_path, monkeypatch):
    return Book(tmp_path, monkeypatch)


def words(tag) -> str:
    return " ".join(tag.get_text(" ").split())


def test_the_site_folds_hints_and_solutions(book):
    assert book.build("html") == ""
    page = book.page()
    slope, color, program = page.select("div.exercise")
    title = words(slope.select_one("p.exercise-title"))
    assert title.startswith("Exercise 1.1 A slope & more warm-up, formula")
    assert [words(fold) for fold in slope.select("summary")] == ["Hint 1", "Hint 2", "Solution"]
    assert [fold["class"] for fold in color.select("details")] == [["hint"], ["solution"]]
    assert not page.select("details[open]")
    assert not page.select(".exercise :is(h1, h2, h3, h4, h5, h6), .exercise script")
    assert "def double(n):" in program.select_one("details").text


def test_the_answers_on_the_site_are_those_of_the_data(book):
    book.build("html")
    slope, color, program = book.page().select("div.exercise")
    assert words(slope.select(".solution > p")[-1]) == r"Answer: \(3 x^{2}\)"
    options = [words(option) for option in color.select("ol.loweralpha > li")]
    assert sorted(options) == ["blue", r"green \(g\)", r"red \(r\)"]
    letter = "abc"[options.index(r"green \(g\)")]
    assert words(color.select(".solution > p")[-1]) == rf"Answer: {letter}) green \(g\)"
    assert not program.select(".exercise-answer")  # its solution is the answer
    assert color.select("ol, details")[0].name == "ol"


def test_the_site_refers_to_exercises(book):
    book.build("html")
    links = {link["href"]: words(link) for link in book.page().select("a.internal[href^='#ex']")}
    assert links["#exercise-program"] == "Exercise 1.3"
    assert links["#exercise-color"] in ("the color", "Exercise 1.2")
    ids = [tag["id"] for tag in book.page().select("[id]")]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links} <= set(ids)


def test_an_edited_answer_rebuilds_the_page(book):
    book.build("html")
    book.write(lesson=LESSON.replace("3 * x**2", "5 * x**4"))
    assert book.build("html") == ""
    assert "5 x^{4}" in words(book.page().select_one(".solution"))


def test_print_gathers_the_solutions_at_the_end(book):
    assert book.build("latex") == ""
    tex = (book.folder / "_build/latex/abook.tex").read_text("utf-8")
    chapter, solutions = tex.split(r"\chapter{Solutions}")
    for phrase in ("Differentiate", "Hint 2", "Which color?", r"Solution on page~\pageref"):
        assert phrase in chapter
        assert phrase not in solutions
    for phrase in ("One sees it", "Answer:", "{double}", "3 x^{2}", "(x^3)"):
        assert phrase in solutions
        assert phrase not in chapter
    assert chapter.count(r"\item") == 3
    assert r"\def\@currentlabel{1.2}" in chapter
    titles = re.findall(r"\\textbf\{\\hyperref\[.*?\]\{(.*?)\}\. (.*?)\}", solutions)
    assert titles[0] == ("Exercise 1.1", r"A slope \& more")
    assert [number for number, _ in titles] == ["Exercise 1.1", "Exercise 1.2", "Exercise 1.3"]


def test_print_has_no_dead_link_and_no_label_twice(book):
    book.build("latex")
    tex = (book.folder / "_build/latex/abook.tex").read_text("utf-8")
    labels = re.findall(r"\\label\{(.*?\})\}", tex) + re.findall(r"\\label\{([^\\{}]+)\}", tex)
    used = re.findall(r"(?:hyperref\[|(?:page)?ref\*?\{)(\\detokenize\{.*?\})", tex)
    assert len(labels) == len(set(labels))
    assert r"\detokenize{some_day:solution-color}" in used
    assert r"\detokenize{some_day:exercise-color}" in used
    assert set(used) <= set(labels)


def test_plain_text_keeps_the_solution_in_its_place(book):
    assert book.build("text") == ""
    text = (book.folder / "_build/text/some_day.txt").read_text("utf-8")
    order = ["**Exercise 1.1. A slope & more", "*Hint 1.*", "*Solution.*", "**Exercise 1.2."]
    assert [text.index(part) for part in order] == sorted(map(text.index, order))


COLOR = CHAPTER[CHAPTER.index("::::{exercise} color") : CHAPTER.index("::::{exercise} program")]
COLOR_LINE = CHAPTER.split("\n").index("::::{exercise} color") + 1
BEHIND = CHAPTER.count("\n") + 2  # the line of what is written below the chapter
ONE_SEES = ":::{solution}\nOne sees it.\n:::\n"
WITHOUT = CHAPTER.replace(" and [the color](#exercise-color)", "").replace(
    "As {numref}`exercise-color` is not", "So"
)


@pytest.mark.parametrize(
    ("chapter", "line", "says"),
    [
        (
            CHAPTER.replace("{exercise} color", "{exercise} colour"),
            COLOR_LINE,
            "no exercise 'colour'; known here: slope, color, program",
        ),
        (WITHOUT.replace(COLOR, ""), None, "some_day.md does not show exercise 'color'"),
        (CHAPTER + "\n" + COLOR, BEHIND, "exercise 'color' is shown twice"),
        (CHAPTER.replace(ONE_SEES, ""), COLOR_LINE, "exercise 'color' has 0 solutions; write one"),
        (CHAPTER.replace(ONE_SEES, ONE_SEES * 2), COLOR_LINE, "exercise 'color' has 2 solutions"),
        (CHAPTER + "\n:::{hint}\nLost.\n:::\n", BEHIND, "a hint stands within an exercise; put it"),
        (CHAPTER + "\n:::{solution}\nLost.\n:::\n", BEHIND, "a solution stands within an exercise"),
    ],
)
def test_faults_are_named_with_their_place_and_mend(book, chapter, line, says):
    book.write(chapter=chapter)
    faults = [fault for fault in book.build("html").splitlines() if says in fault]
    place = f"some_day.md:{line}: " if line else "some_day.md: "
    assert len(faults) == 1
    assert place in faults[0]


def test_a_chapter_without_data_is_named(book):
    (book.folder / "lessons/some_day.py").rename(book.folder / "lessons/other_day.py")
    said = book.build("html")
    assert "no module snippets/exercises/some_day.py; there is other_day" in said
