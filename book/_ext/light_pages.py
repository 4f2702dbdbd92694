"""The theme's pages with one small stylesheet, one small script, and a strict policy.

What the theme would load beside these is left out of the pages and of the site.  Its files are kept
beside the doctrees, and the stylesheet is made from them whenever Sphinx has written a page.
"""

import hashlib
import re
import shutil
import sysconfig
from functools import lru_cache
from itertools import chain
from logging import getLogger
from pathlib import Path

import one_stylesheet
import page_fonts
from executed import builders
from page_policy import blocked, with_policy
from sphinx.util import logging
from sphinx.util.parallel import ParallelTasks, SerialTasks

log = logging.getLogger(__name__)
SHEET = "page.css"
ADDRESS = re.compile(rf"{SHEET}(?:\?v=\w+)?")
THEME = ("basic.css", "styles/pydata-sphinx-theme.css", "pygments.css")
THEME += ("styles/sphinx-book-theme.css", "mystnb.*.css")
ICONS = "fa-solid-900.woff2"
# A word in code that no browser would break needs no element of its own, and then the space beside
# it none either: where such a one ends a line, Chromium counts it as thrown to the corner.
UNBREAKABLE = re.compile(r'<span class="pre">([\w.,:=*(\[]+[)\]]*,?)</span>')
OF_SEARCH = {"documentation_options.js", "doctools.js", "sphinx_highlight.js"}
PAGE_FILES = {".css", ".html", ".js", ".map", ".mo", ".po", ".png", ".svg", ".txt", ".woff2"}


def name_of(script):
    """The name of a script's file; of one that stands in the page, what it sets."""
    inline = (getattr(script, "attributes", {}).get("body") or "").split(".")[0]
    return str(getattr(script, "filename", "") or inline).split("?")[0].rsplit("/", 1)[-1]


def prepare_page(app, pagename, templatename, context, doctree):
    """Leave out the theme's script, and Sphinx's, which only its own search needs."""
    dropped = {"sphinx-book-theme.js", "DOCUMENTATION_OPTIONS"} | OF_SEARCH
    scripts = context.get("script_files", ())
    context["script_files"] = [script for script in scripts if name_of(script) not in dropped]


def shelf(app):
    """The folder of the theme's files and of what is made of them and of fonts, by this code."""
    made_by = repr([builders(), app.config.html_theme, app.config.html_theme_options])
    return Path(app.doctreedir, "theme", hashlib.sha256(made_by.encode()).hexdigest()[:16])


def shelve_theme(app):
    """Sphinx would copy the theme's files into the site in each build, where no page loads one."""
    app.theme_files = folder = shelf(app)
    if app.builder.name != "html":
        return
    copy, site = app.builder.copy_theme_static_files, app.builder._static_dir

    def copy_once(context):
        if not folder.exists():
            shutil.rmtree(folder.parent, ignore_errors=True)
            app.builder._static_dir = unfinished = folder.with_suffix(".part")
            copy(context)
            app.builder._static_dir = site
            unfinished.rename(folder)

    app.builder.copy_theme_static_files = copy_once


def own_files(app):
    """The book's own static files, by their paths in the folder of the site."""
    packages = Path(sysconfig.get_path("purelib"))
    places = [Path(app.confdir, place) for place in app.config.html_static_path]
    own = set()
    for place in places:
        if packages not in place.parents:
            files, top = (place.rglob("*"), place) if place.is_dir() else ([place], place.parent)
            own |= {file.relative_to(top) for file in files}
    return own


def read_all(paths):
    return {path: path.read_text(encoding="utf-8") for path in sorted(paths)}


def leave_out_files(static, own, texts):
    """Delete what came with the theme and is named in none of the texts of pages and scripts."""
    for path in sorted(static.rglob("*"), reverse=True):  # what is in a folder, then the folder
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
        elif path.suffix in PAGE_FILES and path.relative_to(static) not in own:
            if not any(path.name in text for text in texts):
                path.unlink()


def rules(app, static, pages, scripts):
    """The one stylesheet but for the fonts of the text, and the files it is made of."""
    parts = sources(app, app.theme_files, static)
    css = "".join(part.read_text(encoding="utf-8") for part in parts)
    css = one_stylesheet.purge_once(css, pages, scripts, app.theme_files / "purged")
    (icon_font,) = app.theme_files.rglob(ICONS)
    icons = page_fonts.cut_once(icon_font, one_stylesheet.icons(css), app.theme_files / "cut")
    return one_stylesheet.with_icon_font(css, ICONS, icons), parts


def write_stylesheet(css, parts, static):
    """Write it with the fonts of the text in place of its parts; returns its address."""
    files = [part for part in parts if static in part.parents]

    def read(font):
        files.append(static / font)
        return files[-1].read_bytes()

    css = one_stylesheet.with_text_fonts(css, read)
    for file in files:
        file.unlink()
    (static / SHEET).write_text(css, encoding="utf-8")
    return f"{SHEET}?v={hashlib.sha256(css.encode()).hexdigest()[:8]}"


def sources(app, theme, static):
    """The stylesheets in the order in which the theme loads them, then the book's."""
    patterns = [*THEME, *(name for name, _ in app.config.html_css_files)]
    found = [sorted([*theme.glob(pattern), *static.glob(pattern)]) for pattern in patterns]
    if lacking := [pattern for pattern, files in zip(patterns, found, strict=True) if not files]:
        raise FileNotFoundError(f"there is no {', '.join(lacking)}: did the theme change?")
    return list(chain(*found))


def cut_fonts(app, fonts, pages):
    """Begin to leave in the book's fonts what its pages use; returns what to wait for.

    For fonts that were never cut, processes of their own are worth their start.
    """
    code_points, kept = page_fonts.characters(pages), app.theme_files / "cut"
    several = app.parallel > 1 and not kept.exists()
    tasks = ParallelTasks(app.parallel) if several else SerialTasks()
    for font in sorted(fonts, key=lambda font: -font.stat().st_size):
        cut = lambda font=font: font.write_bytes(page_fonts.cut_once(font, code_points, kept))
        tasks.add_task(cut)
    return tasks


@lru_cache(64)
def strict(page, sheet):
    """A page with its policy and the address of the stylesheet, and what the policy blocks."""
    page = with_policy(ADDRESS.sub(sheet, UNBREAKABLE.sub(r"\1", page)))
    return page, blocked(page)


def pages_of(app):
    """The text of each page of the site, by its path."""
    static = Path(app.outdir, "_static")
    return read_all(path for path in app.outdir.rglob("*.html") if static not in path.parents)


def finish(app, error):
    """Make the site light, whenever Sphinx has copied the book's style sheet beside its pages."""
    static = Path(app.outdir, "_static")
    fresh = all((static / name).exists() for name, _ in app.config.html_css_files)
    if error or app.builder.name != "html" or not fresh:
        return
    own, pages = own_files(app), pages_of(app)
    texts = list(pages.values())
    scripts = "".join(read_all(static / path for path in own if path.suffix == ".js").values())
    fonts = cut_fonts(app, {static / path for path in own if path.suffix == ".woff2"}, texts)
    css, parts = rules(app, static, texts, scripts)
    fonts.join()
    sheet = write_stylesheet(css, parts, static)
    leave_out_files(static, own, [*texts, scripts])
    for path, text in pages.items():
        page, faults = strict(text, sheet)
        for fault in faults:
            log.warning("%s: the page's policy blocks %s", path.name, fault, type="page_policy")
        if page != text:
            path.write_text(page, encoding="utf-8")


def warm(app):
    """Look through the pages of the last build; most will be those of the next (serve.py)."""
    texts = list(pages_of(app).values())
    one_stylesheet.names_in_use(texts, "")
    one_stylesheet.variables_in_use(texts, "")
    page_fonts.characters(texts)
    for text in texts:
        strict(text, ADDRESS.search(text)[0])


def setup(app):
    getLogger("fontTools.subset").setLevel("ERROR")  # it tells of each table that it drops
    app.connect("builder-inited", shelve_theme, priority=100)  # the theme adds to its options
    app.connect("html-page-context", prepare_page, priority=900)
    app.connect("build-finished", finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
