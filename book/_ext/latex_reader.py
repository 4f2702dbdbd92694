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
from itertools import pairwise

import sympy

DIGITS = {*string.digits}
# In LaTeX the exponent of x^12 is 1.
TOKEN = re.compile(r"(?<=[_^])\s*[0-9]|[0-9]+(?:\.[0-9]+)?|\\[a-zA-Z]+|'+|\S")
GREEK = "alpha beta gamma delta Delta varepsilon epsilon eta theta kappa lambda mu xi pi rho"
GREEK += " sigma Sigma tau phi Phi omega"
LETTERS = {*string.ascii_letters, r"\infty", *("\\" + name for name in GREEK.split())}
CONSTANTS = {"e": sympy.E, "pi": sympy.pi, "infty": sympy.oo}
FUNCTIONS = {rf"\{f.__name__}": f for f in (sympy.sin, sympy.cos, sympy.tan, sympy.exp, sympy.log)}
FUNCTIONS |= {r"\sinh": sympy.sinh, r"\cosh": sympy.cosh, r"\tanh": sympy.tanh, r"\ln": sympy.log}
CHOICES = {r"\max": sympy.Max, r"\min": sympy.Min}
OF_AN_INDEX = {*LETTERS, *CHOICES, "+", "-"}
OVER_A_RANGE = {r"\sum": sympy.Sum, r"\prod": sympy.Product}
FIRST = {"(", r"\lvert", r"\frac", r"\sqrt", r"\int", r"\lim"}
FIRST |= {*LETTERS, *FUNCTIONS, *CHOICES, *OVER_A_RANGE}
TIMES = (r"\cdot", r"\times")
DIFFERENTIALS = ("d", r"\partial")
NO_NUMBER = (sympy.zoo, sympy.nan, sympy.AccumBounds)
# What nobody prints, and would take SymPy all day.
MOST_DIGITS, MOST_POWER = 50, 1000


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
        return expression

    def refuse(self, why="cannot read"):
        raise ValueError(f"{why} {self.tex[self.places[self.at] :].strip() or 'what is missing'}")

    def number_of(self, value):
        """The value, unless it is none, as 1/0 is."""
        if value.has(*NO_NUMBER):
            self.refuse(f"has the value {value} before")
        return value

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
                if self.next in OVER_A_RANGE or self.next == r"\lim":
                    self.refuse("cannot tell where the divisor ends that begins with")
                product = self.number_of(product / self.factor())
                if self.starts_factor():
                    self.refuse("cannot tell if the divisor goes on with")
            else:
                product *= self.row()
        return product

    def row(self):
        if self.is_differential():
            self.refuse()
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
        return self.next in FIRST and not self.is_differential()

    def is_differential(self):
        """True at the d of a dx that may end an integral."""
        return self.integrals and self.next == "d" and self.tokens[self.at + 1] in LETTERS

    def is_number(self):
        return self.next[:1] in DIGITS

    def factor(self):
        atom = self.atom()
        if not self.take("^"):
            return atom
        exponent = self.script()
        if atom.is_number and exponent.is_number and abs(exponent) > MOST_POWER:
            self.refuse(f"has a power of {exponent} before")
        power = self.number_of(atom**exponent)
        if self.next == "(" and str(atom) in self.functions:
            self.refuse("cannot tell if this is a factor:")
        return power

    def script(self):
        """What stands high or low: a group, or one character."""
        if len(self.next) > 1 and self.is_number():
            self.refuse("cannot tell which digits belong here:")
        if self.is_number():
            return self.number()
        if self.next != "{":
            letter = (self.take(*LETTERS) or self.refuse()).replace("\\", "")
            if self.next == "_" or self.next.startswith("'"):
                self.refuse("cannot tell to which letter belongs")
            return CONSTANTS.get(letter) or sympy.Symbol(letter)
        if self.tokens[self.at + 1] == "(" and self.tokens[self.behind(self.at + 1)] == "}":
            self.refuse("cannot tell if this is an exponent:")
        return self.within("{", "}")

    def within(self, opening, closing):
        self.need(opening)
        inside = self.sum()
        self.need(closing)
        return inside

    def number(self):
        if len(self.next) > MOST_DIGITS:
            self.refuse("has too many digits to read:")
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
        name = self.name()
        if name in CONSTANTS:
            self.refuse(f"{name} is no variable before")
        return sympy.Symbol(name)

    def constant_or_symbol(self):
        name = self.name()
        return CONSTANTS.get(name) or sympy.Symbol(name)

    def atom(self):
        if self.is_number():
            return self.number()
        if self.next in LETTERS:
            return self.named()
        if self.next == "(":
            return self.within("(", ")")
        if self.next == r"\lvert":
            return sympy.Abs(self.within(r"\lvert", r"\rvert"))
        command = self.take(*FIRST) or self.refuse()
        if command in FUNCTIONS:
            return self.number_of(FUNCTIONS[command](self.argument()))
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
        r"""What \sin is taken of: a bracket, a number and letters, or one other factor."""
        if self.next == "(":
            return self.within("(", ")")
        argument = last = self.factor()
        while last.is_Atom and self.starts_factor() and self.next in LETTERS:
            last = self.factor()
            argument *= last
        goes_on = self.starts_factor() and self.next not in FUNCTIONS
        if goes_on or (argument != last and not last.is_Atom):
            self.refuse("cannot tell if the argument goes on with")
        return argument

    def sqrt(self):
        return sympy.sqrt(self.script())

    def frac(self):
        below = self.behind(self.at)
        above, change = self.tokens[self.at + 1], self.tokens[below + 1]
        changes = [
            self.differentials(self.at, below),
            self.differentials(below, self.behind(below)),
        ]
        if above == change and above in DIFFERENTIALS and changes[1] == 1 and changes[0] <= 1:
            return self.derivative(above)
        if changes[1] and (changes[0] or above in DIFFERENTIALS):
            self.refuse("cannot tell a derivative from a fraction:")
        return self.number_of(self.within("{", "}") / self.within("{", "}"))

    def differentials(self, start, end):
        """How many dx stand between two places."""
        pairs = pairwise(self.tokens[start:end])
        return sum(d in DIFFERENTIALS and x in {*LETTERS, "{", "("} for d, x in pairs)

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
        elif above.is_Symbol:  # of a name, dy/dx is not 0
            above = sympy.Function(above.name)(symbol)
        return sympy.Derivative(above, symbol)

    def over_a_range(self, operation):
        self.need("_", "{")
        index = self.symbol()
        self.need("=")
        first = self.sum()
        self.need("}", "^")
        last = self.script()
        body = self.product() if operation is sympy.Sum else self.row()
        if self.next in ("/", *TIMES):
            self.refuse("cannot tell if the product is also of")
        return operation(self.with_values(body, index), (index, first, last))

    def with_values(self, body, index):
        """The body with x_i as a function of i, which differs from term to term."""
        ending = f"_{{{index}}}"
        values = {
            symbol: sympy.Function(symbol.name.removesuffix(ending))(index)
            for symbol in body.free_symbols
            if symbol.name.endswith(ending)
        }
        if any(str(index) in s.name.partition("_")[2] for s in body.free_symbols - {*values}):
            self.refuse(f"cannot tell how an index depends on {index} before")
        return body.subs(values)

    def lim(self):
        self.need("_", "{")
        symbol = self.symbol()
        self.need(r"\to")
        point = self.sum()
        self.need("}")
        if point.has(symbol):
            self.refuse(f"{symbol} goes to itself before")
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
        if self.next == "^" or self.starts_factor():
            self.refuse("cannot tell if the integral ends before")
        return sympy.Integral(integrand, (symbol, lower, upper))
