"""Derivatives by running a program on numbers that keep the slopes of its operations.

An operation computes its result and one local slope for each operand.  `Value` stores the slopes
and multiplies them later, from the result back; `Dual` multiplies them at once, on the way.
Formulas written with `elementary` run on both, and so does whatever is made of such formulas.
"""

from snippets import elementary
from snippets.inputs import require_finite


def plain(x):
    """The number in a traced number; any other is itself.

    >>> plain(Value(3.0)), plain(4)
    (3.0, 4)
    """
    return x.data if isinstance(x, Traced) else x


class Traced:
    """The operations: each hands its result and (operand, local slope) pairs to `result`."""

    def __add__(self, other):
        return self.result(self.data + plain(other), (self, 1), (other, 1))

    def __mul__(self, other):
        a, b = self.data, plain(other)
        return self.result(a * b, (self, b), (other, a))

    def __pow__(self, n):
        """The power with a constant exponent: aⁿ has the slope n aⁿ⁻¹."""
        if isinstance(n, Traced):
            raise ValueError("the exponent must be a constant")
        return self.result(self.data**n, (self, n * self.data ** (n - 1) if n else 0))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -1 * other

    def __rsub__(self, other):
        return -self + other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    __radd__, __rmul__ = __add__, __mul__

    def __gt__(self, other):
        return self.data > plain(other)

    def __lt__(self, other):
        return self.data < plain(other)

    def exp(self):
        power = elementary.exp(self.data)
        return self.result(power, (self, power))

    def log(self):
        return self.result(elementary.log(self.data), (self, 1 / self.data))

    def tanh(self):
        t = elementary.tanh(self.data)
        return self.result(t, (self, 1 - t**2))

    def softplus(self):
        """log(1 + eˢ), whose slope is σ(s)."""
        return self.result(elementary.softplus(self.data), (self, elementary.sigmoid(self.data)))

    def maximum(self, other):
        """The larger one, with the slope 1 in it; at a tie the other, so ReLU has 0 at 0."""
        larger = self if self > other else other
        return self.result(plain(larger), (self, larger is self), (other, larger is not self))


for name in ("exp", "log", "tanh", "softplus", "maximum"):
    getattr(elementary, name).register(Traced, getattr(Traced, name))


class Value(Traced):
    """A number of a computation: data, and grad after some result's `backward`.

    >>> a, b, c = Value(2), Value(-3), Value(4)
    >>> ((a * b + c) ** 2).backward()
    >>> a.grad, b.grad, c.grad
    (12, -8, -4)
    """

    def __init__(self, data, edges=()):
        require_finite("data", data)
        self.data, self.edges, self.grad = data, edges, 0

    def result(self, data, *edges):
        return Value(data, [edge for edge in edges if isinstance(edge[0], Value)])

    def backward(self):
        """Set grad to ∂self/∂node in every node that self was computed from."""
        nodes = self.ordered()
        for node in nodes:
            node.grad = 0
        self.grad = 1
        for node in reversed(nodes):
            for operand, slope in node.edges:
                operand.grad += node.grad * slope

    def ordered(self):
        """The nodes that self was computed from, each behind its operands; self is the last."""
        nodes, seen, stack = [], set(), [(self, False)]
        while stack:
            node, operands_done = stack.pop()
            if operands_done:
                nodes.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((operand, False) for operand, _ in node.edges)
        return nodes

    def __repr__(self):
        return f"Value({self.data!r}, grad={self.grad!r})"


class Dual(Traced):
    """A number and its slope in one chosen input: a + a′ε with ε² = 0.

    >>> a, b, c = Dual(2, 1), Dual(-3), Dual(4)
    >>> ((a * b + c) ** 2).slope
    12
    """

    def __init__(self, data, slope=0):
        require_finite("data", data)
        self.data, self.slope = data, slope

    def result(self, data, *edges):
        inward = (operand.slope * slope for operand, slope in edges if isinstance(operand, Dual))
        return Dual(data, sum(inward))

    def __repr__(self):
        return f"Dual({self.data!r}, slope={self.slope!r})"


def reverse_gradient(f, x):
    """∇f at the numbers x, by one run of f and one sweep back; f takes a list of values.

    >>> reverse_gradient(lambda p: p[0] * p[1] + p[0] ** 2, [3, -2])
    [4, 3]
    """
    inputs = [Value(entry) for entry in x]
    (f(inputs) + Value(0)).backward()  # a Value also where f is constant
    return [value.grad for value in inputs]


def forward_gradient(f, x):
    """∇f at the numbers x, by one run of f for each of them.

    >>> forward_gradient(lambda p: p[0] * p[1] + p[0] ** 2, [3, -2])
    [4, 3]
    """
    seeded = lambda k: [Dual(entry, int(i == k)) for i, entry in enumerate(x)]
    return [(f(seeded(k)) + Dual(0)).slope for k in range(len(x))]
