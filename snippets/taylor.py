"""Taylor's polynomial and the bound on what it leaves out."""

from math import factorial

from snippets.inputs import require_finite


def taylor_polynomial(derivatives, a):
    """x ↦ Σ f⁽ᵏ⁾(a) (x − a)ᵏ / k!, from derivatives = (f(a), f′(a), f″(a), …).

    Raises ValueError where there is no derivative to start from.

    >>> taylor_polynomial([1, 1, 1], 0)(0.5)
    1.625
    """
    if not len(derivatives):
        raise ValueError("derivatives must hold f(a) at least")

    def polynomial(x):
        total = 0
        for k in reversed(range(len(derivatives))):
            total = derivatives[k] + (x - a) * total / (k + 1)
        return total

    return polynomial


def taylor_remainder_bound(bound, x, a, n):
    """M |x − a|ⁿ⁺¹ / (n + 1)!, where M bounds |f⁽ⁿ⁺¹⁾| between a and x: degree n is off by no more.

    Raises ValueError where the bound is negative or the degree n is not 0, 1, 2, ….

    >>> taylor_remainder_bound(2.0, x=0.5, a=0.0, n=1)
    0.25
    """
    require_finite("bound", bound)
    if bound < 0 or n < 0 or n != int(n):
        raise ValueError(f"need bound ≥ 0 and n = 0, 1, 2, …, and they are {bound} and {n}")
    return bound * abs(x - a) ** (n + 1) / factorial(int(n) + 1)
