"""Exercises on a page: statement, hints and solution are the chapter's, the rest is data.

::::{exercise} slope-of-the-cubic
Differentiate $x^3 - 2x^2 + 1$.
:::{hint}
One term at a time.
:::
:::{solution}
Each power comes down by one.
:::
::::

The key stands in snippets/exercises/<chapter>.py, which gives title, level, options and answer.
Refer to it by {numref}`exercise-slope-of-the-cubic`.
"""

import exercise_nodes as html
import exercise_print as latex
from docutils import nodes
from exercise_data import answer, data_files, options, warn_of_hidden
from exercise_nodes import exercise, solution, staged_hint
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from snippets import exercises as data

OPEN = "open exercise"  # where the exercise that is being read is kept


class ExerciseDirective(SphinxDirective):
    """A statement, hints and one solution, under a key of the lesson's data."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Read the body with this exercise open, then put in what the data know."""
        found = self._find()
        self._remember(found.key)
        note = f"{data.LEVELS[found.level]}, {found.kind}"
        node = exercise(key=found.key, docname=self.env.docname, title=found.title, note=note)
        self._read_body(node, found)
        solutions = [child for child in node if isinstance(child, solution)]
        if len(solutions) != 1:
            mend = "write one :::{solution} in it"
            raise self.error(f"exercise {found.key!r} has {len(solutions)} solutions; {mend}")
        self.set_source_info(node)
        self._label(node)
        return [node]

    def _find(self) -> data.Exercise:
        """Look the key up in the lesson's data, on which the page depends from now on."""
        try:
            found = data.find(data.load(self.env.docname), self.arguments[0])
        except ValueError as error:
            raise self.error(str(error)) from error
        for file in data_files(self.env.docname):
            self.env.note_dependency(file)
        return found

    def _remember(self, key: str) -> None:
        """Note what the chapter shows; Sphinx keeps and clears metadata with their page."""
        shown = self.env.metadata[self.env.docname].setdefault("exercises", [])
        if key in shown:
            raise self.error(f"exercise {key!r} is shown twice; remove one of the two")
        shown.append(key)

    def _read_body(self, node: exercise, found: data.Exercise) -> None:
        """Parse the body, number its hints; the options of a choice go before them."""
        self.env.temp_data[OPEN] = found
        node += self.parse_content_to_nodes()
        del self.env.temp_data[OPEN]
        for number, child in enumerate((c for c in node if isinstance(c, staged_hint)), 1):
            child["number"] = number
        if isinstance(found, data.Choice):
            first = node.first_child_matching_class((staged_hint, solution))
            node.insert(len(node) if first is None else first, options(self, found))

    def _label(self, node: exercise) -> None:
        """Let pages refer to the exercise."""
        name = f"exercise-{node['key']}"
        node["ids"], node["names"] = [name], [name]
        self.state.document.note_explicit_target(node, node)


class PartDirective(SphinxDirective):
    """A hint or the solution: stands only within an exercise."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Read the body; raise an error outside an exercise."""
        found = self.env.temp_data.get(OPEN)
        if found is None:
            mend = "put it between ::::{exercise} and its closing ::::"
            raise self.error(f"a {self.name} stands within an exercise; {mend}")
        body = self.parse_content_to_nodes()
        if self.name == "hint":
            return [staged_hint("", *body)]
        name = f"solution-{found.key}"
        return [solution("", *body, *answer(self, found), ids=[name], key=found.key)]


def name_numbers(app: Sphinx, config: Config) -> None:
    """Give numbered exercises their name, unless the settings did."""
    config.numfig_format = {"exercise": "Exercise %s"} | config.numfig_format


def setup(app: Sphinx) -> dict[str, object]:
    """Add nodes and directives; `hint` takes the place of the admonition of that name."""
    app.add_enumerable_node(
        exercise,
        "exercise",
        lambda node: node["title"],
        html=(html.visit_exercise, html.depart_exercise),
        latex=(latex.visit_exercise, latex.depart_block),
    )
    app.add_node(staged_hint, html=(html.visit_hint, html.depart_fold))
    app.add_node(
        solution,
        html=(html.visit_solution, html.depart_fold),
        latex=(latex.visit_solution, latex.depart_block),
    )
    app.add_node(latex.solution_page, latex=(latex.visit_solution_page, None))
    app.add_directive("exercise", ExerciseDirective)
    app.add_directive("hint", PartDirective, override=True)
    app.add_directive("solution", PartDirective)
    app.connect("config-inited", name_numbers)
    app.connect("env-check-consistency", warn_of_hidden)
    app.connect("doctree-resolved", latex.unfold)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
