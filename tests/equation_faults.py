r"""Plant faults in the displayed equations, one by one, and see the guard of each turn red.

Each label's LaTeX is changed in one place at a time: a sign, a digit, a letter, a relation, a
function, a prime or a transpose, the two parts of a fraction, a word.  Its guards get the changed
LaTeX in the running process; no file is touched.  A change that every guard lets pass survives,
and must stand in SAME_MEANING: it does not change what is said.  `make faults` runs it.
"""

import re
import signal
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

SECONDS = 3  # of computing, and ten times what the guard takes: one that needs more has not passed
TOKEN = re.compile(
    r"\\(?:begin|end|operatorname|hat)\{\w+\}|\\text\{[^}]*\}|\\[a-zA-Z]+|\\.|\d+|[a-zA-Z]|.", re.S
)
# What stands for a number, a vector or a function, beside the single letters.
GREEK = "alpha beta gamma delta Delta varepsilon eta theta kappa lambda Lambda mu xi rho sigma"
LETTER = re.compile(rf"[a-zA-Z]|\\(?:{'|'.join([*GREEK.split(), 'varphi'])})")
SWAPS = {"+": "-", "-": "+", "=": r"\ne ", "<": ">", ">": "<", r"\le": r"\ge ", r"\ge": r"\le "}
SWAPS |= {r"\leq": r"\geq ", r"\approx": "=", r"\sin": r"\cos ", r"\cos": r"\sin "}
SWAPS |= {r"\log": r"\exp ", r"\min": r"\max ", r"\max": r"\min ", r"\infty": "0", "'": ""}
SWAPS |= {r"\top": "1", r"\nabla": "", r"\sqrt": "", r"\odot": "", r"\dots": ""}

# Two factors in the other order: the product is the same.
SAME_MEANING = {
    r"\begin{aligned} \frac{(x + h)^2 - x^2}{h} &= \frac{2 h x + h^2}{h} "
    r"\\ &= 2x + h. \end{aligned}",
    r"f(x + h) = f(x) + h m + r(h).",
    r"\frac{1}{h} \left(\frac{1}{x + h} - \frac{1}{x}\right) = -\frac{1}{x^2 + h x }, "
    r"\quad \text{so} \quad \frac{d}{dx} \frac{1}{x} = -\frac{1}{x^2}.",
    r"\frac{\partial}{\partial w_1} \log\bigl(1 + e^{-s y }\bigr) = -y\, \sigma(-y s)\, x_1.",
    r"\frac{\partial}{\partial w_1} \log\bigl(1 + e^{-y s}\bigr) = -y\, \sigma(-s y )\, x_1.",
    r"L = (b a + c)^2,",
    r"\frac{\partial}{\partial x} (y x + x \cdot x) = y + x + x.",
    r"L = \log(1 + e^s) - s y .",
    r"(a + a' \varepsilon)(b + b' \varepsilon) = b a + (a' b + a b')\, \varepsilon, "
    r"\qquad \varepsilon^2 = 0,",
    r"f(x, y) = \frac{y x }{x^2 + y^2}, \qquad f(0, 0) = 0.",
    r"w \cdot (p - w t ) + b = 0, \qquad t = \frac{w \cdot p + b}{\lVert w \rVert^2}.",
}


def places(tex):
    """(token, start, end) of each token that is more than space."""
    return [(m[0], m.start(), m.end()) for m in TOKEN.finditer(tex) if not m[0].isspace()]


def replacements(token, letters):
    """What a token may be mistaken for."""
    if token.isdigit():
        return [f"{int(token) + 1} "]
    if token.startswith(r"\text"):
        return [""]
    if LETTER.fullmatch(token):
        after = letters[(letters.index(token) + 1) % len(letters)]
        return ["1 "] if after == token else ["1 ", f"{after} "]
    return [SWAPS[token]] if token in SWAPS else []


def group_end(tex, start):
    """The end of the group in braces that opens at `start`."""
    depth = 0
    for k in range(start, len(tex)):
        depth += {"{": 1, "}": -1}.get(tex[k], 0)
        if not depth:
            return k + 1
    raise ValueError(f"braces do not match in {tex!r}")


def turned_fractions(tex):
    """The formula with the two parts of each fraction exchanged."""
    for match in re.finditer(r"\\[tdc]?frac(?=\{)", tex):
        middle = group_end(tex, match.end())
        if tex[middle] == "{":
            end = group_end(tex, middle)
            above, below = tex[match.end() : middle], tex[middle:end]
            if "partial" not in above and above != r"{d}":
                yield tex[: match.end()] + below + above + tex[end:]


def mutants(tex):
    """Each formula that differs from `tex` by one slip, with no two alike."""
    letters = sorted({token for token, *_ in places(tex) if LETTER.fullmatch(token)})
    changed = [
        tex[:start] + new + tex[end:]
        for token, start, end in places(tex)
        for new in replacements(token, letters)
    ]
    # Two neighbors in other places: a matrix and a vector, a letter and its index.
    for (one, start, _), (other, _, stop) in pairwise(places(tex)):
        if one != other and LETTER.fullmatch(one) and LETTER.fullmatch(other):
            changed.append(tex[:start] + f"{other} {one} " + tex[stop:])
    return list(dict.fromkeys([*changed, *turned_fractions(tex)]))


class TooLong(BaseException):
    """A slip made the guard compute on and on; SymPy catches every Exception."""


def give_up(*_):
    raise TooLong


class Plant:
    """A plugin of pytest: after a guard has passed, run it on every mutant of its equations."""

    def __init__(self):
        self.alive = {}  # (label, mutant) -> whether every guard so far let it pass

    @pytest.hookimpl(hookwrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem):
        start = time.process_time()
        outcome = yield
        if pyfuncitem.get_closest_marker("guards") and outcome.excinfo is None:
            self.plant(pyfuncitem, SECONDS + 10 * (time.process_time() - start))

    def plant(self, item, seconds):
        from conftest import guarded

        found = guarded(item)
        page = found[0].file.rpartition("/")[2]
        for k, equation in enumerate(found):
            for mutant in mutants(equation.tex):
                if self.alive.get((page, equation.label, mutant), True):
                    texts = [mutant if i == k else one.tex for i, one in enumerate(found)]
                    passed = passes(item, texts[0] if len(texts) == 1 else texts, seconds)
                    self.alive[page, equation.label, mutant] = passed


def passes(item, tex, seconds):
    """Whether the guard lets that LaTeX pass, in so many seconds."""
    arguments = {name: item.funcargs[name] for name in item._fixtureinfo.argnames}
    signal.signal(signal.SIGVTALRM, give_up)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        item.obj(**arguments | {"tex": tex})
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return True
    except (Exception, pytest.fail.Exception, TooLong):
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return False


def main(chosen):
    plant = Plant()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was found is still printed
    modules = chosen or [str(p) for p in sorted(ROOT.glob("tests/test_*_page.py"))]
    code = pytest.main([*modules, "--assert=plain", "-p", "no:cacheprovider"], plugins=[plant])
    alive = [key for key, passed in plant.alive.items() if passed]
    missed = [key for key in alive if " ".join(key[2].split()) not in SAME_MEANING]
    for page, label, mutant in missed:
        print(f"MISSED: {page}, {label}: {' '.join(mutant.split())}")
    print(f"{len(plant.alive)} slips in equations: {len(missed)} missed, {len(alive)} survive")
    sys.exit(bool(missed) or int(code))


if __name__ == "__main__":
    main(sys.argv[1:])
