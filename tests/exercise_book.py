"""A book of one chapter with exercises, for the tests of what a page shows of them."""

import importlib
import io
import re
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from snippets import exercises

LESSON = """
from sympy import symbols
from snippets.exercises import Choice, Code, Mistake, Number, Symbolic, collect

x = symbols("x")


def double(n):
    return 2 * n


def triple(n):
    return 3 * n


EXERCISES = collect(
    Symbolic(key="slope", title="A slope & more", level=1, variables=(x,), answer=3 * x**2,
             mistakes=(Mistake(x, "no"),)),
    Choice(key="color", title="A color", level=2, answer=("green $g$",),
           mistakes=(Mistake("red $r$", "no"), Mistake("blue", "no, too"))),
    Code(key="program", title="A program", level=3, answer=double, cases=((1,),),
         mistakes=(Mistake(triple, "no"),)),
)
"""

CHAPTER = """\
# Some day

See {numref}`exercise-program` and [the color](#exercise-color).

## Exercises

::::{exercise} slope
Differentiate $x^3$.
:::{hint}
Lower it.
:::
:::{hint}
```python
3 * x**2
```
:::
:::{solution}
As {numref}`exercise-color` is not:

```{math}
:label: power
(x^3)' = 3x^2
```

So says {eq}`power`.
:::
::::

::::{exercise} color
Which color?
:::{hint}
Look.
:::
:::{solution}
One sees it.
:::
::::

::::{exercise} program
Write it.
:::{solution}
```{literalinclude} shown.py
:pyobject: double
```
:::
::::
"""

INDEX = "# A book\n\n```{toctree}\n:numbered:\nsome_day\n```\n"
SETTINGS = {
    "extensions": ["myst_parser", "exercises"],
    "myst_enable_extensions": ["colon_fence", "dollarmath"],
    "exclude_patterns": ["_build"],
    "numfig": True,
    "nitpicky": True,
    "project": "A book",
    "html_theme": "basic",
}


class Book:
    """The chapter some_day.md and its exercises, in a folder of their own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        (folder / "lessons").mkdir()
        self.write(chapter=CHAPTER, lesson=LESSON)
        (folder / "index.md").write_text(INDEX, "utf-8")
        (folder / "shown.py").write_text("def double(n):\n    return 2 * n\n", "utf-8")
        monkeypatch.setattr(exercises, "__path__", [str(folder / "lessons")])

    def write(self, chapter: str | None = None, lesson: str | None = None) -> None:
        if chapter is not None:
            (self.folder / "some_day.md").write_text(chapter, "utf-8")
        if lesson is not None:
            (self.folder / "lessons/some_day.py").write_text(lesson, "utf-8")

    def build(self, builder: str) -> str:
        """Build as a process of its own would; return the warnings."""
        self.monkeypatch.delitem(sys.modules, "snippets.exercises.some_day", raising=False)
        self.monkeypatch.setattr(sys, "dont_write_bytecode", True)
        importlib.invalidate_caches()
        said, src, out = io.StringIO(), str(self.folder), str(self.folder / "_build")
        with patch_docutils(), docutils_namespace():
            app = Sphinx(src, None, f"{out}/{builder}", out, builder, SETTINGS, None, said)
            app.build()
        return re.sub(r"\x1b\[[\d;]*m", "", said.getvalue())

    def page(self) -> BeautifulSoup:
        html = (self.folder / "_build/html/some_day.html").read_text("utf-8")
        return BeautifulSoup(html, "html.parser")
