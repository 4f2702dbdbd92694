"""The outputs that the book publishes, as text for a reviewer's eyes: tests/record/<page>.txt.

`make accept` writes the records anew from the last build; tests/test_record.py compares them with
what `make` publishes.  A record has what each cell prints, and of each figure the alt text and the
data of its artists.

Beside them, tests/record/<page>.json says on which text the guards of its equations were green:
`make accept` runs those that have changed.  sentences.json has what people have read
(sentences.py), and print.tex how the book is set (printed.py).
"""

import datetime
import json
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from addresses import accept as accept_addresses

sys.path += [str(Path(__file__).parent.parent / name) for name in ("book/_ext", ".")]
from guards import digests, module_of, record_of, versions
from guards import on_record as green_on_record
from lessons import LESSONS
from printed import accept as accept_print
from printed import build as build_print
from sentences import accept as accept_sentences

ROOT = Path(__file__).parent.parent
EXECUTED = ROOT / "_build/executed"
RECORDS = ROOT / "tests/record"
HIDDEN = {"remove-cell", "remove-output"}
NUMBER = re.compile(r"((?<![\w.])[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]*[a-zA-Z]))")


def entries(notebook):
    """(the last line of a cell, what it shows) for each cell with a visible output."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and not HIDDEN & set(cell.metadata.get("tags", [])):
            if shown := "\n".join(filter(None, map(as_text, cell.outputs))):
                yield cell.source.rstrip().splitlines()[-1].strip(), shown


def as_text(output):
    """What a reader sees of one output: its text, or the artists of its figure."""
    if output.output_type == "stream":
        return output.text.rstrip()
    words = output.get("data", {}).get("text/plain", "")
    return "\n".join([words, *output.metadata.get("artists", [])])


def record(notebook):
    """The text of a page's record: each cell's last line behind a mark, its outputs below."""
    return "".join(f"▸ {heading}\n{shown}\n\n" for heading, shown in entries(notebook))


def published():
    """The record of each page whose cells show something, by its name, from the last build."""
    records = {p.stem: record(nbformat.read(p, 4)) for p in sorted(EXECUTED.glob("*.ipynb"))}
    return {page: text for page, text in records.items() if text}


def on_record():
    """The record of each page, by its name, as it was accepted."""
    return {path.stem: path.read_text("utf-8") for path in sorted(RECORDS.glob("*.txt"))}


def differences(old, new):
    """The lines of two records that disagree, each under the cell that it belongs to."""
    found, heading = [], ""
    old, new = old.splitlines(), new.splitlines()
    for was, now in zip(old, new, strict=False):
        heading = was if was.startswith("▸") else heading
        if not agree(was, now):
            found.append(f"{heading}\n  on record: {was}\n  now:       {now}")
            if NUMBER.sub("", was) != NUMBER.sub("", now):
                return found  # a line came or went: what follows would all be off
    if len(old) != len(new) and not found:
        found.append(f"{heading}\n  on record: {len(old)} lines\n  now:       {len(new)} lines")
    return found


def agree(was, now):
    """Whether two lines have the same words, and numbers that are equal but for rounding."""
    (words, numbers), (other_words, other_numbers) = split(was), split(now)
    return words == other_words and all(map(near, numbers, other_numbers))


def split(line):
    """The words and the numbers of a line; spaces that only fill a column do not count."""
    parts = NUMBER.split(line)
    return [" ".join(words.split()) for words in parts[::2]], [read(n) for n in parts[1::2]]


def read(text):
    """A printed number: a count, which no machine rounds, or a measure."""
    text = text.replace("−", "-")
    return int(text) if text.lstrip("+-").isdigit() else float(text)


def near(a, b):
    """Whether two printed numbers may come from one computation on two machines.

    Six printed digits are off by half a unit of the last, 5e-6 of the number, at most; a number
    that is small because larger ones cancel keeps its size only, and under 1e-13 nothing.  Counts
    are equal.
    """
    if isinstance(a, int) and isinstance(b, int):
        return a == b
    smaller, larger = sorted((abs(a), abs(b)))
    if larger < 1e-13:
        return True
    if larger < 1e-8:
        return a * b > 0 and larger <= 10 * smaller
    return abs(a - b) <= 1e-5 * larger


def accept():
    """Write the records of all pages anew, and take away those of pages that are gone."""
    RECORDS.mkdir(exist_ok=True)
    texts = published()
    for gone in set(on_record()) - set(texts):
        (RECORDS / f"{gone}.txt").unlink()
    for page, text in texts.items():
        (RECORDS / f"{page}.txt").write_text(text, "utf-8")
    accept_addresses()
    accept_sentences()
    with tempfile.TemporaryDirectory() as folder:
        build_print(folder)
        accept_print(Path(folder))
    print(
        "The records in tests/record are those of this build; `git diff tests/record` shows them."
    )


def prove(page):
    """Run the guards of a page's equations and put on record that they are green; else exit."""
    module = module_of(ROOT, page)
    checked = digests(ROOT, page)
    if subprocess.run([sys.executable, "-m", "pytest", module], cwd=ROOT).returncode:
        sys.exit(f"{module.relative_to(ROOT)} is red: its equations are not put on record")
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    with_versions = {"Python": platform.python_version(), **versions()}
    record = {"green": today, "with": with_versions, "guards": checked}
    record_of(ROOT, page).write_text(json.dumps(record, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    accept()
    for lesson in LESSONS:
        if green_on_record(ROOT, lesson)["guards"] != digests(ROOT, lesson):
            prove(lesson)
