"""One small exercise of each kind, for the tests."""

from sympy import symbols

from snippets.exercises import Choice, Code, Mistake, Number, Symbolic

x = symbols("x", real=True)
MISTAKE = (Mistake(x, "a slip"),)
THOUSAND = (Mistake(1000, "a slip"),)


def formula(answer, *, mistakes=MISTAKE, **fields):
    fields = {"key": "a-formula", "title": "A formula", "level": 1, "variables": (x,)} | fields
    return Symbolic(answer=answer, mistakes=mistakes, **fields)


def number(answer, *, mistakes=THOUSAND, **fields):
    fields = {"key": "a-number", "title": "A number", "level": 1} | fields
    return Number(answer=answer, mistakes=mistakes, **fields)


def choice(*right):
    wrong = (Mistake("red", "not red"), Mistake("blue", "not blue"))
    return Choice(key="a-choice", title="A choice", level=1, answer=right, mistakes=wrong)


def twice(n):
    return 2 * n


def thrice(n):
    return 3 * n


def code(**fields):
    fields = {"cases": ((1,), (2,)), "mistakes": (Mistake(thrice, "that is three times"),)} | fields
    return Code(key="a-function", title="A function", level=1, answer=twice, **fields)
