"""The rules of differentiation: each makes a derivative from functions and their derivatives.

The examples make the derivatives of 5x², x² + x³, x² x³, x³ / x² and (x³)² at 2 from those of x²
and x³, which are 2x and 3x².
"""

from snippets.inputs import require_nonzero, require_positive


def constant_multiple_rule(c, df):
    """(c f)′ = c f′.

    >>> constant_multiple_rule(5, lambda x: 2 * x)(2)
    20
    """
    return lambda x: c * df(x)


def sum_rule(df, dg):
    """(f + g)′ = f′ + g′.

    >>> sum_rule(lambda x: 2 * x, lambda x: 3 * x**2)(2)
    16
    """
    return lambda x: df(x) + dg(x)


def product_rule(f, df, g, dg):
    """(f g)′ = f′ g + f g′.

    >>> product_rule(lambda x: x**2, lambda x: 2 * x, lambda x: x**3, lambda x: 3 * x**2)(2)
    80
    """
    return lambda x: df(x) * g(x) + f(x) * dg(x)


def quotient_rule(f, df, g, dg):
    """(f / g)′ = (f′ g − f g′) / g²; raises ValueError where g(x) = 0.

    >>> quotient_rule(lambda x: x**3, lambda x: 3 * x**2, lambda x: x**2, lambda x: 2 * x)(2)
    1.0
    """

    def slope(x):
        require_nonzero("the denominator g(x)", g(x))
        return (df(x) * g(x) - f(x) * dg(x)) / g(x) ** 2

    return slope


def chain_rule(df, g, dg):
    """f(g(x))′ = f′(g(x)) g′(x): the outer slope, taken at the inner value, times the inner.

    >>> chain_rule(lambda u: 2 * u, lambda x: x**3, lambda x: 3 * x**2)(2)
    192
    """
    return lambda x: df(g(x)) * dg(x)


def power_rule(n):
    """(xⁿ)′ = n xⁿ⁻¹: for all x if n = 0, 1, 2, …, for x ≠ 0 if n = −1, −2, …, else for x > 0.

    Raises ValueError for any other x.

    >>> power_rule(3)(2)
    12
    """

    def slope(x):
        if n != int(n):
            require_positive(f"x, whose power is {n},", x)
        elif n < 0:
            require_nonzero(f"x, whose power is {n},", x)
        return 0 * x if n == 0 else n * x ** (n - 1)

    return slope
