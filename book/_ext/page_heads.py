"""What other places show of a page: its title, its description, and the card of a shared link.

A card needs the address of the site, as does the canonical link: `site_address` in conf.py.
"""

from html import escape

from docutils import nodes
from lessons import LESSONS
from sphinx.errors import ConfigError

NO_CHAPTER = {
    "search": ("Search", "Search Calculus for Machine Learning: sections, formulas and letters."),
    "404": ("No such page", "There is no page at this address; the contents lead to all pages."),
}


def name_of(env, page):
    """The page's heading, without its number."""
    heading = NO_CHAPTER.get(page, (None, ""))[0]
    return heading or (env.titles[page].astext() if page in env.titles else page)


def description_of(page, doctree):
    """What the chapter's header says of it."""
    metas = doctree.findall(nodes.meta) if doctree else ()
    said = [meta["content"] for meta in metas if meta.get("name") == "description"]
    return said[0] if said else NO_CHAPTER.get(page, (None, ""))[1]


def card_of(page):
    """The picture of a shared link; pages beside the lessons have the first page's."""
    return f"_static/cards/{page if page in LESSONS else 'index'}.png"


def tags(config, env, page, doctree):
    """(attribute, name, content) of each tag for those who show a link to the page."""
    description = description_of(page, doctree)
    if page in NO_CHAPTER:
        yield "name", "description", description
    yield "property", "og:type", "article" if page in LESSONS else "website"
    yield "property", "og:site_name", config.project
    yield "property", "og:title", name_of(env, page)
    yield "property", "og:description", description
    if config.site_address and page not in ("404", "search"):
        yield "property", "og:url", f"{config.site_address}{page}.html"
        yield "property", "og:image", config.site_address + card_of(page)
        yield "property", "og:image:width", "1200"
        yield "property", "og:image:height", "630"
        yield "name", "twitter:card", "summary_large_image"


def write(app, page, template, context, doctree):
    name, book = name_of(app.env, page), app.config.project
    context["title"] = escape(name if name == book else f"{name} · {book}")
    context["docstitle"] = ""  # the theme would add it to the title once more
    lines = [
        f'<meta {attribute}="{kind}" content="{escape(content)}"/>'
        for attribute, kind, content in tags(app.config, app.env, page, doctree)
    ]
    context["metatags"] = context.get("metatags", "") + "\n".join(["", *lines])
    context["lessons"] = [
        (stem, name_of(app.env, stem)) for stem in LESSONS if stem in app.env.titles
    ]
    if page in ("404", "search"):
        context["pageurl"] = None


def titles(env):
    return {page: title.astext() for page, title in env.titles.items()}


def note_titles(app, env, *outdated):
    app.titles_before = titles(env)
    return []


def follow_titles(app, env):
    """A title that is new stands in the contents of every page: write them all."""
    return sorted(env.found_docs) if titles(env) != app.titles_before else []


def with_address(app, config):
    """Sphinx writes the canonical link of each page below this address."""
    address = config.site_address
    if address and not (address.startswith("https://") and address.endswith("/")):
        raise ConfigError(f"site_address is https://…/, with a slash at its end, not {address!r}")
    config.html_baseurl = address


def setup(app):
    app.add_config_value("site_address", "", "html", str)
    app.connect("config-inited", with_address)
    app.connect("env-get-outdated", note_titles)
    app.connect("env-updated", follow_titles)
    app.connect("html-page-context", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
