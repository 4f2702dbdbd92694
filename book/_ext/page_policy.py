"""A Content-Security-Policy in every page: nothing from elsewhere, nothing inline but by its hash.

It stands in a <meta>, so it holds on hosts that cannot set headers, and from a disk.
"""

import base64
import hashlib
import re

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
META = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*(")')
COMMENT = re.compile(r"<!--.*?-->", re.S)
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.S)
DATA = re.compile(r'\btype="application/(?:ld\+)?json"')
FORBIDDEN = {
    "an event attribute": re.compile(r"<\w[^<>]*?\son\w+=[^<>]*>"),
    "a style attribute": re.compile(r"<\w[^<>]*?\sstyle=[^<>]*>"),
    "a style element": re.compile(r"<style\b[^>]*>"),
}


def inline_scripts(page):
    """The text of each script in the page that runs."""
    scripts = SCRIPT.findall(COMMENT.sub("", page))
    return [
        text
        for attributes, text in scripts
        if "src=" not in attributes and not DATA.search(attributes)
    ]


def digest(script):
    """What the policy calls a script."""
    sha = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(sha).decode()}'"


def policy(page):
    """The policy of a page, with the hashes of its own inline scripts."""
    hashes = sorted({digest(script) for script in inline_scripts(page)})
    directives = DIRECTIVES | {"script-src": " ".join([DIRECTIVES["script-src"], *hashes])}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def with_policy(page):
    """The page with its policy where the template left room for it."""
    return META.sub(lambda m: m[1] + policy(page) + m[2], page, count=1)


def blocked(page):
    """What the policy would block in the page, in words."""
    live = SCRIPT.sub("", COMMENT.sub("", page))
    live = re.sub(r'="[^"]*"', "=…", live)  # a value may read like an attribute
    return [f"{kind}: {tag[:80]}" for kind, rule in FORBIDDEN.items() for tag in rule.findall(live)]
