"""What a contributor is told when a chapter fails: which chapter, which line, and why."""

import re
import shutil
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

BOOK = ROOT / "tests/failing_book"

FAILURES = [  # chapter, line, words of the message
    ("raises", 14, "the cell raised ZeroDivisionError: division by zero"),
    ("syntax", 10, "the cell raised SyntaxError"),
    ("hangs", 8, "the cell was still running after 4 seconds"),
    ("warns", 11, "RuntimeWarning: divide by zero encountered in log"),
    ("stderr", 8, "a complaint"),
    ("leaves", 8, "the cell raised SystemExit"),
    ("kills", 12, "the cell ended its kernel"),
    ("asks", 9, "the cell raised StdinNotImplementedError"),
    ("no_header", 3, "Jupytext header content was missing"),
    ("bad_latex", 8, "bad LaTeX"),
    ("broken_references", 8, "undefined label: 'no-such-section'"),
    ("broken_references", 8, "equation not found: no-such-equation"),
    ("broken_references", 8, 'could not find bibtex key "no-such-book"'),
    ("unknown_snippet", 8, "Object named 'no_such_function' not found"),
    ("free_number", 9, "the number 5.83 is neither glued nor held nor declared"),
    ("free_number", 9, "the number $f(x) = 3x^2$ is neither glued nor held nor declared"),
    ("free_number", 15, "the number $h > 2 + x$ is neither glued nor held nor declared"),
    ("free_number", 15, "the number 0.25 is neither glued nor held nor declared"),
    ("false_number", 9, "the page says 7, its cell computes 6"),
    ("false_number", 9, "the page says -2x"),
    ("false_number", 11, "in the LaTeX 'f(x) = x^2': cannot read = x^2"),
    ("absent_phrase", 15, "the section above says nowhere: 'the slope is negative'"),
    ("equation_twice", 8, "its test would read what stands at line 17"),
    ("unlabeled_equation", 8, "a displayed equation without a label"),
    ("no_alt", 8, "without alt text"),
]


def build(source, out):
    """Build the book in `source` with the project's own settings."""
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-b", "html"]
    command += ["-c", ROOT, "-d", out / "doctrees", "-D", "nb_execution_timeout=4"]
    command += ["-D", f"nb_execution_cache_path={out}/executed", source, out / "html"]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    return tmp_path_factory.mktemp("failing")


@pytest.fixture(scope="module")
def first(output):
    return build(BOOK, output)


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def warnings_of(result, chapter):
    """(line, message) of each warning about a chapter."""
    text = plain(result.stderr)
    warning = rf"{chapter}\.md:(\d+): (?:WARNING|ERROR): ((?:.*\n)(?:(?!\S*\.md:).*\n)*)"
    found = re.findall(warning, text)
    return [(int(line), message) for line, message in found]


def lines_of(result, chapter):
    return [line for line, _ in warnings_of(result, chapter)]


@pytest.mark.parametrize("chapter, line, words", FAILURES)
def test_the_build_says_what_is_wrong_and_where(first, chapter, line, words):
    warnings = warnings_of(first, chapter)
    assert any(at == line and words in message for at, message in warnings), warnings


def test_the_build_fails(first):
    assert first.returncode != 0


def test_a_chapter_without_fault_is_not_mentioned(first):
    assert warnings_of(first, "sound") == []


def test_every_failing_chapter_is_expected():
    expected = {chapter for chapter, _, _ in FAILURES} | {"sound", "index"}
    assert {path.stem for path in BOOK.glob("*.md")} == expected


def test_an_unchanged_second_build_fails_again(first, output):
    second = build(BOOK, output)
    assert second.returncode != 0
    for chapter in {chapter for chapter, _, _ in FAILURES}:
        assert lines_of(second, chapter) == lines_of(first, chapter)
    read = set(re.findall(r"reading sources\.\.\. \[ *\d+%\] (\w+)", plain(second.stdout)))
    assert read == {chapter for chapter, _, _ in FAILURES}


@pytest.fixture
def sound(tmp_path):
    """A book of one page that has nothing wrong, built once."""
    page = tmp_path / "book/index.md"
    page.parent.mkdir()
    shutil.copy(BOOK / "sound.md", page)
    assert "running the cells of index.md" in build_soundly(page, tmp_path)
    return page


def build_soundly(page, out):
    """Build a book that must pass; what Sphinx said."""
    result = build(page.parent, out)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_a_new_title_is_in_the_contents_of_every_page(sound, tmp_path):
    toc = "\n```{toctree}\nsecond\nthird\n```\n"
    (sound.parent / "third.md").write_text("# Third\n", "utf-8")
    sound.write_text(sound.read_text("utf-8") + toc, "utf-8")
    for title in ("Before", "Afterwards"):
        (sound.parent / "second.md").write_text(f"# {title}\n", "utf-8")
        build_soundly(sound, tmp_path)
        for page in ("index", "second", "third"):
            html = BeautifulSoup((tmp_path / f"html/{page}.html").read_text("utf-8"), "html.parser")
            assert title in html.select_one("nav.bd-links").text


def published(out):
    page = BeautifulSoup((out / "html/index.html").read_text("utf-8"), "html.parser")
    return str(page.article)


def test_an_edited_sentence_runs_no_cell_and_changes_nothing_else(sound, tmp_path):
    before = published(tmp_path)
    text = sound.read_text("utf-8")
    sound.write_text(text.replace("above the slope 6.", "above the slope 6. Look."), "utf-8")
    assert "running the cells" not in build_soundly(sound, tmp_path)
    assert published(tmp_path) == before.replace("above the slope 6.", "above the slope 6. Look.")


def test_an_edited_cell_runs_again(sound, tmp_path):
    text = sound.read_text("utf-8")
    sound.write_text(text.replace("**2 > 6", "**2 > 5").replace("/ h > 6", "/ h > 5"), "utf-8")
    assert "running the cells of index.md" in build_soundly(sound, tmp_path)
