"""The pages are light and strict, with all that a reader would miss."""

import base64
import gzip
import re
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace

import light_pages
import page_fonts
import pytest
from fontTools.ttLib import TTFont
from lessons import LESSONS
from page_policy import blocked, policy
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

# what the theme and Sphinx say of each other's next versions
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::PendingDeprecationWarning"
)
BOOK = Path(light_pages.__file__).parents[1]
ARROW_RIGHT, SUN, PENCIL = 0xF105, 0xF185, 0xF303
# What a first view of a lesson may cost: bytes with gzip at its usual level, and requests.
BYTES, REQUESTS, LEVEL = 150_000, 10, 6
COMPRESSED = {".woff2", ".png"}


def small_book(folder, text="Text.\n", processes=1):
    """A book of one page with the project's theme, templates and static files, built."""
    (folder / "index.rst").write_text(f"Book\n====\n\n{text}", encoding="utf-8")
    settings = {
        "extensions": ["myst_nb", "mathml", "light_pages"],
        "nb_execution_mode": "off",
        "html_theme": "sphinx_book_theme",
        "html_math_renderer": "mathml",
        "templates_path": [str(BOOK / "_templates")],
        "html_static_path": [str(BOOK / "_static"), *map(str, (BOOK / "_browser").glob("*.js"))],
        "html_css_files": ["book.css"],
        "html_js_files": [("page.js", {"defer": "defer"})],
        "suppress_warnings": ["app"],
    }
    warnings = StringIO()
    places = (folder, None, folder / "out", folder / "doctrees", "html")
    with patch_docutils(), docutils_namespace():
        Sphinx(*places, settings, None, warnings, parallel=processes).build()
    assert warnings.getvalue() == ""
    return folder / "out"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return small_book(tmp_path_factory.mktemp("light"))


@pytest.fixture(scope="module")
def page(small):
    return (small / "index.html").read_text(encoding="utf-8")


def characters(font):
    return set(TTFont(font).getBestCmap())


def text_font(site):
    """The font of upright text, from the stylesheet in which it stands."""
    css = (site / "_static/page.css").read_text(encoding="utf-8")
    face = next(face for face in re.findall("@font-face[^}]*", css) if "family:Pagella;src" in face)
    return BytesIO(base64.b64decode(re.search(r"base64,([^\"]+)", face)[1]))


def loaded(site, page):
    """The files that a browser asks for when it opens the page, by the page and its stylesheet."""
    text = (site / page).read_text(encoding="utf-8")
    tags = re.findall(r"<(?:script|img|link)\b[^>]*>", re.sub(r"<!--.*?-->", "", text, flags=re.S))
    wanted = [tag for tag in tags if not re.search(r'rel="(?:next|prev|search|canonical)"', tag)]
    names = re.findall(r'\b(?:src|href)="([^"#?]+)', " ".join(wanted))
    names = [name.removeprefix("/") for name in names]  # those of 404.html begin at the root
    files = {site / page} | {site / name for name in names}
    for sheet in [file for file in files if file.suffix == ".css"]:
        urls = re.findall(r'url\("?([^")]+)', sheet.read_text(encoding="utf-8"))
        files |= {sheet.parent / url for url in urls if not url.startswith("data:")}
    return files


def weight(file):
    data = file.read_bytes()
    return len(data if file.suffix in COMPRESSED else gzip.compress(data, LEVEL))


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_first_view_of_a_lesson_is_light(site, lesson):
    weights = {file.name: weight(file) for file in loaded(site, f"{lesson}.html")}
    parts = sorted(weights.items(), key=lambda part: -part[1])
    total = sum(weights.values())
    said = f"{lesson}.html: {total} bytes, {len(parts)} requests; heaviest: {parts[:4]}"
    assert total <= BYTES and len(parts) <= REQUESTS, said


def test_every_page_holds_to_its_policy(site):
    for file in sorted(site.glob("*.html")):
        text = file.read_text(encoding="utf-8")
        assert f'http-equiv="Content-Security-Policy" content="{policy(text)}"' in text, file.name
        assert blocked(text) == [], file.name
        before = text.split('http-equiv="Content-Security-Policy"')[0]
        assert not re.search("<script|<link", before), file.name


def test_the_site_ships_nothing_of_the_theme_that_no_page_loads(site):
    named = set().union(*(loaded(site, file.name) for file in site.glob("*.html")))
    static = site / "_static"
    shipped = {file for file in static.rglob("*") if file.suffix in (".js", ".css", ".map")}
    of_search = {static / "search.js", static / "search-index.js"}  # page.js and they load them
    assert shipped - named <= of_search


def test_every_file_that_a_page_loads_is_there(site):
    files = set().union(*(loaded(site, file.name) for file in site.glob("*.html")))
    assert [file for file in files if not file.is_file()] == []


def test_what_a_reader_uses_stays(page):
    for part in (
        "mode-button",
        "search-button__button",
        'id="pst-search-dialog"',
        "primary-toggle",
        'id="pst-primary-sidebar-modal"',
        "print-button",
        "skip-link",
    ):
        assert part in page
    assert re.search(r'<script defer="defer" src="_static/page\.js', page)


def test_the_scripts_of_the_theme_do_not_come(page, small):
    scripts = re.findall(r'<script[^>]*src="([^"?]+)', page)
    assert scripts == ["_static/page.js"]
    assert not list((small / "_static").rglob("*bootstrap*"))


def test_the_icons_stand_in_the_stylesheet(small):
    css = (small / "_static/page.css").read_text(encoding="utf-8")
    icons = light_pages.one_stylesheet.icons(css)
    assert SUN in icons and PENCIL not in icons
    assert "vendor" not in css and css.count("data:font/woff2") == 4  # and the fonts of the text


def test_fonts_keep_what_the_pages_use(small):
    full = characters(BOOK / "_static/fonts/pagella.woff2")
    cut = characters(text_font(small))
    assert {ord(c) for c in "TextBook ~"} <= cut < full
    assert ord("Ł") in full - cut


def test_fonts_are_the_same_whether_cut_in_one_process_or_in_several(small, tmp_path):
    several = small_book(tmp_path, processes=2)
    for file in [*(small / "_static/fonts").glob("*.woff2"), small / "_static/page.css"]:
        assert file.read_bytes() == (several / file.relative_to(small)).read_bytes()


def test_what_other_code_made_is_not_found_again(monkeypatch):
    config = SimpleNamespace(html_theme="book", html_theme_options={})
    before = light_pages.shelf(app := SimpleNamespace(doctreedir="", config=config))
    assert light_pages.shelf(app) == before
    monkeypatch.setattr(light_pages, "builders", lambda: ["other code"])
    assert light_pages.shelf(app) != before


def test_letters_of_formulas_are_kept_as_they_are_drawn():
    assert {ord("𝛼"), ord("α"), ord("𝑥")} <= page_fonts.characters(["<mi>&alpha;</mi>"])


def test_the_root_sign_is_kept_for_roots_without_one():
    assert ord("√") in page_fonts.characters(["<msqrt><mi>n</mi></msqrt>"])


def test_an_edited_page_gets_what_it_needs(tmp_path):
    """The second build finds pages that are done, and adds to the fonts and the stylesheet."""
    first = small_book(tmp_path)
    assert "exercise-note" not in (first / "_static/page.css").read_text(encoding="utf-8")
    out = small_book(tmp_path, ".. container:: exercise-note\n\n   Łódź\n")
    css = (out / "_static/page.css").read_text(encoding="utf-8")
    text = (out / "index.html").read_text(encoding="utf-8")
    assert "exercise-note" in css and ord("Ł") in characters(text_font(out))
    assert text.count('rel="stylesheet"') == 1 and policy(text) in text
    alone = tmp_path / "alone"
    alone.mkdir()
    fresh = small_book(alone, ".. container:: exercise-note\n\n   Łódź\n")
    assert css == (fresh / "_static/page.css").read_text(encoding="utf-8")


def test_a_theme_without_a_stylesheet_of_that_name_is_an_error(tmp_path):
    app = SimpleNamespace(config=SimpleNamespace(html_css_files=[("book.css", {})]))
    with pytest.raises(FileNotFoundError, match=r"is no basic\.css, .*book\.css: did the theme"):
        light_pages.sources(app, tmp_path, tmp_path)


def test_a_style_sheet_is_made_from_the_theme_and_the_options_of_today(tmp_path):
    settings = SimpleNamespace(html_theme="sphinx_book_theme", html_theme_options={})
    app = SimpleNamespace(doctreedir=tmp_path, config=settings)
    before = light_pages.shelf(app)
    settings.html_theme_options = {"body_max_width": "none"}
    assert before != light_pages.shelf(app) == light_pages.shelf(app)


def test_no_page_asks_a_third_party(small):
    """Neither pages nor style sheets load anything from another host."""
    loads = r'<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)="(?:https?:)?//'
    loads += r'|url\(["\']?(?:https?:)?//|@import\s+["\'](?:https?:)?//'
    for path in [*small.rglob("*.html"), *small.rglob("*.css")]:
        assert not re.search(loads, path.read_text(encoding="utf-8")), path.name


def test_the_mode_is_known_before_the_first_paint(page):
    head = page.split("</head>")[0]
    assert '<meta name="color-scheme" content="light dark"/>' in head
    assert "prefers-color-scheme: dark" in head.split('rel="stylesheet"')[0]


def test_fonts_come_with_their_licenses():
    for folder in (BOOK / "_static/fonts", BOOK.parent / "snippets/figures"):
        assert "GUST" in (folder / "LICENSE-TeX-Gyre.txt").read_text(encoding="utf-8")
    text = (BOOK / "_static/fonts/LICENSE-JetBrains-Mono.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in text


def test_a_word_of_code_has_an_element_of_its_own_only_where_it_could_break():
    for word in ("make", "f(x)", "numpy.cumsum(y[", "(outputs,", "momentum=0.9", "h)"):
        assert light_pages.UNBREAKABLE.sub(r"\1", f'<span class="pre">{word}</span>') == word
    for word in ("test-browser", "tests/record/", "(f)(x)", "!=", "a?b"):
        whole = f'<span class="pre">{word}</span>'
        assert light_pages.UNBREAKABLE.sub(r"\1", whole) == whole
