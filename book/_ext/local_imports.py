"""Which files of the local packages does a piece of code depend on?

Imports are read from the source, never run, and followed through the local packages only.
"""

import ast
import re
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

IMPORTS_BY_NAME = {"importlib", "runpy", "__import__", "exec", "eval"}  # no reader can follow these
MAY_IMPORT = re.compile("import|runpy|exec|eval")
MAGIC = re.compile(r"^[ \t]*[%!].*", re.M)


@lru_cache(1)  # the next to ask is often another with the same question
def tree_of(code):
    return ast.parse(code)


def imported_names(code, package=""):
    """Dotted names that `code` may import; "*" where that cannot be told.

    package is the package of the code, for its relative imports.
    """
    names = set()
    if not MAY_IMPORT.search(code):  # as in most cells, of which there are hundreds
        return names
    for node in ast.walk(tree_of(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(parents if node.level else []), *filter(None, [node.module])])
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Name) and node.id in IMPORTS_BY_NAME:
            names.add("*")
    return names | ({"*"} if {name.split(".")[0] for name in names} & IMPORTS_BY_NAME else set())


class LocalPackages:
    """The packages `names` in the folder `top`, read once."""

    def __init__(self, top, names):
        self.names = tuple(names)
        self.files = [
            file
            for name in names
            for file in sorted(Path(top, name).rglob("*"))
            if file.is_file() and "__pycache__" not in file.parts
        ]
        self.data = defaultdict(list)  # by folder
        for file in self.files:
            if file.suffix != ".py":
                self.data[file.parent].append(file)
        self.modules = {self.dotted(top, f): f for f in self.files if f.suffix == ".py"}
        self.imports_of = cache(self._imports_of)
        self.files_used = cache(self._files_used)

    @staticmethod
    def dotted(top, file):
        parts = file.relative_to(top).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def _imports_of(self, module):
        file = self.modules[module]
        package = module if file.name == "__init__.py" else module.rpartition(".")[0]
        return frozenset(imported_names(file.read_text("utf-8"), package))

    def matches(self, name):
        """The local modules that run when `name` is imported: a.b.c runs a, a.b and a.b.c."""
        if name.endswith("*"):
            return {module for module in self.modules if module.startswith(name[:-1])}
        parts = name.split(".")
        return {".".join(parts[: i + 1]) for i in range(len(parts))} & self.modules.keys()

    def modules_used(self, code):
        """The local modules that `code` imports, directly or through another."""
        magics = " ".join(MAGIC.findall(code))
        try:
            todo = list(imported_names(MAGIC.sub("pass", code)))
        except SyntaxError:  # the cell will fail by itself, with its own message
            todo, magics = [], code
        if any(name in magics for name in self.names):
            todo.append("*")
        seen = set()
        while todo:
            new = self.matches(todo.pop()) - seen
            seen |= new
            todo += [name for module in new for name in self.imports_of(module)]
        return seen

    def _files_used(self, code):
        """The files behind `modules_used`, with the data files that lie beside them."""
        used = {self.modules[module] for module in self.modules_used(code)}
        folders = {file.parent for file in used}
        data = {file for folder in folders for file in self.data[folder]}
        return sorted(used | data)
