"""The sentences that people have read: tests/record/sentences.json has a digest of each.

No computation reads words.  So that none changes unseen, by a slip, a merge or an edit elsewhere,
every sentence of a page is on record as read: its words, formulas and numbers, where its references
lead, the lines of the code that the page shows, what its exercises say, and the works it cites.
So are the lines of its hidden cells, so that no check of a sentence goes unseen.
So is the place of each equation, figure and exercise among the sentences, and of each section, and
what code writes between them, in the scripts and on the cards (shown.py); and the code that does.
tests/test_sentences.py points at those that are not; `make accept` takes them as read.
"""

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

import shown
from docutils import nodes
from exercise_nodes import exercise, solution, staged_hint
from proof_counts import CELL
from prose import ancestors, blocks, is_generated, line_of
from sphinx import addnodes

from snippets import exercises

ROOT = Path(__file__).parent.parent
RECORD = ROOT / "tests/record/sentences.json"
# Classes that Sphinx and MyST give; any other is an author's, and may hide or change what it marks.
GIVEN = {"cell", "cell_input", "xref", "colwidths-auto", "longtable", "simple", "myst"}
GIVEN |= {"tex2jax_ignore", "mathjax_ignore", "toctree-wrapper", "generated", "exercise-answer"}


class Sentence(NamedTuple):
    """A sentence, the section or exercise where it stands, and its place in the sources."""

    section: str
    place: str
    text: str

    @property
    def digest(self):
        """64 bits, other ones in each section: to find a false sentence with them takes years."""
        return hashlib.sha256(f"{self.section}\0{self.text}".encode()).hexdigest()[:16]


def every():
    """The sentences of the whole book, from the last build."""
    found = [each for page, document in shown.documents().items() for each in read(document, page)]
    found += [sentence for lesson in exercises.lessons() for sentence in in_data(lesson)]
    found += [sentence for page in pages() for sentence in in_hidden_cells(page)]
    by_code = [shown.by_code(), shown.around(), shown.in_scripts(), shown.on_cards()]
    by_code.append(in_code())
    return [*found, *works(), *(Sentence(*each) for several in by_code for each in several)]


def pages():
    """The sources of the pages."""
    return [ROOT / f"book/{stem}.md" for stem in shown.documents()]


def in_hidden_cells(page):
    """The lines of the cells that no reader sees: they hold the words of a page to its values."""
    for cell in CELL.finditer(page.read_text("utf-8")):
        options, code = cell.groups()
        if "remove-cell" in options:
            start = cell.string.count("\n", 0, cell.start(2)) + 1
            for k, line in enumerate(code.split("\n")):
                if line.strip():
                    place = f"book/{page.name}:{start + k}"
                    yield Sentence(f"hidden cells of {page.stem}", place, line)


def in_code(root=ROOT):
    """The files that make the pages and their figures, each by its digest.

    A style sheet turns ≤ around, a font has glyphs for each other, a script writes anew what stands
    there; and with some of book/_ext the tests themselves read.
    """
    folders = [root / "book", root / "snippets/figures"]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    files += [root / name for name in ("conf.py", "snippets/__init__.py", "snippets/held.py")]
    read_elsewhere = {root / "book/references.bib", *(root / "book").glob("*.md")}
    for file in sorted({*files} - read_elsewhere):
        if "__pycache__" not in file.parts and not file.name.startswith("."):  # an editor's
            name = file.relative_to(root).as_posix()
            yield "code", name, f"{name} {hashlib.sha256(file.read_bytes()).hexdigest()[:16]}"


def works():
    """The lines of the bibliography's entries."""
    lines = (ROOT / "book/references.bib").read_text("utf-8").split("\n")
    for k, line in enumerate(lines, 1):
        yield Sentence("bibliography", f"book/references.bib:{k}", line)


def read(document, page):
    """The sentences of a document in reading order, and between them what else stands there."""
    prose = {block.node: block for block in blocks(document)}
    for node in document.findall(nodes.Element):
        start = prose[node].line if node in prose else line_of(node)
        text = spoken(node) if node in prose else "\n".join([beside(node), marked(node)])
        for k, line in enumerate(text.split("\n")):
            if line.strip():
                yield sentence(page, node, start + k, line)


def beside(node):
    """What a node says that is not prose: its code or HTML, its description, or its name.

    A name holds the place of what is tested under it: an equation, a figure, an exercise.  Columns
    and empty cells say under which heading the words of a table stand.
    """
    match node:
        case nodes.literal_block() | nodes.raw() if not is_generated(node):
            return node.astext()
        case nodes.paragraph() if is_generated(node) and not shown.in_output(node):
            return by_directive(node)
        case nodes.meta():
            return node.get("content", "")
        case nodes.enumerated_list() if "start" in node:
            return f"list from {node['start']}"
        case nodes.target() if "refid" in node:
            return f"[{node['refid']}]"
        case nodes.figure() | exercise():
            return f"{node['names']}"
        case nodes.tgroup():
            return f"table of {node['cols']} columns"
        case nodes.entry() if not node.astext():
            return "empty cell"
        case solution() | staged_hint():
            return f"in its {node.tagname}"
        case nodes.bullet_list() if isinstance(node.parent, nodes.list_item):
            return "list within an item"
    return ""


def marked(node):
    """The classes that an author has given a node outside the prose, or for whom it is only."""
    if isinstance(node, addnodes.only):
        return f"only {node['expr']}"
    within = isinstance(node, nodes.Inline) or is_generated(node)
    return "" if within else classes(node)


def classes(node):
    """The classes of a node that an author has given it, in braces; a reference's are its kind."""
    found = node.get("classes", ())
    own = [] if "xref" in found else [name for name in found if name not in GIVEN]
    return "{" + " ".join(own) + "}" if own else ""


def sentence(page, node, line, text):
    inside = node
    while inside and not isinstance(inside, nodes.section):
        inside = inside.parent
    section = f"{page}#{inside['ids'][0]}" if inside else page
    return Sentence(section, f"book/{page}.md:{line}", " ".join(text.split()))


def by_directive(node):
    """What a directive wrote: options, answers, and tables whose counts are compared elsewhere."""
    text = spoken(node, left_out=lambda _: False)
    counted = any("generated" in a.get("classes", ()) for a in ancestors(node) if a.parent)
    return shown.uncounted(text) if counted else text


def spoken(node, left_out=is_generated):
    """The text of a node with what a reader does not see of it: where its references lead."""
    if left_out(node):
        return "…"  # computed, and compared elsewhere
    if isinstance(node, nodes.Text):
        return node.astext()
    inside = "".join(spoken(child, left_out) for child in node.children)
    text = (inside or node.astext()) + classes(node)
    if isinstance(node, nodes.math):
        return f"${text}$"
    target = node.get("reftarget") or node.get("refuri") or node.get("refid")
    return f"{text} [{target}]" if target else text


def in_data(lesson):
    """The titles of a lesson's exercises, levels, options, answers, and what each mistake is told.

    An answer may be a function, which is read by its name.  So is what the statement is held to.
    """
    for key, task in exercises.load(lesson).items():
        place = f"snippets/exercises/{lesson}.py: {key}"
        name = lambda answer: getattr(answer, "__name__", answer)
        note = f"{exercises.LEVELS[task.level]}, {task.kind}, {getattr(task, 'digits', '')}"
        options = getattr(task, "options", ())
        mistakes = [f"{name(m.answer)}: {m.say}" for m in task.mistakes]
        states = [f"{phrase} {values}" for phrase, values in task.states]
        answer = f"Answer: {name(task.answer)}"
        for text in [task.title, note, *states, *options, answer, *mistakes]:
            yield Sentence(f"exercises of {lesson}: {key}", place, text)


def by_section(sentences):
    """The sentences of each section, in their order."""
    found = {}
    for each in sentences:
        found.setdefault(each.section, []).append(each)
    return found


def digests(sentences):
    """The digests of the sentences of each section, in their order, as one text."""
    sections = by_section(sentences).items()
    return {section: " ".join(each.digest for each in its) for section, its in sections}


def on_record():
    """The digests of each section as they were accepted."""
    return json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}


def unread(sentences, record):
    """A line for each sentence that is not on record, and for each section that lost one."""
    sections = by_section(sentences)
    for section in record | sections:
        was, now = record.get(section, "").split(), sections.get(section, [])
        new = [each for each in now if each.digest not in was]
        gone = set(was) - {each.digest for each in now}
        yield from (f"{each.place}: nobody has read: {each.text!r}" for each in new)
        if gone:
            yield f"{section}: {len(gone)} of its {len(was)} sentences on record are gone"
        elif not new and was != [each.digest for each in now]:
            yield f"{section}: its sentences stand otherwise"
    before, after = [s for s in record if s in sections], [s for s in sections if s in record]
    if moved := [now for was, now in zip(before, after, strict=True) if was != now]:
        yield f"{moved[0]}: from here on the sections stand otherwise"


def accept():
    """Put the sentences of the last build on record, and say which have not been."""
    sentences = every()
    for line in unread(sentences, on_record()):
        print(line.replace("nobody has read", "taken as read"))
    RECORD.write_text(json.dumps(digests(sentences), indent=0) + "\n", "utf-8")
