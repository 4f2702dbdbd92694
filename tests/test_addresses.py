"""What was once published stays where it was; each page says what it is, and strangers find it."""

import io
import re
import subprocess
import xml.etree.ElementTree as ET
from urllib.parse import urljoin

import page_heads
import pytest
import site_files
import social_cards
from addresses import ANY, addresses, published
from bs4 import BeautifulSoup
from conftest import ROOT
from PIL import Image
from sphinx.errors import ConfigError

ADDRESS = "https://example.org/calculus/"
FROM_THE_ROOT = ("/", "#", "https:", "data:")


@pytest.fixture(scope="module")
def heads(site):
    """The head of each page, by its name."""
    text = lambda path: path.read_text("utf-8").split("</head>")[0]
    return {p.name: BeautifulSoup(text(p), "html.parser") for p in sorted(site.glob("*.html"))}


def test_no_published_address_has_vanished(site):
    now = set(addresses(site, ANY))
    gone = [a for a in published() if a not in now]
    mend = "write (its-name)= above the heading that takes its place"
    assert not gone, f"published, and gone: {gone}; {mend}"
    assert len(published()) > 100


def test_every_page_says_what_it_is(heads):
    titles = {name: head.title.get_text() for name, head in heads.items()}
    description = lambda head: head.find("meta", {"name": "description"})["content"]
    said = {name: description(head) for name, head in heads.items()}
    for told in (titles, said):
        assert len(set(told.values())) == len(heads)
    assert titles["gradient.html"] == "Gradient · Calculus for Machine Learning"
    assert titles["index.html"] == "Calculus for Machine Learning"
    for name, head in heads.items():
        assert 30 < len(said[name]) < 320, name
        assert len(head.find_all("meta", {"name": "description"})) == 1
        assert head.find("meta", property="og:description")["content"] == said[name]
        assert titles[name].startswith(head.find("meta", property="og:title")["content"])


def test_without_an_address_nothing_pretends_to_have_one(site, heads):
    assert 'site_address = ""' in (ROOT / "conf.py").read_text("utf-8")
    assert not (site / "sitemap.xml").exists() and not (site / "robots.txt").exists()
    for head in heads.values():
        assert not head.find("link", rel="canonical")
        assert not head.find("meta", property=re.compile("og:(url|image)"))


def test_the_page_for_what_is_missing_works_at_any_depth(site):
    page = BeautifulSoup((site / "404.html").read_text("utf-8"), "html.parser")
    links = [t[a] for a in ("href", "src", "action") for t in page.find_all(attrs={a: True})]
    assert len(links) > 20 and all(link.startswith(FROM_THE_ROOT) for link in links)
    for link in links:
        if link.startswith("/"):
            assert (site / urljoin("/", link).split("?")[0].split("#")[0].lstrip("/")).exists(), (
                link
            )
    assert len(page.select("article ol a")) == 7


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A book of one page at an address: the folder of its site."""
    folder = tmp_path_factory.mktemp("addressed")
    (folder / "index.rst").write_text('Book\n====\n\n.. meta::\n   :description: A <b> of "x".\n')
    names = "'page_heads', 'site_files'"
    (folder / "conf.py").write_text(
        f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'book/_ext')!r}]\n"
        f"extensions = [{names}]; project = 'Book'; site_address = {ADDRESS!r}\n"
        f"html_additional_pages = {{'404': 'page.html'}}\n"
    )
    command = [ROOT / ".venv/bin/sphinx-build", "-q", "-b", "html", folder, folder / "out"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert not done.returncode, done.stderr
    return folder / "out"


def test_an_address_gives_sitemap_robots_canonical_links_and_cards(small):
    places = ET.parse(small / "sitemap.xml").findall(".//{*}loc")
    assert [place.text for place in places] == [ADDRESS + "index.html"]
    assert f"Sitemap: {ADDRESS}sitemap.xml" in (small / "robots.txt").read_text("ascii")
    page = BeautifulSoup((small / "index.html").read_text("utf-8"), "html.parser")
    assert page.find("link", rel="canonical")["href"] == ADDRESS + "index.html"
    assert page.find("meta", property="og:url")["content"] == ADDRESS + "index.html"
    assert page.find("meta", property="og:image")["content"] == ADDRESS + "_static/cards/index.png"
    assert page.find("meta", property="og:description")["content"] == 'A <b> of "x".'
    missing = (small / "404.html").read_text("utf-8")
    assert 'href="/calculus/index.html"' in missing and "canonical" not in missing


@pytest.mark.parametrize("address", ["http://a.org/", "https://a.org", "a.org/"])
def test_an_address_that_would_make_dead_links_is_an_error(address):
    with pytest.raises(ConfigError, match="site_address"):
        page_heads.with_address(None, type("Config", (), {"site_address": address}))


def test_links_begin_at_the_root():
    html = '<a href="a.html#x"></a><a href="#y"></a><img src="./b.svg"/><a href="https://c.org">'
    rooted = '<a href="/r/a.html#x"></a><a href="#y"></a><img src="/r/b.svg"/>'
    assert site_files.rooted(html, "/r/") == rooted + '<a href="https://c.org">'
    assert site_files.rooted(rooted, "/r/") == rooted


@pytest.mark.parametrize("stem", social_cards.MOTIFS)
def test_a_card_is_small_and_the_same_each_time(stem):
    title = stem.replace("_", " ").capitalize()
    first = social_cards.drawn(stem, title)
    assert Image.open(io.BytesIO(first)).size == (1200, 630)
    assert len(first) <= 60_000
    assert social_cards.drawn(stem, title) == first
    assert social_cards.drawn(stem, title + "s") != first


def test_cards_are_drawn_once_and_where_there_is_an_address(tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(social_cards, "drawn", lambda stem, title: drawn.append(stem) or b"card")
    titles = dict.fromkeys(social_cards.MOTIFS, type("Title", (), {"astext": lambda self: "x"})())
    thing = lambda **parts: type("Thing", (), parts)
    app = thing(
        outdir=tmp_path,
        doctreedir=tmp_path,
        builder=thing(name="html"),
        config=thing(site_address=""),
        env=thing(titles=titles),
    )
    social_cards.write(app, None)
    assert drawn == []
    app.config.site_address = ADDRESS
    social_cards.write(app, None)
    social_cards.write(app, None)
    assert drawn == list(social_cards.MOTIFS)
    monkeypatch.setattr(social_cards, "key", lambda: "other code")
    social_cards.write(app, None)
    assert drawn == 2 * list(social_cards.MOTIFS)
