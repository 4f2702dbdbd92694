"""Sphinx settings. Sources are in book/; each extension of our own in book/_ext/ does one job."""

import atexit
import functools
import gc
import logging
import os
import sys
from pathlib import Path

import pybtex.plugin
import pybtex.richtext

ROOT = Path(__file__).parent
# A tenth of a build would go into looking for dead objects among the living, and a fiftieth into
# searching all installed packages at each citation and reading the words of each entry again.
gc.set_threshold(50_000, 20, 50)
atexit.register(gc.freeze)  # nor is it worth a search what is alive at the end
pybtex.plugin.entry_points = functools.cache(pybtex.plugin.entry_points)
pybtex.richtext.Text.from_latex = functools.cache(pybtex.richtext.Text.from_latex)
logging.getLogger("sphinx.myst_parser").setLevel("WARNING")  # they print all their settings
logging.getLogger("sphinx.myst_nb").setLevel("WARNING")
sys.path[:0] = [str(ROOT), str(ROOT / "book/_ext")]
os.environ["PYTHONPATH"] = str(ROOT)  # cells run in book/ and import snippets

project, author, language = "Calculus for Machine Learning", "The authors", "en"
copyright = "the authors. Text and figures CC BY 4.0, code MIT"  # Sphinx's name for it
# The public address of the repository: set it, and the links that need it appear.
repository = ""
# The public address of the site, with a slash at its end: links that must be absolute appear.
site_address = ""

extensions = [
    "prefork",  # first, for it imports what the cells need while the others are set up
    "executed",  # before MyST-NB, of which it leaves something out
    "myst_nb",
    "sphinxcontrib.bibtex",
    # our own, in book/_ext/
    "accessible",
    "compiled_templates",
    "exercises",
    "failed_builds",
    "held_numbers",
    "inline_figures",
    "lessons",
    "light_pages",
    "mathml",
    "notebooks",
    "page_equations",
    "page_heads",
    "print_order",
    "proof_counts",
    "proof_marks",
    "search_index",
    "site_files",
    "social_cards",
    "unguarded",
]
exclude_patterns = ["_*"]
numfig = True
numfig_format = {"figure": "Figure %s", "exercise": "Exercise %s"}

myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
bibtex_bibfiles = ["book/references.bib"]

nb_execution_mode = "cache"
nb_execution_cache_path = str(ROOT / "_build/executed")
nb_execution_timeout = 60
nb_output_stderr = "remove"  # book/_ext/executed.py warns of it
nb_merge_streams = True

html_math_renderer = "mathml"
html_theme = "sphinx_book_theme"
html_title = project
html_css_files = ["book.css"]
html_logo, html_favicon = "book/_static/logo.svg", "book/_static/favicon.svg"
html_static_path = ["book/_static", "book/_browser/page.js", "book/_browser/search.js"]
html_js_files = [("page.js", {"defer": "defer"})]
html_additional_pages = {"search": "search.html", "404": "404.html"}
templates_path = ["book/_templates"]
html_theme_options = {
    "logo": {"text": project},
    "enable_search_shortcuts": False,  # single keys; its Escape would keep a note open
    "navbar_persistent": [],
    "toc_title": "On this page",
    "use_download_button": False,
    "use_fullscreen_button": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
if repository:
    html_theme_options |= {
        "repository_url": repository,
        "path_to_docs": "book",
        "use_repository_button": True,
        "use_edit_page_button": True,
        "use_issues_button": True,
    }
html_context = {"default_mode": "auto"}
html_use_index = False
html_copy_source = html_show_sourcelink = False

latex_engine = "xelatex"
latex_use_xindy = False
latex_documents = [
    ("index", "calculus-for-machine-learning.tex", project, author, "manual", False),
]
latex_show_urls = "footnote"
latex_elements = {
    "papersize": "a4paper",
    "pointsize": "11pt",
    "extraclassoptions": "openany,oneside",
    "fncychap": "",
    "figure_align": "H",  # where the text speaks of it
    "fontpkg": r"""
\usepackage{unicode-math}
\setmainfont{texgyrepagella}[
    Extension=.otf, UprightFont=*-regular, ItalicFont=*-italic,
    BoldFont=*-bold, BoldItalicFont=*-bolditalic]
\setmathfont{texgyrepagella-math.otf}
\setsansfont{texgyreheros}[
    Extension=.otf, UprightFont=*-regular, ItalicFont=*-italic,
    BoldFont=*-bold, BoldItalicFont=*-bolditalic]
\setmonofont{DejaVu Sans Mono}[Scale=0.82]
""",
    # The title of a box does not stand alone at the foot of a page; a table without a number does
    # not get one where it goes on.
    "preamble": r"""
\renewcommand{\sphinxheavyboxneedspacecommand}{\needspace{8\baselineskip}}
\renewcommand{\sphinxtablecontinued}[1]{\textit{continued}}
\renewcommand{\sphinxstyletheadfamily}{\rmfamily\bfseries}
""",
    "sphinxsetup": ",".join(
        [
            "VerbatimColor={RGB}{247,246,242}",
            "VerbatimBorderColor={RGB}{217,213,204}",
            "TitleColor={RGB}{29,33,39}",
            "InnerLinkColor={RGB}{26,85,151}",
            "OuterLinkColor={RGB}{26,85,151}",
            "HeaderFamily=\\rmfamily\\bfseries",
            "hmargin={28mm,28mm}",
            "vmargin={26mm,30mm}",
        ]
    ),
}
