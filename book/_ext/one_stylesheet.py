"""One small stylesheet out of the theme's and the book's: what no page uses is left out."""

import json
import re

import lightningcss
from made_once import made_once

ATTRIBUTE = re.compile(r'\b(?:class|id)="([^"]*)"')
VARIABLE = re.compile(r"""(--[\w-]+):(?:url\([^"')]*\)|"[^"]*"|'[^']*'|[^;{}"'])*(?:;|(?=\}))""")
FACE = re.compile(r"@font-face\s*\{[^}]*\}")


def names_in_use(markup, scripts):
    """The classes and ids of the pages, and each word of the scripts, which may set one."""
    names = {name for value in ATTRIBUTE.findall(markup) for name in value.split()}
    return names | set(re.findall(r"[A-Za-z_][\w-]*", scripts))


def minify(css, unused=frozenset()):
    return lightningcss.process_stylesheet(css, unused_symbols=set(unused), minify=True)


def without_unused_names(css, used):
    """The rules that can apply where only these classes and ids stand."""
    named = set(re.findall(r"[.#](-?[A-Za-z_][\w-]*)", css))
    # of an unused class .text-wrap, lightningcss would take the property text-wrap away too
    properties = set(re.findall(r"[{;]\s*([a-z-]+)\s*:", css))
    return minify(css, named - used - properties)


def without_unread_variables(css, elsewhere):
    """The rules without the custom properties that neither they nor the pages read."""
    read = set(re.findall(r"var\(\s*(--[\w-]+)", css)) | elsewhere
    rest = VARIABLE.sub(lambda m: m[0] * (m[1] in read), css)
    return css if rest == css else without_unread_variables(rest, elsewhere)


def variables_in_use(markup, scripts):
    """The custom properties that the pages and the scripts read."""
    return set(re.findall(r"--[\w-]+", markup + scripts))


def purge(css, markup, scripts):
    """The stylesheet for pages of this markup and these scripts."""
    css = re.sub(r"@import[^;]*;", "", css)  # of what stands before it
    css = without_unused_names(css, names_in_use(markup, scripts))
    return minify(without_unread_variables(css, variables_in_use(markup, scripts)))


def purge_once(css, markup, scripts, folder):
    """The same; what was made before is found in the folder."""
    names, variables = names_in_use(markup, scripts), variables_in_use(markup, scripts)
    made_of = json.dumps([css, sorted(names), sorted(variables)]).encode()
    return made_once(folder, made_of, lambda: purge(css, markup, scripts).encode()).decode()


def icons(css):
    """The code points of the icons that the rules draw."""
    return {ord(c) for c in css if "\ue000" <= c <= "\uf8ff"}


def with_icon_font(css, name, data):
    """The rules with the icon font in them, at no request, and without the theme's other fonts."""
    faces = [face for face in FACE.findall(css) if "/vendor/" in face]
    (kept, *_) = [face for face in faces if name in face]
    inside = re.sub(r"src:[^;}]*", f'src:url("data:font/woff2;base64,{data}")', kept)
    for face in faces:
        css = css.replace(face, inside if face is kept else "", 1)
    return css
