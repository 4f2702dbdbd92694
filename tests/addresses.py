"""The addresses that the book has published: its pages, and the sections in them.

tests/record/addresses.list holds them. `make accept` adds new ones and takes none away: who linked
to a section finds it for good. Where one has to go, take its line out by hand.
"""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIST = ROOT / "tests/record/addresses.list"
SECTION = re.compile(r'<section id="([^"]+)"')
ANY = re.compile(r' id="([^"]+)"')


def addresses(site, fragment=SECTION):
    """page.html of each page, and page.html#section of each section of it; sorted."""
    found = []
    for page in sorted(Path(site).glob("*.html")):
        sections = fragment.findall(page.read_text("utf-8"))
        found += [page.name, *(f"{page.name}#{section}" for section in sections)]
    return sorted(set(found))


def published():
    """The addresses on record."""
    return LIST.read_text("utf-8").splitlines() if LIST.exists() else []


def accept(site=ROOT / "_build/html"):
    """Put the addresses of this build on record, beside the ones that are there."""
    known = sorted({*published(), *addresses(site)})
    LIST.write_text("\n".join(known) + "\n", "utf-8", newline="\n")
