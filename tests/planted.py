"""Plant faults in copies of the book, one by one, and see `make test` point at each.

Each fault says where it is planted, which tests shall turn red (a part of `make test`, so that the
rest need not run), and what their message must say.  `make faults` runs them all.
"""

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from reproducible import ROOT, copy_sources, make


@dataclass(frozen=True)
class Fault:
    """One slip: `old` in a file becomes `new`; `tests` catch it with a message that has `told`."""

    what: str
    file: str
    old: str
    new: str
    tests: str
    told: str


FAULTS = [
    Fault(
        "a sign in a displayed equation",
        "book/differentiation.md",
        r"f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}",
        r"f'(x) = \lim_{h \to 0} \frac{f(x + h) + f(x)}{h}",
        "tests/test_differentiation_page.py",
        "eq-derivative",
    ),
    Fault(
        "a changed number in a sentence",
        "book/gradient.md",
        "At $(2, 3)$ that is 4.",
        "At $(2, 3)$ that is 5.",
        "tests/test_book.py",
        "book/gradient.md",
    ),
    Fault(
        "a changed formula in a sentence",
        "book/gradient.md",
        "its slope is $3y^2$",
        "its slope is $2y^2$",
        "tests/test_book.py",
        "book/gradient.md",
    ),
    Fault(
        "two curves of a figure swapped",
        "book/differentiation.md",
        "draw.sigmoid_and_slope(wide, sigmoid(wide), sigmoid_derivative(wide))",
        "draw.sigmoid_and_slope(wide, sigmoid_derivative(wide), sigmoid(wide))",
        "tests/test_record.py",
        "draw.sigmoid_and_slope",
    ),
    Fault(
        "the field of another function drawn",
        "snippets/gradient.py",
        "np.array([2 * x, 3 * y**2])",
        "np.array([2 * x, 2 * y])",
        "tests/test_gradient.py",
        "surface_gradient",
    ),
    Fault(
        "a doubled derivative of the sigmoid",
        "snippets/differentiation.py",
        "return sigmoid(x) * sigmoid(-x)",
        "return 2 * sigmoid(x) * sigmoid(-x)",
        "tests/test_differentiation.py",
        "sigmoid_derivative",
    ),
    Fault(
        "a sum where the page says mean",
        "snippets/classifier.py",
        "return sum(losses) / len(losses)",
        "return sum(losses)",
        "tests/test_classifier.py",
        "loss",
    ),
    Fault(
        "a doubled derivative of the sigmoid in a formula",
        "book/differentiation.md",
        r"&= \sigma(x) \bigl(1 - \sigma(x)\bigr)",
        r"&= 2 \sigma(x) \bigl(1 - \sigma(x)\bigr)",
        "tests/test_differentiation_page.py",
        "book/differentiation.md",
    ),
    Fault(
        "weight gradients summed, bias gradients averaged",
        "snippets/backpropagation.py",
        "delta.T @ a / len(y)",
        "delta.T @ a",
        "tests/test_backpropagation.py",
        "loss_and_gradients",
    ),
    Fault(
        "a transposed Jacobian",
        "snippets/jacobian.py",
        "for j in range(x.size)], axis=1)",
        "for j in range(x.size)], axis=0)",
        "tests/test_jacobian.py",
        "jacobian",
    ),
    Fault(
        "a margin drawn through points that no line separates",
        "snippets/support_vector_machine.py",
        "if gap <= TOUCHING:",
        "if gap < 0:",
        "tests/test_support_vector_machine.py",
        "NotSeparable",
    ),
    Fault(
        "a wrong model answer",
        "snippets/exercises/gradient.py",
        "answer=[2, 2],",
        "answer=[2, 3],",
        "tests/test_exercises_of_lessons.py",
        "bowl-at-one-one",
    ),
    Fault(
        "an output that no longer is what the code prints",
        "tests/record/gradient.txt",
        "turning w1: -0.8328",
        "turning w1: -0.8338",
        "tests/test_record.py",
        "gradient.md",
    ),
    Fault(
        "two choices exchanged",
        "book/gradient.md",
        "if its label is $+1$, and against them if it is $-1$",
        "if its label is $-1$, and against them if it is $+1$",
        "tests/test_sentences.py",
        "book/gradient.md:",
    ),
    Fault(
        "a reference to another equation",
        "book/gradient.md",
        "{eq}`eq-along-curve` is zero.\nWalk",
        "{eq}`eq-cosine` is zero.\nWalk",
        "tests/test_sentences.py",
        "eq-cosine [eq-cosine] is zero",
    ),
    Fault(
        "a false word in an explanation",
        "book/optimization.md",
        "So $c$ is a local minimum; and",
        "So $c$ is a global minimum; and",
        "tests/test_sentences.py",
        "a global minimum",
    ),
    Fault(
        "wrong advice on a mistake",
        "snippets/exercises/gradient.py",
        "the derivative of x² is 2x.",
        "the derivative of x² is x.",
        "tests/test_sentences.py",
        "bowl-at-one-one: nobody has read",
    ),
    Fault(
        "a fraction upside down on the pages, and not in their sources",
        "book/_ext/latex_to_mathml.py",
        "        clear_the_hook(element)\n",
        "        clear_the_hook(element)\n"
        '        if element.tag == "mfrac":\n            element[:] = element[::-1]\n',
        "tests/test_shown.py",
        "differentiation.html does not show book/differentiation.md:",
    ),
    Fault(
        "a false word in print only",
        "book/_ext/exercise_print.py",
        """_run_in(child, f"Hint {child['number']}.")""",
        """_run_in(child, f"Solution {child['number']}.")""",
        "tests/test_print.py",
        "the book in print has not, or not there, book/",
    ),
    Fault(
        "an arrow that points the other way",
        "snippets/figures/gradient.py",
        'ax.annotate("", end, start, arrowprops=style | kwargs)',
        'ax.annotate("", start, end, arrowprops=style | kwargs)',
        "tests/test_record.py",
        "gradient.md, ▸ draw.downhill",
    ),
    Fault(
        "another word for how an equation is checked",
        "book/_ext/guards.py",
        '"numerically": "at points"',
        '"numerically": "everywhere"',
        "tests/test_sentences.py",
        "Checked numerically (everywhere)",
    ),
    Fault(
        "another error above a function",
        "snippets/gradient.py",
        "∇f(x) by central differences; error ⅙ h²",
        "∇f(x) by central differences; error ½ h²",
        "tests/test_sentences.py",
        "error ½ h²",
    ),
]


def planted(fault, folder):
    """(exit code, output) of the tests on a copy with the fault; exits where it fits not once."""
    copy_sources(folder)
    shutil.copytree(ROOT / "_build/executed", folder / "_build/executed")
    file = folder / fault.file
    text = file.read_text("utf-8")
    if text.count(fault.old) != 1:
        sys.exit(f"{fault.what}: {fault.file} has {text.count(fault.old)} times {fault.old!r}")
    file.write_text(text.replace(fault.old, fault.new), "utf-8")
    done = make(folder, "test", f"TESTS={fault.tests}")
    return done.returncode, done.stdout + done.stderr


def main():
    missed = 0
    for fault in FAULTS:
        with tempfile.TemporaryDirectory() as scratch:
            code, output = planted(fault, Path(scratch))
        caught = code != 0 and fault.told in output
        missed += not caught
        print(f"{'caught' if caught else 'MISSED'}: {fault.what} ({fault.file})", flush=True)
        if not caught:
            print(output[-2000:])
    sys.exit(f"{missed} of {len(FAULTS)} faults were not caught" if missed else 0)


if __name__ == "__main__":
    main()
