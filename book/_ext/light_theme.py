"""The theme without what no page uses: nothing that a reader could miss is taken away.

fontawesome.js (1.5 MB, for icons of one's own) and the source maps go; the icon fonts keep the
icons in use. Search pop-up, modes, side bars, copy buttons and tooltips stay the theme's own.
"""

import logging
import re
from pathlib import Path

import pydata_sphinx_theme

ICON = r"\bfa-[a-z0-9-]+"
PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
ESCAPED = re.compile(r"\\([ef][0-9a-f]{3})\b")


def without_icon_script(head):
    """The head of the page without the script that would draw every icon again as SVG."""
    return re.sub(
        r"\s*<!--[^>]*custom icons -->\s*<script[^>]*fontawesome\.js[^>]*></script>", "", head
    )


def offer_filter(app, pagename, templatename, context, doctree):
    """Let book/_templates/layout.html use it."""
    context["without_icon_script"] = without_icon_script


def icons_in_use(markup, styles):
    """The code points of the icons that markup names, or that styles draw by themselves."""
    names = set(re.findall(ICON, markup))
    used = {ord(c) for c in PRIVATE_USE.findall(styles)}
    for selectors, code in re.findall(r"([^{}]+)\{--fa:\s*[\"']\\([0-9a-f]+)[\"']", styles):
        if names & set(re.findall(ICON, selectors)):
            used.add(int(code, 16))
    own_rules = re.sub(r"--fa:[^;}]*", "", styles)
    return used | {int(code, 16) for code in ESCAPED.findall(own_rules)}


def read_all(folder, pattern):
    return "\n".join(p.read_text(encoding="utf-8") for p in sorted(folder.rglob(pattern)))


def subset_font(source, target, characters):
    """Write the font with these characters only, as woff2, the same bytes each time."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(subset.Options(layout_features=[], hinting=False))
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def remove_unused(app, error):
    """Delete what no page loads any more, and subset the icon fonts."""
    if error or app.builder.format != "html" or app.builder.name == "epub":
        return
    static = Path(app.outdir, "_static")
    for pattern in ("scripts/fontawesome.js*", "**/*.map"):
        for path in static.glob(pattern):
            path.unlink()
    markup = read_all(Path(app.outdir), "*.html") + read_all(static / "scripts", "*.js")
    characters = icons_in_use(markup, read_all(static, "*.css"))
    # from the theme's own files: after an edit the ones in the output are subsets already
    theme = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static"
    for source in sorted(theme.rglob("fa-*.woff2")):
        subset_font(source, static / source.relative_to(theme), characters)


def setup(app):
    # fontTools tells Sphinx's log of each table that it drops
    logging.getLogger("fontTools.subset").setLevel("ERROR")
    app.connect("html-page-context", offer_filter)
    app.connect("build-finished", remove_unused)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
