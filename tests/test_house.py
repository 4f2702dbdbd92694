"""What the README, the guide and the glossary name is there, under that name."""

import ast
import re
import tomllib

import pytest
from conftest import ROOT

TEXTS = ["README.md", "CONTRIBUTING.md", "book/testing.md", "book/index.md"]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.M | re.S)


def pieces_of_code(name):
    return CODE.findall((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize("name", TEXTS)
def test_every_target_that_a_text_names_is_in_the_makefile(name):
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.M))
    named = re.findall(r"\bmake ([a-z]+(?:-[a-z]+)*)", "\n".join(pieces_of_code(name)))
    assert set(named) <= targets, set(named) - targets


@pytest.mark.parametrize("name", TEXTS)
def test_every_path_that_a_text_names_exists(name):
    paths = re.findall(r"`((?:\w+/)+[\w.-]*)`", "\n".join(pieces_of_code(name)))
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_readme_names_the_port_and_the_python_of_the_project():
    readme = (ROOT / "README.md").read_text("utf-8")
    port = re.search(r"^PORT +\?= (\d+)", MAKEFILE, re.M)[1]
    assert set(re.findall(r"127\.0\.0\.1:(\d+)", readme)) == {port}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {">=" + v for v in re.findall(r"Python (3\.\d+)", readme)} == {
        project["requires-python"]
    }


def names_in_snippets():
    """Each function with its parameters in order, and all names that the snippets use."""
    functions, names = {}, set()
    for path in (ROOT / "snippets").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.FunctionDef():
                    given = [a.arg for a in node.args.posonlyargs + node.args.args]
                    functions.setdefault(node.name, []).append(given)
                    names |= {node.name, *given}
                case ast.Name():
                    names.add(node.id)
                case ast.AnnAssign(target=ast.Name()):
                    names.add(node.target.id)
    return functions, names


def codes_of_the_glossary():
    rows = re.findall(r"^\| \$.*?\| (.*?) \|", (ROOT / "book/notation.md").read_text("utf-8"), re.M)
    return [code for row in rows for code in re.findall("`([^`*]+)`", row)]


@pytest.mark.parametrize("code", codes_of_the_glossary())
def test_the_glossary_names_what_the_snippets_have(code):
    functions, names = names_in_snippets()
    tree = ast.parse(code, mode="eval").body
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert used <= names
    if isinstance(tree, ast.Call):
        given = [ast.unparse(argument) for argument in tree.args]
        assert any(p[: len(given)] == given for p in functions[tree.func.id]), functions


def test_the_style_sheet_adds_no_words():
    """What it writes before and behind things is punctuation or an icon: no test would read it."""
    css = (ROOT / "book/_static/book.css").read_text("utf-8")
    written = re.findall(r'"(.*?)"', "".join(re.findall(r"\bcontent:([^;}]*)", css)))
    assert written
    assert [text for text in written if re.search(r"\w", re.sub(r"\\[0-9a-f]{4}", "", text))] == []


def test_the_style_sheet_changes_no_letter_and_no_order():
    """W is not w, 2 - x is not x - 2, and a curve is not its mirror image."""
    css = re.sub(r"/\*.*?\*/", "", (ROOT / "book/_static/book.css").read_text("utf-8"), flags=re.S)
    properties = set(re.findall(r"[{;]\s*([\w-]+)\s*:", css))
    letters = {"text-transform", "font-variant", "font-variant-caps", "font-variant-position"}
    order = {"direction", "unicode-bidi", "writing-mode", "order", "scale"}
    assert properties and properties & (letters | order) == set()
    assert not re.search(r"line-through|-reverse|\bscale|matrix|skew|turn\b", css)
    assert set(re.findall(r"transform:\s*(\w+)", css)) <= {"translateX"}
