"""Build the book twice, in two folders and in two ways, and compare every published byte.

The ways differ in folder, time, time zone, order of hashes and number of processes.
"""

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PUBLISHED = ("html", "executed", "pdf")  # the site, its executed notebooks, the book
WAYS = (
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "SPHINXOPTS": ""},
    {"PYTHONHASHSEED": "2026", "TZ": "Asia/Kathmandu", "SPHINXOPTS": "-j 2"},
)


def copy_sources(folder):
    """Copy the files that git knows or would add, as they are now, with their times.

    A lock that looks new would make `make` install everything again.
    """
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def make(folder, *goals, **environment):
    """Run make in a copy of the sources, with this environment."""
    if not (folder / ".venv").exists():
        (folder / ".venv").symlink_to(ROOT / ".venv")
    settings = os.environ | environment
    return subprocess.run(
        ["make", *goals], cwd=folder, env=settings, capture_output=True, text=True
    )


def build(folder, way):
    """Build site and PDF in a folder, in one of the ways."""
    done = make(folder, "html", "pdf", **way)
    if done.returncode:
        sys.exit(f"the book does not build with {way}:\n{done.stdout}{done.stderr}")


def differing(one, other):
    """The names of files that are not the same, or lie in one folder only; sorted."""
    names = {
        str(path.relative_to(root))
        for root in (one, other)
        for path in root.rglob("*")
        if path.is_file()
    }
    _, different, missing = filecmp.cmpfiles(one, other, names, shallow=False)
    return sorted(different + missing)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folders = [Path(scratch) / name for name in ("one", "two/deeper")]
        for folder, way in zip(folders, WAYS, strict=True):
            copy_sources(folder)
            build(folder, way)
        compared = 0
        for part in PUBLISHED:
            one, other = (folder / "_build" / part for folder in folders)
            if different := differing(one, other):
                sys.exit(f"two builds differ in _build/{part}:\n" + "\n".join(different))
            compared += sum(path.is_file() for path in one.rglob("*"))
        print(f"two builds agree in every byte of {compared} files")


if __name__ == "__main__":
    main()
