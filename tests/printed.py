"""The book in print, up to its LaTeX: what it has to print, and how it is set.

`to_print` has the first from the doctrees and the site; tests/record/print.tex has the second.
"""

import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import sphinx
from docutils import nodes
from exercise_nodes import exercise, solution, staged_hint
from latex_text import display, inline, text_of
from prose import ancestors
from shown import END, LINK, ROOT, TO, between, documents, is_shown, of_work, page, said
from sphinx import addnodes

NAME = "calculus-for-machine-learning.tex"
RECORD = ROOT / "tests/record/print.tex"
WRITTEN = ("sphinxmessages.sty", "sphinxhighlight.sty")  # by Sphinx, for this book
SPHINX = Path(sphinx.__file__).parent / "texinputs"
FRONT = r"""\pagestyle{empty}
\sphinxmaketitle
\pagestyle{plain}
\sphinxtableofcontents
\pagestyle{normal}
\setcounter{secnumdepth}{-1}
About this book"""
NUMBERED, UNNUMBERED = (rf"\setcounter{{secnumdepth}}{{{depth}}}" for depth in (2, -1))
BACK = "\\renewcommand{\\indexname}{Index}\n\\printindex"


def build(folder):
    """Write the LaTeX of the whole book into a folder, from the same executed cells as the site."""
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-b", "latex", "-c", "."]
    command += ["-d", "_build/doctrees", "book", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)


def setting(folder):
    """How the book is set: what stands before its text, and the two files written for it."""
    start = (folder / NAME).read_text("utf-8").split(r"\begin{document}")[0]
    start = re.sub(r"\\date\{.*?\}", r"\\date{of the last commit}", start)
    return start + "".join(f"\n%% {name}\n{(folder / name).read_text('utf-8')}" for name in WRITTEN)


def accept(folder):
    """Put on record how the book is set, as it was built into the folder."""
    RECORD.write_text(setting(folder), "utf-8")


def gaps(tex, site):
    """(node, text) of what is printed above each piece of what should be; at the end, None."""
    works = {work["id"]: work for work in page(site / "bibliography.html").select(".citation")}
    return between(to_print(works, site), text_of(tex), partial(in_latex, works))


def to_print(works, site):
    """(node, text) of all that the book has to print, in its order.

    Exercises have their numbers, the last table its counts, and works their labels from the site.
    """
    lessons, others = documents()["index"].findall(addnodes.toctree)
    others = [stem for stem in others["includefiles"] if stem != "bibliography"]
    solutions = []
    yield from chapter("index", site, solutions)
    for numbered, stems in ((NUMBERED, lessons["includefiles"]), (UNNUMBERED, others)):
        yield lessons, numbered
        for stem in stems:
            yield from chapter(stem, site, solutions)
    yield lessons, "Solutions"
    yield from solutions
    for name, work in works.items():
        yield lessons, f"[{label_of(work)}] (bibliography:{name})\n{work.p.text}"
    yield lessons, BACK


def label_of(work):
    return work.select_one(".label").text.strip("[]")


def chapter(stem, site, solutions):
    """What a page prints in its place; its solutions go to the list."""
    document = documents()[stem]
    title = document.next_node(nodes.title)
    for node in document.findall(nodes.Element):
        task = next((a for a in ancestors(node) if isinstance(a, exercise)), None)
        later = any(isinstance(above, solution) for above in ancestors(node.parent))
        if node is title and stem == "index":
            yield node, FRONT
        elif isinstance(node, exercise):
            number = number_of(site, node)
            title_line = f"Exercise {number}. {node['title']} ({node['note']})"
            yield node, f"({number})(exercise-{node['key']}) {title_line}"
        elif isinstance(node, solution):
            yield node, f"{link('Solution', node)}."
            back = link(f"Exercise {number_of(site, task)}", task)
            solutions.append((node, f"(solution-{node['key']}) {back}. {task['title']}"))
        elif node.tagname == "unguarded_words":
            (*_, table) = page(site / f"{stem}.html").article.select("table")
            yield node, "\n".join(cell.get_text() for cell in table.select("th, td"))
        elif is_shown(node) and later:
            solutions.append((node, as_printed(node)))
        elif is_shown(node):
            yield node, as_printed(node)


def number_of(site, task):
    stem = Path(task.document["source"]).stem
    printed = page(site / f"{stem}.html").find(id=f"exercise-{task['key']}")
    return printed.select_one(".caption-number").text.split()[-1]


def link(words, node):
    stem = Path(node.document["source"]).stem
    return f"{LINK}to {stem}:{node['ids'][0]} {words}{END}"


def as_printed(node):
    text = said(node, of_source)
    if isinstance(node, nodes.caption):
        (image,) = (i for i in node.parent.findall(nodes.image) if i["uri"].endswith(".pdf"))
        return f"{Path(image['uri']).name}\n{text}\n({node.parent['names'][0]})"
    hint = isinstance(node.parent, staged_hint) and node is node.parent[0]
    return f"Hint {node.parent['number']}. {text}" if hint else text


def of_source(formula):
    if isinstance(formula, nodes.math):
        return inline(formula.astext())
    return display(formula.astext(), formula["label"])


def in_latex(works, kind, target, words):
    """What stands for a reference in the text of the LaTeX."""
    if kind == "p":
        (cited,) = (w for w in works.values() if re.search(of_work(target), w.p.text))
        return rf"\[{LINK}{re.escape(label_of(cited))}{TO}bibliography:{cited['id']}{END}\]"
    words = re.escape(words) or {"eq": "", "numref": r"\w+"}.get(kind, ".*?")
    place = {"doc": f"{target}::doc", "to": target}.get(kind, rf"\w+:{re.escape(target)}")
    place = rf"equation:{place}" if kind == "eq" else place
    return f"{LINK}{words}{TO}{place}{END}"
