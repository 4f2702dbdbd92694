"""The built pages show what their sources say, and number it; what code adds to that is found."""

import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from docutils import nodes
from docutils.core import publish_doctree
from latex_to_mathml import mathml
from lessons import LESSONS
from shown import NotShown, around, documents, gaps, headings, in_scripts, page, readable
from sphinx import addnodes

STEMS = sorted(source.stem for source in ROOT.glob("book/[!_]*.md"))
SOURCE = """
Title
=====

One *word*
and another.

The loss falls.

::

    a = 1
    b = 2
"""
SHOWN = """<h1>1. Title<a class="headerlink" href="#title" title="Link">#</a></h1>
<p>One <em>word</em>
and another.</p><div><p>The loss falls.</p></div><pre>a = <b>1</b>
b = 2
</pre>"""


def between(shown, document):
    """What stands between the pieces of a document, on a page that shows this HTML."""
    article = BeautifulSoup(f"<article>{shown}</article>", "html.parser").article
    return [text for _, gap in gaps(document, article) if (text := readable(gap))]


def source(text=SOURCE):
    return publish_doctree(text, source_path="page.md")


@pytest.mark.parametrize("stem", STEMS)
def test_every_page_shows_what_its_source_says(site, stem):
    try:
        assert list(gaps(documents()[stem], page(site / f"{stem}.html").article))
    except NotShown as missing:
        pytest.fail(f"{stem}.html does not show {missing}", pytrace=False)


@pytest.mark.parametrize(
    "old, new",
    [
        ("The loss falls", "The loss does not fall"),
        ("<em>word</em>", "<em>lie</em>"),
        ("b = 2", "b = 3"),
        ("<p>The loss falls.</p>", ""),
    ],
)
def test_what_a_page_changes_or_leaves_out_is_named(old, new):
    assert SHOWN.count(old) == 1
    assert between(SHOWN, source()) == ["1.", "# [#title Link]"]
    with pytest.raises(NotShown, match=r"^book/page\.md:\d"):
        between(SHOWN.replace(old, new), source())


@pytest.mark.parametrize(
    "new, found",
    [
        ("<div>It does not.", "It does not."),
        ("<div title='Not so'>", "[Not so]"),
        ("<div><input placeholder='Not so'/>", "[Not so]"),
        ("<div><a href='x.html'>Not so</a>", "Not so [x.html]"),
        ("<div><ol start='3'></ol>", "[3]"),
        ("<div>−", "−"),
    ],
)
def test_what_code_adds_is_found(new, found):
    added = SHOWN.replace("<div>", new)
    assert found in " ".join(between(added, source()))


def test_a_word_within_another_or_in_an_address_is_not_what_is_looked_for():
    shown = "<p>Letters<a href='#letter' title='to the letter'>#</a></p><p>letter</p>"
    assert between(shown, source("letter")) == ["Letters# [#letter to the letter]"]


@pytest.mark.parametrize("shown", [r"\frac{b}{a}", r"\frac{a}{b^2}", "a b", r"\frac{a}{c}"])
def test_a_formula_is_compared_with_what_the_library_makes_of_it(shown):
    document = source("The rate is.")
    document[0].insert(1, nodes.math("", r"\frac{a}{b}"))
    right, wrong = (f"<p>The rate is.{mathml(tex)}</p>" for tex in (r"\frac{a}{b}", shown))
    assert between(right, document) == []
    with pytest.raises(NotShown):
        between(wrong, document)


@pytest.mark.parametrize(
    "kind, target, link, right, wrong",
    [
        ("eq", "eq-rate", "<a href='#equation-eq-{}'>(3.1)</a>", "rate", "area"),
        ("numref", "fig-rate", "<a href='a.html#fig-{}'>Figure 1.2</a>", "rate", "area"),
        ("doc", "/gradient", "<a href='{}.html'>Gradient</a>", "gradient", "jacobian"),
        ("ref", "two-zeros", "<a href='#two-zeros'>{}</a>", "Two slopes that prove nothing", "Two"),
        (
            "p",
            "spivak1965",
            "[<a href='bibliography.html#id1' title='{}'>a</a>]",
            "Spivak 1965",
            "S",
        ),
    ],
)
def test_a_reference_leads_to_what_the_source_names(site, kind, target, link, right, wrong):
    document = source("By it.")
    document[0] += addnodes.pending_xref("", reftype=kind, reftarget=target)
    assert between(f"<p>By it.{link.format(right)}</p>", document) == []
    with pytest.raises(NotShown):
        between(f"<p>By it.{link.format(wrong)}</p>", document)


def numbers(article):
    """(what has a number, its number) in the order of the page."""
    for element in article.select(".section-number, .eqno, .caption-number"):
        exercise = element.find_parent(class_="exercise-title")
        kind = "Exercise" if exercise else element["class"][0]
        kind = element.parent.name if kind == "section-number" else kind
        yield kind, re.search(r"[\d.]*\d", element.get_text())[0]


@pytest.mark.parametrize("lesson", LESSONS)
def test_sections_equations_figures_and_exercises_are_counted(site, lesson):
    day, counted, section = LESSONS.index(lesson) + 1, Counter(), [0, 0]
    for kind, number in numbers(page(site / f"{lesson}.html").article):
        if kind == "h1":
            assert number == str(day)
        elif kind in ("h2", "h3"):
            section = [section[0] + 1, 0] if kind == "h2" else [section[0], section[1] + 1]
            assert number == ".".join(map(str, [day, *filter(None, section)]))
        else:
            counted[kind] += 1
            assert number == f"{day}.{counted[kind]}"
    assert set(counted) == {"eqno", "caption-number", "Exercise"} and section > [1, 0]


@pytest.mark.parametrize("stem", STEMS)
def test_a_reference_has_the_number_of_what_it_leads_to(site, stem):
    for link in page(site / f"{stem}.html").article.select("a.reference.internal"):
        text = link.get_text()
        if number := re.search(r"^\(?(?:Figure |Exercise )?(\d+\.\d+)\)?$", text):
            file, fragment = link["href"].split("#")
            target = page(site / (file or f"{stem}.html")).find(id=fragment)
            printed = target.select_one(".eqno, .caption-number").get_text()
            assert printed.startswith(text) and number[1] in printed, f"{stem}.html: {text}"


def test_what_stands_around_the_articles_is_found(site, tmp_path):
    head = "<title>{0}</title><meta name=description content='Of {0}'>"
    body = "<article>Not this</article><a href='one.html'>1. One</a><footer>© A B</footer>"
    for name in ("one", "two"):
        (tmp_path / f"{name}.html").write_text(head.format(name) + f"<body>{body}</body>", "utf-8")
    both = ["1. One [one.html]", "© A B"]
    known = {"one.html": "1. One", "two.html": ""}
    told = lambda known: [text for _, _, text in around(tmp_path, known)]
    assert told(known) == ["one", "Of one", "two", "Of two", "© A B"]
    assert told(known | {"one.html": "1. Two"})[-2:] == both


def test_a_page_in_a_folder_is_read_whole(site, tmp_path):
    (tmp_path / "more").mkdir()
    for name in ("one.html", "more/one.html"):
        (tmp_path / name).write_text(f"<title>T</title><article>In {name}</article>", "utf-8")
    (tmp_path / "more/bare.html").write_text("<title>B</title>Bare", "utf-8")
    told = {(name, text) for _, name, text in around(tmp_path, {"one.html": "1. One"})}
    others = {("more/one.html", "In more/one.html"), ("more/bare.html", "B")}
    assert told == others | {("more/bare.html", "Bare"), ("every page", "T")}


def test_the_strings_of_scripts_are_found(tmp_path):
    script = 'const a = "b"; // no "word"\nif (/^x/.test(a)) say(`Not ${a ? "found" : 1} here`);\n'
    (tmp_path / "page.js").write_text(script, "utf-8")
    found = [f"{place.split(':')[1]} {text}" for _, place, text in in_scripts(tmp_path)]
    assert found == ['1 "b"', "2 /^x/", "2 `Not ${", '2 "found"', "2 } here`"]


def test_a_heading_in_the_contents_has_its_number(site):
    assert headings(site)["gradient.html#the-gradient"] == "3.3. The gradient"


def written_by(css):
    """The strings that a style sheet sets before, behind and beside elements, also by variables."""
    written = r"(?<![\w-])(?:content|quotes|list-style[\w-]*|symbols|prefix|suffix):([^;{}]*)"
    values, names = re.findall(written, css), set()
    while more := set(re.findall(r"var\((--[\w-]+)", " ".join(values))) - names:
        names |= more
        values += [v for name in more for v in re.findall(rf"{name}:([^;{{}}]*)", css)]
    strings = re.findall(r"\"(.*?)\"|'(.*?)'|(url)", " ".join(values))
    plain = lambda text: re.sub(r"\\([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text)
    return [plain("".join(several)) for several in strings]


def test_the_style_sheet_of_the_site_writes_icons_and_brackets_only(site):
    """No test would read more.  Icons have the private letters of their font."""
    strings = written_by((site / "_static/page.css").read_text("utf-8"))
    assert strings and [s for s in strings if not re.fullmatch("[\ue000-\uf8ff() ]*", s)] == []


@pytest.mark.parametrize(
    "rule", ['content:"≠"', "--a:var(--b);--b:'no';content:var(--a)", "quotes:'no'"]
)
def test_what_a_style_sheet_writes_is_found(rule):
    assert {"≠", "no"} & set(written_by(f"p::before{{{rule}}}"))
