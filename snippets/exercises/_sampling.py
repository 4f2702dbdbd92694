"""Compare expressions by their values at sampled points, with fifty digits."""

import random
from collections.abc import Sequence

import mpmath
import sympy

POINTS = 12  # sample points of a formula
POOL = 60  # candidates they are chosen from
SPREAD = 1e5  # largest ratio between the sizes of the sampled values
DIGITS = 50  # working precision
# Equivalent spellings may cancel: with a spread of 1e5 a few digits are lost, never twenty.
RTOL = mpmath.mpf(10) ** -30
MOST = 10_000  # a power beyond e^10000 has no value here: towers of powers would never end

Points = list[list[float]]


def sample_points(
    key: str,
    variables: Sequence[sympy.Symbol],
    domain: Sequence[tuple[float, float]],
    expressions: Sequence[sympy.Expr],
) -> Points:
    """Choose points where all expressions are real and the first, the answer, is not tiny.

    The points have 3 decimals, so that they are short and equal doubles everywhere. They depend
    on nothing but the arguments: Python promises that a text seeds the same `random()` for good.
    Raises ValueError if the domain has too few such points, or the answer varies too much there.
    """
    candidates = _candidates(random.Random(key), domain)
    columns = [values(expression, variables, candidates) for expression in expressions]
    usable = [i for i in range(POOL) if all(_is_real(column[i]) for column in columns)]
    if len(usable) < POINTS:
        raise ValueError(f"{key}: only {len(usable)} usable points in {domain}; widen the domain")
    best = _not_tiny(usable, columns[0])
    _refuse_spread(key, domain, [abs(columns[0][i]) for i in best])
    return sorted(candidates[i] for i in best)


def values(
    expression: sympy.Expr, variables: Sequence[sympy.Symbol], points: Points
) -> list[mpmath.mpf | mpmath.mpc]:
    """Evaluate an expression at each point; nan where it is undefined or out of bounds."""
    raised = sympy.Function("raised")
    tree = expression.doit().replace(sympy.exp, lambda u: raised(sympy.E, u))
    tree = tree.replace(sympy.Pow, raised)
    function = sympy.lambdify(variables, tree, [{"raised": _power}, "mpmath"])
    with mpmath.workdps(DIGITS):
        return [_value(function, point) for point in points]


def agree(
    given: sympy.Expr, wanted: sympy.Expr, variables: Sequence[sympy.Symbol], points: Points
) -> bool:
    """Whether two expressions have the same values; a hole at a few points is forgiven."""
    pairs = zip(values(given, variables, points), values(wanted, variables, points), strict=True)
    defined = [(g, w) for g, w in pairs if mpmath.isfinite(g) and mpmath.isfinite(w)]
    with mpmath.workdps(DIGITS):
        return 2 * len(defined) > len(points) and all(_close(g, w) for g, w in defined)


def short(value: mpmath.mpf) -> float:
    """Round to the 12 significant digits that the page gets."""
    return float(mpmath.nstr(value, 12))


def _candidates(rng: random.Random, domain: Sequence[tuple[float, float]]) -> Points:
    return [[round(rng.uniform(low, high), 3) for low, high in domain] for _ in range(POOL)]


def _value(function: object, point: list[float]) -> mpmath.mpf | mpmath.mpc:
    try:
        return mpmath.mpmathify(function(*map(mpmath.mpf, point)))
    except (ArithmeticError, ValueError):  # division by zero, overflow, log(0)
        return mpmath.nan


def _power(base: mpmath.mpf, exponent: mpmath.mpf) -> mpmath.mpf | mpmath.mpc:
    if base and abs(exponent * mpmath.log(abs(base))) > MOST:
        raise OverflowError(f"a power is larger than e^{MOST} or smaller than e^-{MOST}")
    return base**exponent


def _close(g: mpmath.mpf, w: mpmath.mpf) -> bool:
    return abs(g - w) <= RTOL * max(abs(g), abs(w))


def _is_real(value: mpmath.mpf | mpmath.mpc) -> bool:
    return isinstance(value, mpmath.mpf) and mpmath.isfinite(value)


def _not_tiny(usable: list[int], column: list[mpmath.mpf]) -> list[int]:
    """The points whose values are largest, but none preferred above a tenth of the median."""
    median = sorted(abs(column[i]) for i in usable)[len(usable) // 2]
    return sorted(usable, key=lambda i: -min(abs(column[i]), median / 10))[:POINTS]


def _refuse_spread(key: str, domain: Sequence, sizes: list[mpmath.mpf]) -> None:
    if max(sizes) > SPREAD * min(sizes):
        raise ValueError(
            f"{key}: the answer varies by more than {SPREAD:g} over {domain}, where equivalent "
            "spellings would cancel; narrow the domain"
        )
