"""Files for those who come without a link: 404.html, and sitemap.xml and robots.txt.

A host answers with 404.html at any depth, so its links begin at the root of the site; the other
two need the site's address.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

LINK = re.compile(r'\b(href|src|action|data-content_root)="(?!/|#|[a-z][a-z0-9+.-]*:)(?:\./)?')


def rooted(html, root):
    """The page with each relative address below that root.

    >>> rooted('<a href="gradient.html#x"><a href="#top"><img src="./a.svg">', "/book/")
    '<a href="/book/gradient.html#x"><a href="#top"><img src="/book/a.svg">'
    """
    return LINK.sub(rf'\1="{root}', html)


def sitemap(address, pages):
    """The sitemap of the pages, in the form of sitemaps.org."""
    urls = "".join(f"<url><loc>{escape(address + page)}.html</loc></url>\n" for page in pages)
    opening = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opening}\n{urls}</urlset>\n'


def write(app, error):
    if error or app.builder.name != "html":
        return
    address, out = app.config.site_address, Path(app.outdir)
    missing = out / "404.html"
    root = urlsplit(address).path or "/"
    missing.write_text(rooted(missing.read_text("utf-8"), root), "utf-8", newline="\n")
    files = {"sitemap.xml": sitemap(address, sorted(app.env.found_docs))}
    files["robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n"
    for name, text in files.items():
        if address:
            (out / name).write_text(text, "utf-8", newline="\n")
        else:
            (out / name).unlink(missing_ok=True)


def setup(app):
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
