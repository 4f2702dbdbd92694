r"""Plant faults in the displayed equations, one by one, and see the guard of each turn red.

Each label's LaTeX is changed in one place at a time: a sign, a digit, a letter, a relation, a
function, a prime or a transpose, the two parts of a fraction, a word.  Its guards get the changed
LaTeX in the running process, the quickest first; no file is touched.  A change that every guard
lets pass survives, and must stand in SAME_MEANING.  One
on which a guard computes for too long, and which no other guard catches, is undecided: neither
caught nor harmless.  `make faults` runs it, each label in a process of its own core.
"""

import os
import re
import signal
import sys
import time
from collections import Counter
from functools import cache
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import latex_algebra
import pytest
from page_equations import equations

ROOT = Path(__file__).parent.parent

# Of computing, and so many times what the guard takes; the second for what the first left open.
LIMITS = (3, 10), (20, 50)
TOKEN = re.compile(
    r"\\(?:begin|end|operatorname|hat)\{\w+\}|\\text\{[^}]*\}|\\[a-zA-Z]+|\\.|\d+|[a-zA-Z]|.", re.S
)
# What stands for a number, a vector or a function, beside the single letters.
GREEK = "alpha beta gamma delta Delta varepsilon eta theta kappa lambda Lambda mu xi rho sigma"
LETTER = re.compile(rf"[a-zA-Z]|\\(?:{'|'.join([*GREEK.split(), 'varphi'])})")
SWAPS = {"+": "-", "-": "+", "<": ">", ">": "<", r"\le": r"\ge ", r"\ge": r"\le "}
SWAPS |= {r"\leq": r"\geq ", r"\approx": "=", r"\sin": r"\cos ", r"\cos": r"\sin "}
SWAPS |= {r"\log": r"\exp ", r"\min": r"\max ", r"\max": r"\min ", r"\infty": "0", "'": ""}
SWAPS |= {r"\top": "1", r"\nabla": "", r"\sqrt": "", r"\odot": "", r"\dots": ""}

# Two factors in the other order, the one slip that changes nothing: the product is the same.
SAME_MEANING = {
    "eq-dual": {
        r"(a + a' \varepsilon)(b + b' \varepsilon) = b a + (a' b + a b')\, \varepsilon, \qquad "
        r"\varepsilon^2 = 0,",
    },
    "eq-graph": {
        "L = (b a + c)^2,",
    },
    "eq-logit-delta": {
        r"\frac{d}{ds} \bigl( \log(1 + e^s) - s y \bigr) = \sigma(s) - y.",
    },
    "eq-logit-loss": {
        r"L = \log(1 + e^s) - s y .",
    },
    "eq-three-uses": {
        r"\frac{\partial}{\partial x} (y x + x \cdot x) = y + x + x.",
    },
    "eq-reciprocal": {
        r"\frac{1}{h} \left(\frac{1}{x + h} - \frac{1}{x}\right) = -\frac{1}{x^2 + h x }, \quad "
        r"\text{so} \quad \frac{d}{dx} \frac{1}{x} = -\frac{1}{x^2}.",
    },
    "eq-square-quotient": {
        r"\begin{aligned} \frac{(x + h)^2 - x^2}{h} &= \frac{2 h x + h^2}{h} \\ &= 2x + h. "
        r"\end{aligned}",
    },
    "eq-tangent": {
        "f(x + h) = f(x) + h m + r(h).",
    },
    "eq-point-gradient": {
        r"\frac{\partial}{\partial w_1} \log\bigl(1 + e^{-s y }\bigr) = -y\, \sigma(-y s)\, x_1.",
        r"\frac{\partial}{\partial w_1} \log\bigl(1 + e^{-y s}\bigr) = -y\, \sigma(-s y )\, x_1.",
    },
    "eq-torn": {
        r"f(x, y) = \frac{y x }{x^2 + y^2}, \qquad f(0, 0) = 0.",
    },
    "eq-left-sum": {
        r"\begin{aligned} h \sum_{k=0}^{n-1} 2 (-10 + h k ) &= -20 n h + h^2 n (n - 1) \\ &= -400 "
        r"+ 20 (20 - h) \\ &= -20 h. \end{aligned}",
        r"\begin{aligned} h \sum_{k=0}^{n-1} 2 (-10 + k h) &= -20 h n + h^2 n (n - 1) \\ &= -400 "
        r"+ 20 (20 - h) \\ &= -20 h. \end{aligned}",
    },
    "eq-jacobian-determinant": {
        r"\begin{aligned} \det \begin{pmatrix} a & b \\ c & d \end{pmatrix} &= (a + b)(c + d) \\ "
        r"&\quad - ac - bd - 2bc \\ &= d a - bc. \end{aligned}",
        r"\begin{aligned} \det \begin{pmatrix} a & b \\ c & d \end{pmatrix} &= (a + b)(c + d) \\ "
        r"&\quad - ac - d b - 2bc \\ &= ad - bc. \end{aligned}",
        r"\begin{aligned} \det \begin{pmatrix} a & b \\ c & d \end{pmatrix} &= (a + b)(c + d) \\ "
        r"&\quad - ac - bd - 2bc \\ &= ad - c b . \end{aligned}",
        r"\begin{aligned} \det \begin{pmatrix} a & b \\ c & d \end{pmatrix} &= (a + b)(c + d) \\ "
        r"&\quad - ac - bd - 2c b \\ &= ad - bc. \end{aligned}",
        r"\begin{aligned} \det \begin{pmatrix} a & b \\ c & d \end{pmatrix} &= (a + b)(c + d) \\ "
        r"&\quad - c a - bd - 2bc \\ &= ad - bc. \end{aligned}",
    },
    "eq-warp-jacobian": {
        r"\begin{aligned} J(x, y) &= \begin{pmatrix} \frac{\partial}{\partial x} (2xy) & "
        r"\frac{\partial}{\partial y} (2xy) \\ \frac{\partial}{\partial x} (x^2 y) & "
        r"\frac{\partial}{\partial y} (x^2 y) \end{pmatrix} = \begin{pmatrix} 2y & 2x \\ 2y x & "
        r"x^2 \end{pmatrix}, \\ J(1, 2) &= \begin{pmatrix} 4 & 2 \\ 4 & 1 \end{pmatrix}. "
        r"\end{aligned}",
        r"\begin{aligned} J(x, y) &= \begin{pmatrix} \frac{\partial}{\partial x} (2xy) & "
        r"\frac{\partial}{\partial y} (2y x ) \\ \frac{\partial}{\partial x} (x^2 y) & "
        r"\frac{\partial}{\partial y} (x^2 y) \end{pmatrix} = \begin{pmatrix} 2y & 2x \\ 2xy & "
        r"x^2 \end{pmatrix}, \\ J(1, 2) &= \begin{pmatrix} 4 & 2 \\ 4 & 1 \end{pmatrix}. "
        r"\end{aligned}",
        r"\begin{aligned} J(x, y) &= \begin{pmatrix} \frac{\partial}{\partial x} (2y x ) & "
        r"\frac{\partial}{\partial y} (2xy) \\ \frac{\partial}{\partial x} (x^2 y) & "
        r"\frac{\partial}{\partial y} (x^2 y) \end{pmatrix} = \begin{pmatrix} 2y & 2x \\ 2xy & "
        r"x^2 \end{pmatrix}, \\ J(1, 2) &= \begin{pmatrix} 4 & 2 \\ 4 & 1 \end{pmatrix}. "
        r"\end{aligned}",
    },
    "eq-warp": {
        r"f(x, y) = \begin{pmatrix} 2y x \\ x^2 y \end{pmatrix}.",
    },
    "eq-opt-convex": {
        r"f\bigl((1 - t) a + b t \bigr) \leq (1 - t) f(a) + t f(b).",
    },
    "eq-opt-heavy-roots": {
        r"r^2 - (1 + \beta - \lambda \eta )\, r + \beta = 0.",
    },
    "eq-opt-shrink": {
        r"x_{k+1} = x_k - \eta \lambda x_k = (1 - \lambda \eta )\, x_k.",
        r"x_{k+1} = x_k - \lambda \eta x_k = (1 - \eta \lambda)\, x_k.",
    },
    "eq-svm-foot": {
        r"w \cdot (p - w t ) + b = 0, \qquad t = \frac{w \cdot p + b}{\lVert w \rVert^2}.",
    },
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
    if token == "=":
        return [r"\ne ", "<", r"\approx "]
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


class Guards:
    """A plugin of pytest that keeps each guard that has passed, and how long it took."""

    def __init__(self):
        self.of = {}  # (page, label) -> [(seconds, item, place of the label among its labels)]

    @pytest.hookimpl(hookwrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem):
        start = time.process_time()
        outcome = yield
        if pyfuncitem.get_closest_marker("guards") and outcome.excinfo is None:
            self.keep(pyfuncitem, time.process_time() - start)

    def keep(self, item, seconds):
        from conftest import guarded

        item.equations = guarded(item)
        chapter = item.equations[0].file
        item.arguments = {name: item.funcargs[name] for name in item._fixtureinfo.argnames}
        for k, one in enumerate(item.equations):
            if one.label in equations(chapter):  # the words of a theorem are quoted
                self.of.setdefault((Path(chapter).name, one.label), []).append((seconds, item, k))


def verdict(guard, mutant, limit):
    """What a guard says of the LaTeX: caught, passed, or undecided when it takes too long."""
    seconds, item, place = guard
    texts = [mutant if i == place else one.tex for i, one in enumerate(item.equations)]
    least, times = limit
    signal.signal(signal.SIGVTALRM, give_up)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, least + times * seconds)
        item.obj(**item.arguments | {"tex": texts[0] if len(texts) == 1 else texts})
        return "passed"
    except TooLong:
        return "undecided"
    except (Exception, pytest.fail.Exception):
        return "caught"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def fate(guards, mutant):
    """The verdict of all guards of a label: one that catches the mutant is enough."""
    for limit in LIMITS:
        said = set()
        for guard in guards:
            said.add(verdict(guard, mutant, limit))
            if "caught" in said:
                return "caught"
        if said == {"passed"}:
            return "passed"
    return "undecided"


def fates(label):
    """(label, mutant, fate) of every slip in an equation."""
    guards = sorted(GUARDS.of[label], key=lambda guard: guard[0])
    equation = guards[0][1].equations[guards[0][2]]
    found = [(label, one, fate(guards, one)) for one in mutants(equation.tex)]
    if any(verdict(guard, equation.tex, LIMITS[-1]) != "passed" for guard in guards):
        raise RuntimeError(f"the guards of {label} turn red without a slip: nothing is caught")
    return found


def in_worker():
    """A process that the first one ends."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def complaints(found):
    """A line for each slip that no guard caught and for each stale entry of SAME_MEANING."""
    (page, label), *_ = found[0]
    alive = {" ".join(mutant.split()): its for _, mutant, its in found if its != "caught"}
    harmless = SAME_MEANING.get(label, set())
    for text, its in alive.items():
        if its == "undecided":
            yield f"UNDECIDED, its guards compute on and on: {page}, {label}: {text}"
        elif text not in harmless:
            yield f"MISSED: {page}, {label}: {text}"
    for text in harmless - alive.keys():
        yield f"STALE, it does not survive any more: {page}, {label}: {text}"


def plant():
    """Plant every slip, print what is wrong label by label, and return whether anything is."""
    slowest = sorted(GUARDS.of, key=lambda label: -sum(guard[0] for guard in GUARDS.of[label]))
    count, wrong = Counter(), False
    fork = get_context("fork")  # the guards are functions of this process
    with fork.Pool(os.cpu_count(), in_worker) as pool:
        for found in pool.imap_unordered(fates, slowest):
            count.update(its for *_, its in found)
            for line in sorted(complaints(found)):
                print(line, flush=True)
                wrong = True
    print(", ".join(f"{count[its]} {its}" for its in ("caught", "passed", "undecided")))
    return wrong


def main(chosen):
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # and with it all processes
    # A mutant differs in one place: what stands elsewhere is not read again and again.
    latex_algebra.parse = cache(latex_algebra.parse)
    modules = chosen or [str(p) for p in sorted(ROOT.glob("tests/test_*_page.py"))]
    if pytest.main([*modules, "--assert=plain", "-p", "no:cacheprovider"], plugins=[GUARDS]):
        sys.exit("the guards must be green before slips are planted")
    gone = SAME_MEANING.keys() - {label for _, label in GUARDS.of}
    if gone and not chosen:
        sys.exit(f"STALE, no page has these equations: {sorted(gone)}")
    try:
        sys.exit(plant())
    except KeyboardInterrupt:
        sys.exit("stopped: the slips that were not planted are not counted as caught")


GUARDS = Guards()

if __name__ == "__main__":
    main(sys.argv[1:])
