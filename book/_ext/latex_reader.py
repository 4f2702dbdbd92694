r"""One formula in LaTeX, as the pages write it, read as a SymPy expression.

    sum      products with + and - between them
    product  rows with \cdot, \times or / between them
    row      factors side by side
    factor   an atom, with or without an exponent
    atom     2.5, x_1, f'(x), \max(x, y), \sin x, (sum), \lvert sum \rvert, \frac, \sqrt, \int,
             and \sum, \prod, \lim and \frac{d}{dx} with what they are taken of

What has two readings, as 1/2x has, is refused: a check must not choose one of them.
"""

import re
import string

import sympy

# In LaTeX the exponent of x^12 is 1.
TOKEN = re.compile(r"(?<=[_^])\s*\d|\d+(?:\.\d+)?|\\[a-zA-Z]+|'+|\S")
GREEK = "alpha beta gamma delta Delta varepsilon epsilon eta theta kappa lambda mu xi pi rho"
GREEK += " sigma Sigma tau phi Phi omega"
LETTERS = {*string.ascii_letters, r"\infty", *("\\" + name for name in GREEK.split())}
CONSTANTS = {"e": sympy.E, "pi": sympy.pi, "infty": sympy.oo}
FUNCTIONS = {rf"\{f.__name__}": f for f in (sympy.sin, sympy.cos, sympy.tan, sympy.exp, sympy.log)}
FUNCTIONS |= {r"\sinh": sympy.sinh, r"\cosh": sympy.cosh, r"\tanh": sympy.tanh, r"\ln": sympy.log}
CHOICES = {r"\max": sympy.Max, r"\min": sympy.Min}
OF_AN_INDEX = {*LETTERS, *CHOICES, "+", "-"}
OVER_A_RANGE = {r"\sum": sympy.Sum, r"\prod": sympy.Product}
FIRST = {"(", "{", r"\lvert", r"\frac", r"\sqrt", r"\int", r"\lim"}
FIRST |= {*LETTERS, *FUNCTIONS, *CHOICES, *OVER_A_RANGE}
TIMES = (r"\cdot", r"\times")


class Reader:
    """Reads `tex`; a name before a bracket is a factor unless it is in `functions`."""

    def __init__(self, tex, functions=()):
        found = list(TOKEN.finditer(tex))
        self.tokens = [
            *(token[0].strip() for token in found),
            "",
            "",
            "",
        ]  # at the end nothing is next
        self.places = [*(token.start() for token in found), len(tex)]
        self.tex, self.functions = tex, functions
        self.at = self.integrals = 0

    def formula(self):
        """The expression; raises ValueError that tells from where on it cannot be read."""
        expression = self.sum()
        if self.next:
            self.refuse()
        if expression.has(sympy.zoo, sympy.nan):
            raise ValueError(f"divided by zero, it is {expression}")
        return expression

    def refuse(self, why="cannot read"):
        raise ValueError(f"{why} {self.tex[self.places[self.at] :].strip() or 'what is missing'}")

    @property
    def next(self):
        return self.tokens[self.at]

    def take(self, *tokens):
        """The next token if it is one of these; the reader goes on behind it."""
        if self.next in tokens:
            self.at += 1
            return self.tokens[self.at - 1]

    def need(self, *tokens):
        """All of these, one after the other."""
        for token in tokens:
            if not self.take(token):
                self.refuse()

    def behind(self, place):
        """The place behind the bracket or group that begins at a place."""
        depth = 0
        for at, token in enumerate(self.tokens[place:], start=place):
            depth += (token in ("(", "{")) - (token in (")", "}"))
            if depth == 0:
                return at + 1
        self.refuse("a bracket stays open in")

    def sum(self):
        total = -self.product() if self.take("-") else self.product()
        while sign := self.take("+", "-"):
            total += self.product() if sign == "+" else -self.product()
        return total

    def product(self):
        product = self.row()
        while sign := self.take("/", *TIMES):
            if sign == "/":
                product /= self.factor()
                if self.starts_factor():
                    self.refuse("cannot tell if the divisor goes on with")
            else:
                product *= self.row()
        return product

    def row(self):
        row = factor = self.factor()
        while self.starts_factor():
            is_bracket = self.next == "(" and factor.is_Symbol
            if is_bracket and self.tokens[self.behind(self.at)] == "^":
                self.refuse(rf"put \cdot between {factor} and")
            factor = self.factor()
            row *= factor
        return row

    def starts_factor(self):
        if self.is_number():
            if self.tokens[self.at - 1][-1].isalnum():
                self.refuse("cannot tell if this is a factor:")
            return True
        is_differential = (
            self.integrals and self.next == "d" and self.tokens[self.at + 1] in LETTERS
        )
        return self.next in FIRST and not is_differential

    def is_number(self):
        return self.next[:1].isdigit()

    def factor(self):
        atom = self.atom()
        return atom ** self.script() if self.take("^") else atom

    def script(self):
        """What stands high or low: a group, or one character."""
        if self.next != "{":
            return self.number() if self.is_number() else self.constant_or_symbol()
        if self.tokens[self.at + 1] == "(" and self.tokens[self.behind(self.at + 1)] == "}":
            self.refuse("cannot tell if this is an exponent:")
        return self.within("{", "}")

    def within(self, opening, closing):
        self.need(opening)
        inside = self.sum()
        self.need(closing)
        return inside

    def number(self):
        self.at += 1
        return sympy.Rational(self.tokens[self.at - 1])

    def name(self):
        r"""A letter with its index and primes: x_{1} for x_1, f' for f'."""
        name = self.take(*LETTERS) or self.refuse()
        if self.take("_"):
            name += f"_{{{self.index()}}}"
        if self.next.startswith("'"):
            name += self.take(self.next)
        return name.replace("\\", "")

    def index(self):
        """What stands low, which names and does not compute."""
        end = self.behind(self.at)
        inside = self.tokens[self.at : end]
        if inside[0] == "{":
            inside = inside[1:-1]
        if not all(token.isdigit() or token in OF_AN_INDEX for token in inside):
            self.refuse("cannot read the index")
        self.at = end
        return "".join(inside)

    def symbol(self):
        return sympy.Symbol(self.name())

    def constant_or_symbol(self):
        name = self.name()
        return CONSTANTS.get(name) or sympy.Symbol(name)

    def atom(self):
        if self.is_number():
            return self.number()
        if self.next in LETTERS:
            return self.named()
        if self.next in ("(", "{"):
            return self.within(self.next, {"(": ")", "{": "}"}[self.next])
        if self.next == r"\lvert":
            return sympy.Abs(self.within(r"\lvert", r"\rvert"))
        command = self.take(*FIRST) or self.refuse()
        if command in FUNCTIONS:
            return FUNCTIONS[command](self.argument())
        if command in CHOICES:
            return CHOICES[command](*self.arguments())
        if command in OVER_A_RANGE:
            return self.over_a_range(OVER_A_RANGE[command])
        return getattr(self, command[1:])()

    def named(self):
        start, name = self.at, self.name()
        if name in self.functions and self.next == "(":
            return sympy.Function(name)(*self.arguments())
        self.at = start
        return self.constant_or_symbol()

    def arguments(self):
        self.need("(")
        arguments = [self.sum()]
        while self.take(","):
            arguments.append(self.sum())
        self.need(")")
        return arguments

    def argument(self):
        r"""What \sin is taken of: a bracket, or one factor and letters."""
        if self.next == "(":
            return self.within("(", ")")
        argument = self.factor()
        while self.starts_factor() and self.next in LETTERS and self.tokens[self.at + 1] != "(":
            argument *= self.factor()
        if self.starts_factor() and self.next not in FUNCTIONS:
            self.refuse("cannot tell if the argument goes on with")
        return argument

    def sqrt(self):
        return sympy.sqrt(self.script())

    def frac(self):
        differential = self.tokens[self.at + 1]
        if differential in ("d", r"\partial"):
            below = self.behind(self.at)
            if self.tokens[below + 1] == differential and self.tokens[below + 2] in LETTERS:
                return self.derivative(differential)
        return self.within("{", "}") / self.within("{", "}")

    def derivative(self, differential):
        self.at += 2
        above = None if self.next == "}" else self.row()
        self.need("}", "{", differential)
        symbol = self.symbol()
        self.need("}")
        if above is None:
            above = self.row()
            if self.next in ("/", *TIMES):
                self.refuse("cannot tell if the derivative is also of")
        return sympy.Derivative(above, symbol)

    def over_a_range(self, operation):
        self.need("_", "{")
        index = self.symbol()
        self.need("=")
        first = self.sum()
        self.need("}", "^")
        last = self.script()
        return operation(self.product(), (index, first, last))

    def lim(self):
        self.need("_", "{")
        symbol = self.symbol()
        self.need(r"\to")
        point = self.sum()
        self.need("}")
        return sympy.Limit(self.product(), symbol, point, "+-")

    def int(self):
        self.need("_")
        lower = self.script()
        self.need("^")
        upper = self.script()
        self.integrals += 1
        integrand = self.sum()
        self.need("d")
        symbol = self.symbol()
        self.integrals -= 1
        if self.starts_factor():
            self.refuse("cannot tell if the integral ends before")
        return sympy.Integral(integrand, (symbol, lower, upper))
