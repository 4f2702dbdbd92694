"""What a reader can find: each section, definition, equation, figure, exercise, function, letter.

The build writes them into _static/search-index.js, which assigns them, so that a page opened from
a file finds things too. How a query is answered is in book/_browser/search.js.
"""

import json
import re
import unicodedata
from pathlib import Path

from docutils import nodes
from lessons import LESSONS
from plain_math import plain
from sphinx import addnodes

KINDS = ["section", "box", "equation", "figure", "exercise", "function", "letter"]
FIGTYPES = {"equation": "displaymath", "figure": "figure", "exercise": "exercise"}
PRINTED = {"equation": "({})", "figure": "Figure {}", "exercise": "Exercise {}"}
DEFINED = re.compile(r"^(?:def|class) (\w+)", re.M)
FIRST_LINE = re.compile(r'^\s+r?"""(.+?)(?:"""|$)', re.M)
REFERENCE = re.compile("\0([^\0]+)\0")
SKIPPED = (
    nodes.title,
    nodes.comment,
    nodes.raw,
    nodes.literal_block,
    nodes.substitution_definition,
    nodes.thead,
    nodes.system_message,
    addnodes.toctree,
)
# What is kept of a text, in characters: the index is loaded as a whole.
LONGEST = {"equation": 60, "figure": 80, "exercise": 80}
UNREAD = {"In five lines", "Your task", "More exercises"}  # they say again what stands elsewhere
TERM = "\u2063"  # invisible, round a word that is introduced
FOLDED = {"staged_hint", "solution"}  # a search must not give an exercise away


def spelled(text):
    """The text with the names of its signs: ∂ is "differential", σ is "sigma"."""

    def name(sign):
        known = unicodedata.category(sign[0])[0] != "P"
        return f" {unicodedata.name(sign[0]).split()[-1]} " if known else " "

    return re.sub(r"[^\x00-\x7f]", name, text)


def box(title, classes):
    """What a box is, and of what: "Definition: the Jacobian" has its kind in its title."""
    kind, colon, subject = title.partition(": ")
    return (kind, subject) if colon else (classes[0], title)


class Collector:
    """The entries of one page, in the order of the page; gives an id to what has none."""

    def __init__(self, docname, macros):
        self.docname, self.macros = docname, macros
        self.entries, self.taken = [], set()

    def add(self, kind, node, title, text=""):
        fragment = self.name(node, kind, title)
        entry = {"kind": kind, "id": fragment, "title": title, "text": text}
        self.entries.append(entry)
        return entry

    def name(self, node, kind, title):
        """The fragment that leads to a node."""
        if not node["ids"]:
            wanted = nodes.make_id(f"{kind} {spelled(title)}")
            while wanted in self.taken:
                wanted += "-again"
            node["ids"].append(wanted)
        self.taken.add(node["ids"][0])
        return node["ids"][0]

    def words(self, node):
        """The text of a node, formulas in plain text, references as marks for `referred`."""
        if isinstance(node, nodes.Text):
            return str(node)
        if isinstance(node, nodes.math):
            return plain(node.astext(), self.macros)
        if isinstance(node, nodes.emphasis):
            return f"{TERM}{''.join(map(self.words, node.children))}{TERM}"
        if isinstance(node, addnodes.pending_xref) and node["reftype"] in ("eq", "numref"):
            return f"\0{node['reftarget']}\0"
        return "".join(map(self.words, node.children))

    def walk(self, node, entry):
        """Put what stands in a node into the entry, or into entries of its own."""
        for child in node.children:
            if isinstance(child, nodes.section):
                self.walk(child, self.add("section", child, self.words(child[0])))
            elif isinstance(child, nodes.admonition):
                title = self.words(child[0])
                self.name(child, *box(title, child["classes"]))
                self.walk(child, self.add("box", child, title))
            elif isinstance(child, nodes.math_block) and child.get("label"):
                self.add("equation", child, "", plain(child.astext(), self.macros))
                entry["text"] += " …"
            elif isinstance(child, nodes.figure):
                captions = child.findall(nodes.caption)
                self.add("figure", child, "", " ".join(map(self.words, captions)))
            elif child.tagname == "exercise":
                self.walk(child, self.add("exercise", child, child["title"]))
            elif isinstance(child, nodes.literal_block) and "source" in child:
                self.functions(child)
            elif isinstance(child, nodes.row) and self.docname == "notation":
                self.letter(child)
            elif isinstance(child, nodes.TextElement) and not isinstance(child, SKIPPED):
                entry["text"] += " " + self.words(child)
            elif not isinstance(child, SKIPPED) and child.tagname not in FOLDED:
                self.walk(child, entry)

    def functions(self, block):
        """The functions that a page shows from their source."""
        code = block.astext()
        for match in DEFINED.finditer(code):
            says = FIRST_LINE.search(code, match.end())
            self.add("function", block, match[1], says[1] if says else "")

    def letter(self, row):
        letter, code, meaning = (self.words(cell) for cell in row)
        self.add("letter", row, letter, " · ".join(filter(None, [code, meaning])))


def collect(app, doctree):
    """Keep the entries of a page in its metadata, which Sphinx merges and clears with the page."""
    collector = Collector(app.env.docname, tuple(sorted(app.config.mathml_macros.items())))
    collector.walk(doctree, {"text": ""})
    app.env.metadata[app.env.docname]["search"] = collector.entries


def dotted(number):
    return ".".join(map(str, number or ()))


def number_of(env, docname, kind, fragment, first):
    """The number that the page prints: of a section, or of an equation, a figure, an exercise."""
    if kind == "section":
        return dotted(env.toc_secnumbers.get(docname, {}).get("" if first else f"#{fragment}"))
    counted = env.toc_fignumbers.get(docname, {}).get(FIGTYPES.get(kind), {})
    return dotted(counted.get(fragment))


def in_reading_order(env):
    """The pages: the first one, and what its tables of contents name."""
    order = [env.config.root_doc]
    for docname in order:
        order += [d for d in env.toctree_includes.get(docname, ()) if d not in order]
    return [d for d in order if "search" in env.metadata.get(d, {})]


def slug(kind, title):
    """The fragment that book/_browser/search.js makes of a title, so that few have to be loaded."""
    name = re.sub("[^a-z0-9]+", "-", title.lower()).strip("-")
    return name if kind == "section" else f"{kind}-{name}"


def shortened(text, most):
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def rows(env):
    """(page, kind, number, title, id, text) of each entry, in the order of the book."""
    for page, docname in enumerate(in_reading_order(env)):
        for place, entry in enumerate(env.metadata[docname]["search"]):
            kind, fragment, title, text = entry.values()
            number = number_of(env, docname, kind, fragment, not place)
            if title in UNREAD or (docname in LESSONS and not place):
                text = ""  # what the lesson will teach: each section says it better
            yield page, kind, number, title, fragment, " ".join(text.split())


def page_row(env, docname):
    """(address, day, title) of a page."""
    day = f"Day {LESSONS.index(docname) + 1}" if docname in LESSONS else ""
    return f"{docname}.html", day, env.titles[docname].astext()


def index(env):
    """The pages, the kinds, and the columns of `rows`, which compress better than rows do."""
    table = list(rows(env))
    numbers = {
        fragment.removeprefix("equation-"): PRINTED.get(kind, "{}").format(number)
        for _, kind, number, _, fragment, _ in table
    }

    def packed(page, kind, number, title, fragment, text):
        text = REFERENCE.sub(lambda mark: numbers.get(mark[1], ""), text)
        text = shortened(text, LONGEST.get(kind, len(text)))
        fragment = "" if fragment == slug(kind, title) else fragment
        return page, KINDS.index(kind), number, title, fragment, text

    return {
        "pages": [page_row(env, docname) for docname in in_reading_order(env)],
        "kinds": KINDS,
        "columns": list(zip(*(packed(*row) for row in table), strict=True)),
    }


def write(app, error):
    if not error and app.builder.name == "html":
        data = json.dumps(index(app.env), ensure_ascii=False, separators=(",", ":"))
        file = Path(app.outdir, "_static/search-index.js")
        file.write_text(f"bookSearchIndex = {data};\n", encoding="utf-8", newline="\n")


def leave_out_the_other(app):
    """Sphinx's own index knows pages only, and neither formulas nor letters."""
    app.builder.search = False


def setup(app):
    app.connect("doctree-read", collect)
    app.connect("builder-inited", leave_out_the_other)
    app.connect("build-finished", write)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
