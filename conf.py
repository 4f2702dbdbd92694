"""Sphinx settings. Sources are in book/; each extension of our own in book/_ext/ does one job."""

import logging
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent
logging.getLogger("sphinx.myst_parser").setLevel("WARNING")  # they print all their settings
logging.getLogger("sphinx.myst_nb").setLevel("WARNING")
sys.path[:0] = [str(ROOT), str(ROOT / "book/_ext")]
os.environ["PYTHONPATH"] = str(ROOT)  # cells run in book/ and import snippets

project, author, language = "Calculus for Machine Learning", "The authors", "en"
copyright = "the authors. Text and figures CC BY 4.0, code MIT"  # Sphinx's name for it
# The public address of the repository: set it, and the links that need it appear.
repository = ""

extensions = [
    "myst_nb",
    "sphinx_copybutton",
    "sphinxcontrib.bibtex",
    "executed",
    "failed_builds",
    "held_numbers",
    "lessons",
    "page_equations",
]
exclude_patterns = ["_*"]
numfig = True

myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
bibtex_bibfiles = ["book/references.bib"]

nb_execution_mode = "cache"
nb_execution_cache_path = str(ROOT / "_build/executed")
nb_execution_timeout = 60
nb_output_stderr = "remove"  # book/_ext/executed.py warns of it
nb_merge_streams = True

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["book/_static"]
templates_path = ["book/_templates"]
html_copy_source = html_show_sourcelink = False
