"""Mutants: change the mathematics by one operator at a time, and see its unit tests turn red.

`make mutants` lets mutmut mutate each module of snippets/ in a copy under _build/mutants, and runs
the unit tests that prove it: those of the module's own file, and of files that import it and
belong to no other module; no guards of pages and figures, no exercises, no built site.  It fails
for a survivor that tests/survivors.txt does not list, for an entry there that is stale, and where
fewer than 95 % of a module's mutants are killed.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from typing import NamedTuple

from reproducible import ROOT, copy_sources

SNIPPETS, TESTS = ROOT / "snippets", ROOT / "tests"
LISTED = TESTS / "survivors.txt"
LEAST_KILLED = 0.95
DEAD = ("timeout", "suspicious", "segfault")  # it hangs, or takes the whole process with it
NO_UNIT_TEST = re.compile(r"_(page|figures|oracles)$|exercise")


class Survivor(NamedTuple):
    """A change that no test minds: in which function, the lines taken out and those put in."""

    function: str
    old: str
    new: str

    def __str__(self):
        lines = [f"- {line}" for line in self.old.splitlines()]
        return "\n".join([self.function, *lines, *(f"+ {line}" for line in self.new.splitlines())])


# --- Modules and their tests


def modules():
    """The modules whose mathematics is mutated, by name."""
    return [path.stem for path in sorted(SNIPPETS.glob("[!_]*.py"))]


def touched(since):
    """The modules whose source or test file differs from that of a commit."""
    names = run(ROOT, "git", "diff", "--name-only", "--merge-base", since).stdout.split()
    return [m for m in modules() if {f"snippets/{m}.py", f"tests/test_{m}.py"} & set(names)]


def unit_tests(module):
    """The files of tests that prove a module: they import it, and no other module owns them."""
    others = {f"test_{other}" for other in modules()} - {f"test_{module}"}
    return [
        f"tests/{path.name}"
        for path in sorted(TESTS.glob("test_*.py"))
        if path.stem not in others
        and not NO_UNIT_TEST.search(path.stem)
        and reads(path.read_text("utf-8"), module)
    ]


def reads(source, module):
    """Whether a file of tests imports a module of snippets/, and does without the built site."""
    nodes = list(ast.walk(ast.parse(source)))
    names = {
        f"{node.module}.{alias.name}"
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    site = any(isinstance(node, ast.arg) and node.arg == "site" for node in nodes)
    return not site and any(f"{name}.".startswith(f"snippets.{module}.") for name in names)


# --- What mutmut finds


def run(folder, *command):
    """Run a program in a folder; ends with its output where it fails."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done


def mutmut(folder, *arguments):
    """What mutmut prints; it exits with 0 where mutants survive."""
    return run(folder, ROOT / ".venv/bin/mutmut", *arguments).stdout


def prepare(module):
    """A fresh copy of the sources whose settings name the module and its tests."""
    folder = ROOT / "_build/mutants" / module
    shutil.rmtree(folder, ignore_errors=True)
    copy_sources(folder)
    settings = folder / "pyproject.toml"
    more = (
        f'only_mutate = ["snippets/{module}.py"]\n'
        f"pytest_add_cli_args_test_selection = {json.dumps(unit_tests(module))}\n"
    )
    text = settings.read_text("utf-8").replace("[tool.mutmut]\n", f"[tool.mutmut]\n{more}")
    settings.write_text(text, "utf-8")
    return folder


def not_killed(folder):
    """{mutant: what became of it} for all that no test killed."""
    return dict(re.findall(r"^ +(\S+): (.+)$", mutmut(folder, "results"), re.M))


def survivor(folder, mutant):
    """The change that a mutant makes."""
    module, function = re.fullmatch(r"snippets\.(\w+)\.x.(.+)__mutmut_\d+", mutant).groups()
    diff = mutmut(folder, "show", mutant).splitlines()
    lines = lambda sign: [
        line[1:].strip() for line in diff if line.startswith(sign) and not line.startswith(sign * 3)
    ]
    name = f"{module}.{function.replace('ǁ', '.')}"
    return Survivor(name, "\n".join(lines("-")), "\n".join(lines("+")))


def tried(module):
    """(how many mutants, those that no test killed): one that hangs twice, or crashes, is dead."""
    if not unit_tests(module):
        sys.exit(f"no unit test imports snippets.{module}")
    folder = prepare(module)
    mutmut(folder, "run")
    if slow := [m for m, status in not_killed(folder).items() if status == "timeout"]:
        mutmut(folder, "run", "--max-children", "1", *slow)
    mutmut(folder, "export-cicd-stats")
    stats = json.loads((folder / "mutants/mutmut-cicd-stats.json").read_text("utf-8"))
    left = [m for m, status in not_killed(folder).items() if status not in DEAD]
    assert len(left) == stats["total"] - stats["killed"] - sum(stats[status] for status in DEAD)
    return stats["total"], {survivor(folder, mutant) for mutant in left}


# --- The list


def entries(text):
    """{survivor: why it cannot matter}, from the text of the list.

    A reason stands in lines with #; below are its survivors, each a line with the name of the
    function, lines with - for what was taken out, and lines with + for what was put in.
    """
    found = {}
    for group in re.findall(r"((?:^#.*\n)+)((?:^[^#\n].*\n|^\n)*)", text, re.M):
        reason = " ".join(line.lstrip("# ") for line in group[0].splitlines())
        for function, old, new in re.findall(
            r"^(\w.*)\n((?:- .*\n)*)((?:\+ .*\n)*)", group[1], re.M
        ):
            found[Survivor(function, unmarked(old), unmarked(new))] = reason
    return found


def unmarked(lines):
    """Lines without the sign in front of each."""
    return "\n".join(line[2:] for line in lines.splitlines())


def verdict(module, total, survivors, listed):
    """What is wrong with the result of a module, a line or more for each fault; none if all is."""
    own = {entry for entry in listed if entry.function.split(".")[0] == module}
    faults = [f"survives, and is not listed:\n{s}" for s in sorted(survivors - own)]
    faults += [f"is listed, and no longer survives:\n{s}" for s in sorted(own - survivors)]
    share = 1 - len(survivors) / total if total else 1
    if share < LEAST_KILLED:
        faults.append(f"{module}: only {share:.1%} of {total} mutants are killed")
    return faults


def main():
    since, names = os.environ.get("SINCE"), sys.argv[1:]
    if unknown := set(names) - set(modules()):
        sys.exit(f"no module of snippets/: {', '.join(sorted(unknown))}")
    listed, faults = entries(LISTED.read_text("utf-8")), []
    for module in names or (touched(since) if since else modules()):
        total, survivors = tried(module)
        print(f"{module}: {total} mutants, {total - len(survivors)} killed", flush=True)
        found = verdict(module, total, survivors, listed)
        print("".join(f"\n{fault}\n" for fault in found), end="", flush=True)
        faults += found
    sys.exit(f"{len(faults)} faults: see {LISTED.relative_to(ROOT)}" if faults else 0)


if __name__ == "__main__":
    main()
