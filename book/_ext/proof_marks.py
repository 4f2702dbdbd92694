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


def marks(top, page, link):
    """The markup of each equation's mark; `link` makes an address of a guard."""
    guards = list(guards_in(module_of(top, page)))
    record, changed = on_record(top, page), stale(top, page)
    found = {}
    for k, label in enumerate(dict.fromkeys(guard.label for guard in guards)):
        its = [guard for guard in guards if guard.label == label]
        found[label] = MARK.format(
            state=" changed" if label in changed else "",
            k=k,
            how=describe(its),
            when=last_green(record, label in changed),
            href=link(its[0]),
            test=its[0].test,
        )
    return found


def put(app, doctree, page):
    """Give each equation its mark; mathml.py sets it behind the number."""
    top = Path(app.confdir)
    if app.builder.name != "html" or not module_of(top, page).exists():
        return
    repository = app.config.html_theme_options.get("repository_url")
    source = module_of(top, page).relative_to(top)

    def link(guard):
        if repository:
            return f"{repository}/blob/HEAD/{source}#L{guard.line}"
        return f"{app.builder.get_relative_uri(page, 'testing')}#guards-of-{page}"

    markup = marks(top, page, link)
    for block in doctree.findall(nodes.math_block):
        block["mark"] = markup.get(block.get("label"), "")


def warm(app):
    """Find what decides whether the guards are green (serve.py)."""
    for page in LESSONS:
        sources(Path(app.confdir), page)


def note_dependencies(app, doctree):
    """A changed test, snippet or record makes Sphinx write the page again."""
    top, page = Path(app.confdir), app.env.docname
    if module_of(top, page).exists():
        for file in [*sources(top, page), record_of(top, page)]:
            app.env.note_dependency(str(file))


def setup(app):
    app.connect("doctree-read", note_dependencies)
    app.connect("doctree-resolved", put)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
