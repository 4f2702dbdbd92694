"""One small stylesheet out of the theme's and the book's: what no page uses is left out."""

import base64
import json
import re
from functools import cache

import lightningcss
from made_once import made_once

ATTRIBUTE = re.compile(r'\b(?:class|id)="([^"]*)"')
VARIABLE = re.compile(r"""(--[\w-]+):(?:url\([^"')]*\)|"[^"]*"|'[^']*'|[^;{}"'])*(?:;|(?=\}))""")
FACE = re.compile(r"@font-face\s*\{[^}]*\}")
BOOK_FONT = re.compile(r'url\("?(fonts/[^")]+)"?\)')


def names_in_use(pages, scripts):
    """The classes and ids of the pages, and each word of the scripts, which may set one."""
    return set(re.findall(r"[A-Za-z_][\w-]*", scripts)).union(*map(names_on, pages))


@cache
def names_on(page):
    return {name for value in ATTRIBUTE.findall(page) for name in value.split()}


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


def variables_in_use(pages, scripts):
    """The custom properties that the pages and the scripts read."""
    return set().union(*map(variables_in, [*pages, scripts]))


@cache
def variables_in(text):
    return set(re.findall(r"--[\w-]+", text))


def purge(css, pages, scripts):
    """The stylesheet for these pages, given as texts, and these scripts."""
    css = re.sub(r"@import[^;]*;", "", css)  # of what stands before it
    css = without_unused_names(css, names_in_use(pages, scripts))
    return minify(without_unread_variables(css, variables_in_use(pages, scripts)))


def purge_once(css, pages, scripts, folder):
    """The same; what was made before is found in the folder."""
    names, variables = names_in_use(pages, scripts), variables_in_use(pages, scripts)
    made_of = json.dumps([css, sorted(names), sorted(variables)]).encode()
    return made_once(folder, made_of, lambda: purge(css, pages, scripts).encode()).decode()


def icons(css):
    """The code points of the icons that the rules draw."""
    return {ord(c) for c in css if "\ue000" <= c <= "\uf8ff"}


def with_icon_font(css, name, data):
    """The rules with the icon font in them, at no request, and without the theme's other fonts."""
    faces = [face for face in FACE.findall(css) if "/vendor/" in face]
    (kept, *_) = [face for face in faces if name in face]
    inside = re.sub(r"src:[^;}]*", f"src:{url_of(data)}", kept)
    for face in faces:
        css = css.replace(face, inside if face is kept else "", 1)
    return css


def with_text_fonts(css, read):
    """The rules with the fonts in them that must not come late, which are those that block.

    read gives the bytes of a font of the book by its path beside the sheet.
    """

    def inside(face):
        blocks = "font-display:block" in face[0]
        return BOOK_FONT.sub(lambda m: url_of(read(m[1])), face[0]) if blocks else face[0]

    return FACE.sub(inside, css)


def url_of(font):
    return f'url("data:font/woff2;base64,{base64.b64encode(font).decode()}")'
