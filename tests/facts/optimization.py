"""How the snippets compute the facts of lesson 6: all of L6-01 to L6-43, none is left out.

COMPUTED maps the id of a fact to a function of its inputs.  ROOM holds, for the few results that
are floats, how far they may be from the exact answer, relative to it.
"""

from fractions import Fraction
from itertools import combinations, islice

import numpy as np
import sympy as sp

from snippets import optimization as o
from snippets import symbolic
from snippets.differentiation import UNIT_ROUNDOFF, cubic, cubic_derivative
from snippets.elementary import exp, log
from snippets.gradient import bowl, squared_error, surface

x, y, z = sp.symbols("x y z")
U = UNIT_ROUNDOFF
TENTH = Fraction(1, 10)


def walk(path, steps):
    return list(islice(path, steps + 1))


def extremes(f, a, b):
    """[where least, least, where largest, largest] on [a, b], from the few candidates."""
    inside = [point for point, _ in symbolic.critical_points(f) if a < point < b]
    values = sorted((f(sp.sympify(place)), place) for place in (a, b, *inside))
    (low, at_low), (high, at_high) = values[0], values[-1]
    return [at_low, low, at_high, high]


def kinds(f):
    found = [kind for _, kind in symbolic.critical_points(f)]
    return [kind if kind == "neither" else f"local_{kind}" for kind in found]


def ends(f, low=-sp.oo):
    """Whether f is bounded where its domain ends, in words."""
    limits = [sp.limit(f(symbolic.x), symbolic.x, place) for place in (low, sp.oo)]
    return ["unbounded" if limit.is_infinite else limit for limit in limits]


def at_kink(f):
    """The kind of a kink at 0, by its one-sided slopes."""
    step = sp.Dummy(positive=True)
    left, right = (sp.limit(f(side * step) / step, step, 0) for side in (-1, 1))
    return "local_minimum" if left > 0 and right > 0 else "neither"


def eigenvalues(f, *points):
    table = symbolic.hessian(f, (x, y))
    found = [sorted(table.subs(dict(zip((x, y), p, strict=True))).eigenvals()) for p in points]
    return found if len(points) > 1 else found[0]


def degenerate(inputs):
    ((_, kind),) = symbolic.critical_points(surface, (x, y))
    along_y = kinds(lambda t: surface((0, t)))
    assert kind == "undecided" and along_y == ["neither"]
    return [*eigenvalues(surface, (0, 0)), 0]


def bowl_minimum(inputs):
    ((place, kind),) = symbolic.critical_points(o.tilted_bowl, (x, y))
    assert kind == "minimum"
    return [*place, o.tilted_bowl(place)]


def descent_on_the_cubic(inputs):
    return walk(o.descent_path(cubic_derivative, Fraction(2), TENTH), 3)[1:]


def factor_near_the_minimum(inputs):
    """The ratio of errors after 40 steps, where it is within 0.6⁴⁰ of its limit."""
    path = [p - Fraction(4, 3) for p in walk(o.descent_path(cubic_derivative, 2.0, 0.1), 41)]
    return path[-1] / path[-2]


def newton_on_the_cubic(at, steps):
    return walk(o.newton_path(cubic_derivative, o.cubic_bend, at), steps)[1:]


def newton_to_the_maximum(inputs):
    end = o.newton(cubic_derivative, o.cubic_bend, 0.1)
    assert end.reason.startswith("maximum")
    (first,) = newton_on_the_cubic(TENTH, 1)
    return [round(float(end.x), 8), first]


def orders(inputs):
    """log |e₂| / log |e₁| tends to the order; of descent e₂ / e₁ tends to a number, so to 1."""
    third = Fraction(4, 3)
    newton = [abs(p - third) for p in newton_on_the_cubic(Fraction(2), 8)]
    descent = [abs(p - third) for p in walk(o.descent_path(cubic_derivative, 2.0, 0.1), 40)]
    size = lambda error: sp.log(sp.Rational(error)).evalf(30)
    return [
        sp.Integer(round(size(newton[-1]) / size(newton[-2]))),
        sp.Integer(round(size(descent[-1]) / size(descent[-2]))),
    ]


def line_search(inputs):
    at = np.array([Fraction(10), Fraction(1)])
    slopes = o.valley_gradient(at)
    after = at - o.exact_rate(o.valley_hessian(at), slopes) * slopes
    return o.valley(after) / o.valley(at)


def heavy_ball(inputs):
    rate, memory = o.best_momentum(sp.Integer(1), sp.Integer(100))
    return [rate, memory, sp.sqrt(memory)]


def only_minimum(f, symbols):
    ((place, kind),) = symbolic.critical_points(f, symbols)
    assert kind == "minimum"
    return list(place)


def least_squares(inputs):
    rows, targets = np.array([[1, 1], [2, 1], [3, 1]]), np.array([2, 3, 5])
    return only_minimum(lambda p: squared_error(rows, targets, p), (x, y))


def ridge(inputs):
    loss = lambda w: sum((w * a - b) ** 2 for a, b in ((1, 2), (2, 3))) + w**2
    ((place, _),) = symbolic.critical_points(loss)
    return place


def coin(inputs):
    ((place, kind),) = symbolic.critical_points(lambda p: 7 * log(p) + 3 * log(1 - p))
    assert kind == "maximum"
    return place


def gaussian(inputs):
    """The mean first, which does not depend on the variance; then the variance."""
    points = (1, 2, 4, 5)
    squares = lambda mean: sum((a - mean) ** 2 for a in points)
    ((mean, _),) = symbolic.critical_points(squares)
    likelihood = lambda v: -2 * log(v) - squares(mean) / (2 * v)
    ((variance, kind),) = symbolic.critical_points(likelihood)
    assert kind == "maximum"
    return [mean, variance]


def lagrange(f, constraint, symbols=(x, y)):
    ((place, multiplier),) = symbolic.lagrange_points(f, constraint, symbols)
    return [*place, f(place), multiplier]


def closest(inputs):
    *place, value, _ = lagrange(bowl, lambda p: 2 * p[0] + 2 * p[1] - 3)
    return [*place, sp.sqrt(value)]


def entropy(inputs):
    f = lambda p: -sum(entry * log(entry) for entry in p)
    *_, value, _ = lagrange(f, lambda p: sum(p) - 1, (x, y, z))
    return sp.simplify(value)


def constrained(f, constraints, symbols):
    """[*point, *multipliers] with ∇f = Σ α ∇g, all g ≥ 0, all α ≥ 0, and α g = 0.

    Each set of constraints is tried as the active one; f is convex, so one point is left.
    """
    found = set()
    for size in range(min(len(constraints), len(symbols)) + 1):
        for active in combinations(range(len(constraints)), size):
            alphas = sp.symbols(f"alpha_:{size}") if size else ()
            slopes = symbolic.gradient(f, symbols)
            for alpha, k in zip(alphas, active, strict=True):
                slopes = slopes - alpha * symbolic.gradient(constraints[k], symbols)
            tight = [constraints[k](symbols) for k in active]
            for solution in sp.solve([*slopes, *tight], [*symbols, *alphas], dict=True):
                point = tuple(solution[s] for s in symbols)
                multipliers = dict(zip(active, (solution[a] for a in alphas), strict=True))
                everyone = tuple(multipliers.get(k, sp.Integer(0)) for k in range(len(constraints)))
                if min(everyone) >= 0 and all(g(point) >= 0 for g in constraints):
                    found.add(point + everyone)
    (answer,) = found
    return list(answer)


def half_plane(inputs):
    *place, multiplier = constrained(bowl, [lambda p: p[0] + 2 * p[1] - 5], (x, y))
    return [*place, bowl(place), multiplier]


def polygon(inputs):
    f = lambda p: (p[0] - 3) ** 2 + (p[1] - 2) ** 2
    sides = [lambda p: 3 - p[0] - p[1], lambda p: p[0], lambda p: p[1]]
    return constrained(f, sides, (x, y))


def simplex(inputs):
    """With the sum held by z = 1 − x − y."""
    target = [sp.Rational(1, 2), sp.Rational(4, 5), sp.Rational(-1, 5)]
    third = lambda p: 1 - p[0] - p[1]
    f = lambda p: sum((a - b) ** 2 for a, b in zip((*p, third(p)), target, strict=True))
    place = constrained(f, [lambda p: p[0], lambda p: p[1], third], (x, y))[:2]
    return [*place, third(place)]


def lasso(a):
    """The kink at 0 is a candidate beside the critical points of the two smooth halves."""
    f = lambda t: (t - a) ** 2 / 2 + abs(t)
    halves = [symbolic.critical_points(lambda t, s=s: (t - a) ** 2 / 2 + s * t) for s in (-1, 1)]
    candidates = [point for ((point, _),) in halves] + [sp.Integer(0)]
    return min(candidates, key=f)


def adam(inputs):
    steps = []
    for slope in (sp.Rational(1, 2), sp.Integer(5000)):
        path = o.adam_path(
            lambda p, g=slope: g,
            sp.Integer(0),
            sp.Rational(1, 1000),
            (sp.Rational(9, 10), sp.Rational(999, 1000)),
            sp.Rational(1, 10**8),
        )
        steps.append(walk(path, 1)[1])
    return steps


def grows(inputs):
    return o.gradient_descent(cubic_derivative, -0.1, 0.1).reason.split()[0]


bends = (symbolic.derivative(cubic, 2).subs(symbolic.x, place) for place in (0, sp.Rational(4, 3)))
spectrum = sp.Integer(1), sp.Integer(10)

COMPUTED = {
    "L6-01": lambda inputs: [point for point, _ in symbolic.critical_points(cubic)],
    "L6-02": lambda inputs: [cubic(0), cubic(sp.Rational(4, 3)), *bends],
    "L6-03": lambda inputs: [*kinds(cubic), *ends(cubic)],
    "L6-04": lambda inputs: [cubic(-10), cubic(10), cubic(0) - cubic(sp.Rational(4, 3))],
    "L6-05": lambda inputs: extremes(cubic, -1, 3),
    "L6-06": lambda inputs: (lambda p: [p, cubic(p)])(sp.solve(o.cubic_bend(x), x)[0]),
    "L6-07": lambda inputs: [*(kinds(log) or ["none"]), *ends(log, low=0)],
    "L6-08": lambda inputs: extremes(log, sp.Rational(1, 2), sp.Integer(3))[1::2],
    "L6-09": lambda inputs: [
        *kinds(lambda t: t**3),
        *kinds(lambda t: t**4),
        *kinds(lambda t: -(t**4)),
        at_kink(abs),
    ],
    "L6-10": lambda inputs: eigenvalues(o.saddle, (0, 0)),
    "L6-11": degenerate,
    "L6-12": bowl_minimum,
    "L6-13": lambda inputs: eigenvalues(o.ledge, (-1, 0), (1, 0)),
    "L6-14": lambda inputs: walk(o.descent_path(lambda p: 2 * p, Fraction(1), TENTH), 10)[-1],
    "L6-15": lambda inputs: o.best_rate(sp.Integer(10), sp.Integer(10)) * 2,  # twice 1/λ
    "L6-16": lambda inputs: [o.best_rate(*spectrum), o.best_factor(*spectrum)],
    "L6-17": lambda inputs: o.steps_needed(Fraction(9, 11), Fraction(1, 10**6)),
    "L6-18": descent_on_the_cubic,
    "L6-19": factor_near_the_minimum,
    "L6-20": grows,
    "L6-21": lambda inputs: walk(
        o.newton_path(o.tilted_bowl_gradient, o.tilted_bowl_hessian, np.array([5.0, 5.0])), 1
    )[1].tolist(),
    "L6-22": lambda inputs: newton_on_the_cubic(Fraction(2), 3),
    "L6-23": newton_to_the_maximum,
    "L6-24": orders,
    "L6-25": line_search,
    "L6-26": heavy_ball,
    "L6-27": least_squares,
    "L6-28": ridge,
    "L6-29": coin,
    "L6-30": gaussian,
    "L6-31": lambda inputs: lagrange(lambda p: p[0] * p[1], lambda p: p[0] + p[1] - 10),
    "L6-32": lambda inputs: lagrange(bowl, lambda p: p[0] + p[1] - 1),
    "L6-33": closest,
    "L6-34": entropy,
    "L6-35": lambda inputs: constrained(lambda p: (p[0] - 2) ** 2, [lambda p: 1 - p[0]], (x,)),
    "L6-36": lambda inputs: constrained(lambda p: (p[0] - 1) ** 2, [lambda p: 3 - p[0]], (x,)),
    "L6-37": half_plane,
    "L6-38": polygon,
    "L6-39": simplex,
    "L6-40": lambda inputs: [lasso(sp.Integer(3)), lasso(sp.Rational(1, 2))],
    "L6-41": lambda inputs: o.steps_needed(Fraction(1, 2), Fraction(1, 10**6)),
    "L6-42": lambda inputs: [
        *(kinds(exp) or ["none"]),
        sp.limit(exp(symbolic.x), symbolic.x, -sp.oo),
    ],
    "L6-43": adam,
}

ROOM = {
    "L6-18": 2 * U,  # the last answer is a decimal, which is read as a float
    # 0.6⁴⁰ is 1.3e-9, and so is the error; it is rounded at 4/3, by 2u: 2u / 1.3e-9 = 2e-7
    "L6-19": 1e-6,
    "L6-21": 60 * U,  # a system of two equations with numbers below 60
}
