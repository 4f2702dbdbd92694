"""What the built site shows beside the sentences of its sources: what the theme and we write on it.

A page is read as lines of text, with each formula as its MathML and each link with where it leads.
The pieces of the page's doctree are found in it, one after the other; what stands between them is
what code wrote.
"""

import html
import pickle
import re
from copy import copy
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import exercise_nodes  # noqa: F401  of which there are some in the doctrees, as of the next
import unguarded  # noqa: F401
from bs4 import BeautifulSoup, NavigableString
from docutils import nodes
from math_core import LatexToMathML
from prose import ancestors, is_prose, line_of
from pygments import lex
from pygments.lexers import JavascriptLexer
from pygments.token import String
from social_cards import MOTIFS, words_of
from sphinx import addnodes

from snippets.figures.cards import BOOK

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build/html"
# Marks that no page has: around a formula, between its elements, in a link.
FORMULA, NEXT, LINK, TO, END = "\ue001", "\ue000", "\ue002", "\ue003", "\ue004"
RUNNING = {"a", "b", "code", "em", "i", "kbd", "span", "strong", "math"}  # within a line
HEARD = re.compile(
    "title|alt|placeholder|label|start|value|reversed|aria-(label|description|roledescription)"
)
# As test_book.py has it; for what has changed since, tests are red until it is green again.
SINCE = re.compile(
    r"Green on [\d-]+ with(?: \w+ [\d.]+,?)+\.|It has changed since its test was last green\."
)
TOLD = re.compile("description|og:.*|twitter:.*")  # to those who show a link to the page


class NotShown(Exception):
    """A page does not show what its source says: the place of that, and its text."""


def lines(text):
    """The lines of a text that have something in them, with one space between words."""
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def source_of(node):
    return f"book/{Path(node.document['source']).name}:{line_of(node)}"


def readable(text):
    """The text in one line, without the marks."""
    text = re.sub(f"{FORMULA}(.*?){FORMULA}", "$…$", text)
    text = re.sub(f"{LINK}(.*?){TO}(.*?){END}", r"\1 [\2]", text)
    return " ".join(text.replace(LINK, "[").replace(END, "]").split())


def uncounted(text):
    """The text without what is compared elsewhere: numbers, and when a check was last green."""
    return re.sub(r"\d[\d.,-]*(?<=\d)", "#", SINCE.sub("…", text))


# ---- what a source says


def pieces(document):
    """All that a page has to show of its document, in reading order."""
    return filter(is_shown, document.findall(nodes.TextElement))


def is_shown(node):
    """True for prose, code and displays; a page shows one of the forms of what a cell returns."""
    whole = is_prose(node) and not is_prose(node.parent)
    whole = whole or isinstance(node, nodes.literal_block | nodes.math_block)
    whole = whole and len(node) > 0  # of an empty cell of a table there is nothing to find
    return whole and (isinstance(node, nodes.caption) or not in_output(node))


def in_output(node):
    above = (a for a in ancestors(node) if isinstance(a, nodes.Element))
    return any("cell_output" in a.get("classes", ()) for a in above)


def said(node, formula=None):
    """The text of a node, with marks for references; formulas are MathML, or by a function."""
    match node:
        case nodes.Text():
            return node.astext()
        case nodes.math() | nodes.math_block():
            return (formula or of_library)(node)
        case addnodes.pending_xref():
            target = node["reftarget"].strip("/")
            words = node.astext() if node.get("refexplicit") else titles().get(target, "")
            return f"{LINK}{node['reftype']} {target} {' '.join(words.split())}{END}"
    return "".join(said(child, formula) for child in node.children)


def of_library(node):
    return mathml(node.astext(), isinstance(node, nodes.math_block))


@cache
def mathml(tex, display):
    """A formula as math-core writes it, before the book's own extension has touched it."""
    written = LatexToMathML().convert_with_local_state(tex, displaystyle=display)
    return marked(BeautifulSoup(html.unescape(written), "html.parser").math)


def marked(math):
    """The elements of a formula and what stands in each; rows only hold others together."""
    found = [element for element in math.find_all(True) if element.name != "mrow"]
    parts = [(e.name, "".join(e.find_all(string=True, recursive=False)).strip()) for e in found]
    parts = [("mo", text) if text == ":" else (name, text) for name, text in parts]
    return FORMULA + NEXT.join(" ".join(part) for part in parts) + FORMULA


def pattern(text, reference):
    """The text of a source as a regular expression for the same text where it is shown.

    reference(kind, target, words) is that of a reference.
    """
    parts = re.split(f"{LINK}(.*?){END}", "\n".join(lines(text)))
    shown = (reference(*p.split(" ", 2)) if k % 2 else re.escape(p) for k, p in enumerate(parts))
    return "".join(shown)


def on_page(kind, target, words):
    """What stands for a reference: its words if the author chose them, and where it leads."""
    if kind == "p":
        return rf"\[{LINK}[\w+]+{TO}bibliography\.html#\w+ [^{END}]*{of_work(target)}{END}\]"
    words = re.escape(words) or {"eq": r"\(\d+\.\d+\)", "numref": r"\w+ \d+\.\d+"}.get(kind, ".*?")
    place = rf"(?:\w+\.html)?#(?:equation-)?{re.escape(target)}"
    place = rf"(?:{target}\.html|#)" if kind == "doc" else place
    return f"{LINK}{words}{TO}{place}{END}"


def of_work(key):
    """A pattern for what is said of a cited work: "spivak1965" is by that author, in that year."""
    author, year = re.fullmatch(r"([a-z]+)(\d+)", key).groups()
    author = "".join(f"[{letter}À-ɏ]" for letter in author)  # or with an accent
    return rf"\b(?i:{author})\b[^{END}]*\b{year}\b[^{END}]*"


# ---- what a page shows


@cache
def page(file):
    return BeautifulSoup(Path(file).read_text("utf-8"), "html.parser")


def text_of(element):
    """The text of an element, with what is heard and not seen; each block begins a line."""
    if isinstance(element, NavigableString):
        return str(element) if type(element) is NavigableString else ""
    if element.name == "svg" or (element.name == "pre" and element.find_parent(class_="output")):
        return ""  # compared with what the cell returned
    if element.name == "math":
        return marked(element)
    heard = " ".join(str(v) for name, v in element.attrs.items() if v and HEARD.fullmatch(name))
    text = "".join(map(text_of, element.children))
    if element.name == "a" and "href" in element.attrs:
        return f"{LINK}{' '.join(text.split())}{TO}{element['href']} {heard}".rstrip() + END
    text = f"{text}\n[{heard}]\n" if heard else text
    return text if element.name in RUNNING else f"\n{text}\n"


def gaps(document, article):
    """(node, text) of what an article shows above each piece of its document; at the end, None."""
    texts = ((node, said(node)) for node in pieces(document))
    return between(texts, "\n".join(lines(text_of(article))), on_page)


def between(texts, shown, reference):
    """(node, text) of what is shown above each of the texts, given with nodes; at the end, None.

    Raises NotShown for a text that is not there.
    """
    place = 0
    for node, text in texts:
        whole = re.compile(rf"(?<!\w)(?:{pattern(text, reference)})(?!\w)")
        found = (m for m in whole.finditer(shown, place) if not in_address(shown, m.start()))
        if not (first := next(found, None)):
            raise NotShown(f"{source_of(node)}: {readable(text)!r}")
        yield node, shown[place : first.start()]
        place = first.end()
    yield None, shown[place:]


def in_address(shown, place):
    """Whether a place is in the address of a link."""
    return shown.rfind(TO, 0, place) > shown.rfind(END, 0, place)


def lines_around(file, name, known):
    """The lines of a page around its article, and what others are told of it.

    Without what is known: known[address] is the heading of that page, or of its section, and links
    to it that say the same.  A page whose article has no source is read whole.
    """
    whole = page(file)
    told = whole.find_all("meta", {"name": TOLD}) + whole.find_all("meta", {"property": TOLD})
    body = copy(whole.body or whole)
    if name in known:
        body.article.extract()
    for line in [whole.title.string, *(m["content"] for m in told), *lines(text_of(body))]:
        link = re.fullmatch(rf"{LINK}(.*){TO}(.*){END}", line)
        if not (link and known.get(urljoin(name, link[2].lstrip("/") or name)) == link[1]):
            yield readable(line)


# ---- all of it, as (section, place, text)


@cache
def documents():
    """The doctree of each page of the last build, by its name."""
    stems = sorted(source.stem for source in (ROOT / "book").glob("[!_]*.md"))
    return {s: pickle.loads((ROOT / f"_build/doctrees/{s}.doctree").read_bytes()) for s in stems}


def address_of(stem, node):
    """The address of the section that a node stands in."""
    inside = [a for a in ancestors(node) if isinstance(a, nodes.section)]
    return f"{stem}.html" + "".join(f"#{section['ids'][0]}" for section in inside[:1])


def by_code():
    """What the built pages show between the pieces of their sources."""
    for stem, document in documents().items():
        section, place = f"{stem}.html", "at its end"
        for node, gap in gaps(document, page(SITE / f"{stem}.html").article):
            if node is not None:
                section, place = address_of(stem, node), f"above {source_of(node)}"
            if text := uncounted(readable(gap)):
                yield section, f"{stem}.html, {place}", text


@cache
def titles():
    """The title of each page and section, by the name by which one refers to it."""
    found = {}
    for stem, document in documents().items():
        for section in document.findall(nodes.section):
            names = [*section["ids"], *([stem] if stem not in found else [])]
            found |= dict.fromkeys(names, said(section[0]))
    return found


def headings(site=SITE):
    """The heading of each page and section of the site with its number, by its address."""
    found = {}
    for stem in documents():
        for section in page(site / f"{stem}.html").article.select("section[id]"):
            heading = copy(section.find(re.compile("h[1-6]")))
            heading.find(class_="headerlink").extract()
            (text,) = lines(text_of(heading))
            found.setdefault(f"{stem}.html", text)
            found[f"{stem}.html#{section['id']}"] = text
    return found


def around(site=SITE, known=None):
    """The words around the articles: those of every page once, and those of a page."""
    known = headings(site) if known is None else known
    files = {f.relative_to(site).as_posix(): f for f in sorted(site.rglob("*.html"))}
    texts = {name: list(lines_around(file, name, known)) for name, file in files.items()}
    beside = [set(its) for name, its in texts.items() if "/" not in name]
    everywhere = set.intersection(*beside)
    for name, its in texts.items():
        for text in dict.fromkeys(its):
            if text not in everywhere | described(name.removesuffix(".html")):
                yield f"around {name}", name, text
    for text in dict.fromkeys(texts[min(known)]):
        if text in everywhere:
            yield "around every page", "every page", text


def described(stem):
    """What the source of a page says of it, which is read there: its title and its description."""
    document = documents().get(stem, nodes.Element())
    return {meta["content"] for meta in document.findall(nodes.meta)} | {titles().get(stem)}


def in_scripts(folder=ROOT / "book/_browser"):
    """The strings of the scripts, from which they make what a reader sees."""
    for file in sorted(folder.glob("*.js")):
        place, line, text = f"book/_browser/{file.name}", 1, ""
        for kind, token in lex(file.read_text("utf-8"), JavascriptLexer()):
            if kind in String:
                text += token
            else:
                if re.search("[a-zA-Z]", text):
                    yield place, f"{place}:{line}", text
                text = ""
            line += token.count("\n")


def on_cards():
    """The words on the pictures that go with shared links."""
    for stem in MOTIFS:
        words = " ".join([*words_of(stem, titles()[stem]), BOOK])
        yield "cards", "book/_ext/social_cards.py", " ".join(words.split())
