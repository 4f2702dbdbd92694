"""The page without what nobody uses, and with all that a reader would miss."""

import re
import shutil
from io import StringIO
from pathlib import Path

import light_theme
import pytest
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx

# what the theme and Sphinx say of each other's next versions
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::PendingDeprecationWarning"
)
BOOK = Path(light_theme.__file__).parents[1]
HEAD = """<link href="a.css"/>
  <!-- So that users can add custom icons -->
  <script defer src="_static/scripts/fontawesome.js?digest=1"></script>
  <!-- Pre-loaded scripts -->
  <link rel="preload" as="script" href="_static/scripts/bootstrap.js"/>"""
MAGNIFIER, SUN, FLASK, PENCIL = 0xF002, 0xF185, 0xF0C3, 0xF303


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A book of one page with the project's theme, templates and static files."""
    folder = tmp_path_factory.mktemp("light")
    (folder / "index.rst").write_text("Book\n====\n\nText.\n", encoding="utf-8")
    settings = {
        "extensions": ["sphinx_copybutton", "mathml", "light_theme"],
        "html_theme": "sphinx_book_theme",
        "html_math_renderer": "mathml",
        "templates_path": [str(BOOK / "_templates")],
        "html_static_path": [str(BOOK / "_static")],
        "html_css_files": ["book.css"],
        "suppress_warnings": ["app"],
    }
    warnings = StringIO()
    places = (folder, None, folder / "out", folder / "doctrees", "html")
    Sphinx(*places, settings, status=None, warning=warnings).build()
    assert warnings.getvalue() == ""
    return folder / "out"


@pytest.fixture(scope="module")
def page(site):
    return (site / "index.html").read_text(encoding="utf-8")


def characters(font):
    return set(TTFont(font).getBestCmap())


def test_only_the_icon_script_leaves_the_head():
    light = light_theme.without_icon_script(HEAD)
    assert "fontawesome" not in light and "custom icons" not in light
    assert 'href="a.css"' in light and "bootstrap.js" in light


def test_icons_are_found_in_markup_and_in_styles():
    styles = '.fa-sun{--fa:"\\f185"}.fa-flask{--fa:"\\f0c3"}'
    styles += '.fa-search,.fa-magnifying-glass{--fa:"\\f002"}'
    own = '.note{content:"\uf303"}.pencil{content:"\\f304"}'
    found = light_theme.icons_in_use('<i class="fa-solid fa-sun"></i> fa-search', styles + own)
    assert found == {SUN, MAGNIFIER, PENCIL, 0xF304}


def test_the_page_does_not_load_the_icon_script(page, site):
    assert "fontawesome.js" not in page
    assert not list(site.rglob("fontawesome.js*")) and not list(site.rglob("*.map"))


def test_the_icons_in_use_stay_and_the_others_go(site):
    (font,) = site.rglob("fa-solid-900.woff2")
    assert {MAGNIFIER, SUN, PENCIL} <= characters(font)
    assert FLASK not in characters(font)


def test_icons_come_back_when_a_page_needs_them(site):
    """A second build reads the theme's full font, not the subset that the first one left."""
    (font,) = site.rglob("fa-solid-900.woff2")
    full = Path(light_theme.pydata_sphinx_theme.__file__).parent
    shutil.copy(next(full.rglob("fa-brands-400.woff2")), font)  # anything but the right one
    app = type(
        "App", (), {"builder": type("B", (), {"format": "html", "name": "html"}), "outdir": site}
    )
    light_theme.remove_unused(app, None)
    assert SUN in characters(font)


def test_what_a_reader_uses_stays(page):
    for script in (
        "bootstrap.js",
        "pydata-sphinx-theme.js",
        "sphinx-book-theme.js",
        "copybutton.js",
    ):
        assert f"{script}" in page
    for style in ("pydata-sphinx-theme.css", "sphinx-book-theme.css", "book.css", "copybutton.css"):
        assert style in page
    for part in ("pst-search-dialog", "theme-switch-button"):
        assert part in page


def test_no_page_asks_a_third_party(site):
    """Neither pages nor style sheets load anything from another host."""
    loads = r'<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)="(?:https?:)?//'
    loads += r'|url\(["\']?(?:https?:)?//|@import\s+["\'](?:https?:)?//'
    for path in [*site.rglob("*.html"), *site.rglob("*.css")]:
        assert not re.search(loads, path.read_text(encoding="utf-8")), path.name


def test_fonts_that_are_asked_for_early_exist(page, site):
    asked = re.findall(r'<link rel="preload" as="font"[^>]*href="([^"]+)"', page)
    assert asked and all((site / font).is_file() for font in asked)


def test_the_mode_is_known_before_the_first_paint(page):
    head = page.split("</head>")[0]
    assert '<meta name="color-scheme" content="light dark"/>' in head
    assert "prefers-color-scheme: dark" in head


def test_every_file_of_the_style_sheet_exists():
    css = (BOOK / "_static/book.css").read_text(encoding="utf-8")
    assert all((BOOK / "_static" / name).is_file() for name in re.findall(r"url\(([^)]+)\)", css))


def test_fonts_come_with_their_licenses():
    for folder in (BOOK / "_static/fonts", BOOK.parent / "snippets/figures"):
        assert "GUST" in (folder / "LICENSE-TeX-Gyre.txt").read_text(encoding="utf-8")
    text = (BOOK / "_static/fonts/LICENSE-JetBrains-Mono.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in text
