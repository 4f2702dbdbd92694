"""The page that counts is made again when what it counts has changed, and only then."""

import pytest
from proof_counts import held_in
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

# what Sphinx says of its own next version
pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
CHAPTER = "# Lesson\n\nWords.\n\n```{code-cell}\nx = 1\n```\n\n$$\na = 1\n$$ (eq-a)\n"
COUNTS = "# Counts\n\n```{proof-counts}\n```\n\n```{guard-counts}\n```\n\n```{unguarded}\n```\n"
HEADER = "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n\n"
GUARD = (
    'import pytest\n\n\n@pytest.mark.guards("eq-a")\ndef test_a(equation):\n    assert equation\n'
)
MORE_GUARDS = GUARD.replace('"eq-a"', '"eq-a", "eq-b"')


class Book:
    """A lesson, a page that counts what is in it, and a test of the lesson."""

    def __init__(self, folder):
        self.folder = folder
        self.write("book/index.md", "# Book\n\n```{toctree}\ndifferentiation\ncounts\n```\n")
        self.write("book/differentiation.md", HEADER + CHAPTER)
        self.write("book/counts.md", COUNTS)
        self.write("tests/test_differentiation_page.py", GUARD)

    def write(self, name, text):
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")

    def build(self):
        """The pages that were read, and those that were written."""
        read, written = set(), set()
        extensions = ["myst_nb", "proof_counts", "unguarded"]
        settings = {"extensions": extensions, "nb_execution_mode": "off"}
        settings["source_suffix"] = {".md": "myst-nb"}  # other tests may have left another parser
        settings["suppress_warnings"] = ["app", "myst.xref_missing"]
        settings["myst_enable_extensions"] = ["dollarmath"]
        folder = self.folder
        (folder / "conf.py").touch()
        places = (folder / "book", folder, folder / "out", folder / "trees", "html")
        with patch_docutils(), docutils_namespace():
            app = Sphinx(*places, settings, None, None)
            app.connect("source-read", lambda app, page, source: read.add(page))
            app.connect("doctree-resolved", lambda app, tree, page: written.add(page))
            app.build()
        return read, written - {"index"}


@pytest.fixture
def book(tmp_path):
    book = Book(tmp_path)
    book.build()
    return book


def test_a_sentence_does_not_make_the_counts_anew(book):
    book.write("book/differentiation.md", HEADER + CHAPTER.replace("Words", "Other words"))
    assert book.build() == ({"differentiation"}, {"differentiation"})


def test_a_guard_and_a_cell_more_are_counted(book):
    more = CHAPTER + "\n$$\nb = 2\n$$ (eq-b)\n"
    book.write("book/differentiation.md", HEADER + more)
    book.write("tests/test_differentiation_page.py", MORE_GUARDS)
    assert book.build() == ({"differentiation", "counts"}, {"differentiation", "counts"})
    assert book.build() == (set(), set())
    book.write("tests/test_differentiation_page.py", GUARD)
    assert book.build() == ({"counts"}, {"counts"})


def test_equations_in_another_order_are_listed_anew(book):
    book.write("tests/test_differentiation_page.py", MORE_GUARDS)
    first, second = "\n$$\nb = 2\n$$ (eq-b)\n", "\n$$\na = 1\n$$ (eq-a)\n"
    book.write("book/differentiation.md", HEADER + CHAPTER + first)
    book.build()
    book.write("book/differentiation.md", HEADER + CHAPTER.replace(second, first) + second)
    assert "counts" in book.build()[0]


def test_words_that_no_test_reads_are_counted_anew_though_the_page_is_not_read(book):
    book.write("book/differentiation.md", HEADER + CHAPTER.replace("Words", "Three words"))
    assert book.build() == ({"differentiation"}, {"differentiation", "counts"})
    assert book.build() == (set(), set())


def test_a_cell_that_cannot_be_read_is_left_to_its_own_message():
    assert held_in("```{code-cell}\nheld(\n```\n") == 0
    assert held_in('```{code-cell}\nheld("# and #", 1, 2)\n```\n') == 2
