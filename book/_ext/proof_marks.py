"""The mark at an equation's number, which opens a note: how it is checked, by which test, when.

The note is the browser's own popover, without a script.  Its date and versions are those in
tests/record/<page>.json, so that every build of the same sources says the same.
"""

from pathlib import Path

from docutils import nodes
from guards import KINDS, guards_in, module_of, on_record, record_of, sources, stale
from lessons import LESSONS

MARK = (
    '<button type="button" class="proof{state}" popovertarget="proof-{k}" '
    'aria-label="How equation {{number}} is checked"></button>'
    '<span popover class="proof-note" id="proof-{k}">{how} {when} '
    '<a href="{href}">{test}</a></span>'
)


def describe(guards):
    """The kinds of an equation's guards in a sentence."""
    held = {kind for guard in guards for kind in guard.kinds}
    words = [f"{kind} ({told})" for kind, told in KINDS.items() if kind in held]
    return f"Checked {', and '.join(words)}."


def last_green(record, changed):
    """When the guards of an equation were green, or that something has changed since."""
    if changed:
        return "It has changed since its test was last green."
    numbers = ", ".join(f"{name} {number}" for name, number in record["with"].items())
    return f"Green on {record['green']} with {numbers}."


def notes(top, page):
    """What the mark of each equation says, and the test it leads to."""
    guards = list(guards_in(module_of(top, page)))
    record, changed = on_record(top, page), stale(top, page)
    found = {}
    for k, label in enumerate(dict.fromkeys(guard.label for guard in guards)):
        its = [guard for guard in guards if guard.label == label]
        found[label] = {
            "k": k,
            "state": " changed" if label in changed else "",
            "how": describe(its),
            "when": last_green(record, label in changed),
            "test": its[0].test,
            "line": its[0].line,
        }
    return found


def note(app, doctree):
    """Give each equation its note, while it is read: processes that read work in parallel.

    A changed test, snippet or record makes Sphinx read the page again.
    """
    top, page = Path(app.confdir), app.env.docname
    if module_of(top, page).exists():
        for file in [*sources(top, page), record_of(top, page)]:
            app.env.note_dependency(str(file))
        found = notes(top, page)
        for block in doctree.findall(nodes.math_block):
            block["note"] = found.get(block.get("label"))


def put(app, doctree, page):
    """Give each equation its mark; mathml.py sets it behind the number."""
    if app.builder.name != "html":
        return
    for block in doctree.findall(nodes.math_block):
        if said := block.get("note"):
            block["mark"] = MARK.format(**said, href=address(app, page, said["line"]))


def address(app, page, line):
    """Where a test can be read, or else where the tests of its page are counted."""
    if repository := app.config.html_theme_options.get("repository_url"):
        source = module_of(app.confdir, page).relative_to(app.confdir)
        return f"{repository}/blob/HEAD/{source}#L{line}"
    return f"{app.builder.get_relative_uri(page, 'testing')}#guards-of-{page}"


def warm(app):
    """Find what decides whether the guards are green (serve.py)."""
    for page in LESSONS:
        sources(Path(app.confdir), page)


def setup(app):
    app.connect("doctree-read", note)
    app.connect("doctree-resolved", put)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
