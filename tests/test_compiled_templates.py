"""A second build compiles no template, and writes the same."""

import pytest
from jinja2 import Environment
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

# what the theme and Sphinx say of each other's next versions
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::PendingDeprecationWarning"
)


@pytest.fixture
def build(tmp_path, monkeypatch):
    """A function that builds a page anew: (its bytes, the templates that were compiled)."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "index.rst").write_text("Book\n====\n", "utf-8")
    compiled, generate = [], Environment._generate

    def noted(self, source, name, *args, **kwargs):
        compiled.extend([name] if name else [])  # else a text in the code
        return generate(self, source, name, *args, **kwargs)

    monkeypatch.setattr(Environment, "_generate", noted)

    def once():
        compiled.clear()
        settings = {"extensions": ["compiled_templates"], "html_theme": "basic"}
        places = source, None, tmp_path / "html", tmp_path / "doctrees", "html"
        with patch_docutils(), docutils_namespace():
            Sphinx(*places, settings, None, None, freshenv=True).build(force_all=True)
        return (tmp_path / "html/index.html").read_bytes(), len(compiled)

    return once


def test_templates_are_compiled_once(build):
    page, compiled = build()
    assert compiled > 0
    assert build() == (page, 0)
