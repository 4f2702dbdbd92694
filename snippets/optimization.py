"""Minima: what stands still at a critical point, and methods that walk to one and say what it is.

x is a point of shape (n,), or a number; gradient(x) has its shape, hessian(x) has shape (n, n), or
is a number too.  The generators, called paths, only do arithmetic, so that numbers of any kind
walk: fractions and symbols exactly.  The methods that follow a path are for floats; they return a
Result, and a point is called converged only where the Hessian agrees that it is a minimum.
"""

from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from snippets.classifier import linear_loss, linear_loss_gradient, linear_scores, with_ones
from snippets.differentiation import UNIT_ROUNDOFF, balanced_step
from snippets.elementary import sigmoid, sqrt
from snippets.gradient import as_point, norm, partial_derivative, quadratic_form
from snippets.inputs import require_count, require_finite, require_positive

GROWTH = 1e12  # a gradient that has grown by so much is not on its way to zero
ROUGH = 1e-6  # a Hessian by differences is right to about 1e-9 of its largest entry


class SingularHessian(ValueError):
    """The Hessian has an eigenvalue zero, so that Newton's equations have no single solution."""


class Result(NamedTuple):
    """Where a method ended, whether that is a minimum, and why it stopped."""

    x: np.ndarray
    converged: bool
    reason: str


# --- The functions of the lesson


def cubic_bend(x):
    """6x − 4, the second derivative of x³ − 2x² + 1.

    >>> cubic_bend(0), cubic_bend(Fraction(4, 3))
    (-4, Fraction(4, 1))
    """
    return 6 * x - 4


def valley(point):
    """½ (x² + 10 y²): its Hessian has the eigenvalues 1 and 10.

    >>> valley((10, 1))
    55.0
    """
    x, y = point
    return (x**2 + 10 * y**2) / 2


def valley_gradient(point):
    """(x, 10y), the gradient of ½ (x² + 10 y²).

    >>> valley_gradient((10, 1))
    array([10, 10])
    """
    x, y = point
    return np.array([x, 10 * y])


def valley_hessian(point):
    """The Hessian of ½ (x² + 10 y²): the same at every point.

    >>> valley_hessian((10, 1))
    array([[ 1,  0],
           [ 0, 10]])
    """
    return np.diag([1, 10])


def saddle(point):
    """x² − y²: flat at the origin, a minimum along x and a maximum along y.

    >>> saddle((0, 0)), saddle((1, 0)), saddle((0, 1))
    (0, 1, -1)
    """
    x, y = point
    return x**2 - y**2


def ledge(point):
    """x³ − 3x + y²: it has a minimum at (1, 0) and a saddle at (−1, 0).

    >>> ledge((1, 0)), ledge((-1, 0))
    (-2, 2)
    """
    x, y = point
    return x**3 - 3 * x + y**2


def ledge_gradient(point):
    """(3x² − 3, 2y), the gradient of x³ − 3x + y².

    >>> ledge_gradient((-1, 0))
    array([0, 0])
    """
    x, y = point
    return np.array([3 * x**2 - 3, 2 * y])


def ledge_hessian(point):
    """The Hessian of x³ − 3x + y².

    >>> classify(ledge_hessian((-1, 0))), classify(ledge_hessian((1, 0)))
    ('saddle', 'minimum')
    """
    x, _ = point
    return np.array([[6 * x, 0], [0, 2]])


def tilted_bowl(point):
    """x² + xy + y² − 3x, least at (2, −1).

    >>> tilted_bowl((2, -1))
    -3
    """
    x, y = point
    return x**2 + x * y + y**2 - 3 * x


def tilted_bowl_gradient(point):
    """(2x + y − 3, x + 2y), the gradient of x² + xy + y² − 3x.

    >>> tilted_bowl_gradient((2, -1))
    array([0, 0])
    """
    x, y = point
    return np.array([2 * x + y - 3, x + 2 * y])


def tilted_bowl_hessian(point):
    """The Hessian of x² + xy + y² − 3x: the same at every point.

    >>> classify(tilted_bowl_hessian((5, 5)))
    'minimum'
    """
    return np.array([[2, 1], [1, 2]])


# --- What stands still: the signs of the curvature


def classify(hessian, tolerance=None):
    """minimum, maximum, saddle or undecided, by the eigenvalues' signs.

    hessian has shape (n, n), or is a second derivative.  Whole numbers,
    fractions and SymPy numbers are decided exactly.  Of floats, an
    eigenvalue is zero if its size is at most the tolerance times the
    largest size; 4 n u if none is given, with the unit roundoff u = 2**-53,
    for an H with rounded entries.

    Raises ValueError where H is not square, symmetric and finite.

    >>> classify([[2, 0], [0, -2]]), classify([[2, 0], [0, 0]])
    ('saddle', 'undecided')
    """
    signs = eigenvalue_signs(hessian, tolerance)
    if {1, -1} <= signs:
        return "saddle"
    if 0 in signs:
        return "undecided"
    return "minimum" if 1 in signs else "maximum"


def eigenvalue_signs(hessian, tolerance=None):
    """The set of the signs, 1, 0 and −1, that the eigenvalues of H have.

    >>> sorted(eigenvalue_signs([[1, 2], [2, 1]]))
    [-1, 1]
    """
    H = np.atleast_2d(np.array(hessian))
    if H.ndim != 2 or H.shape[0] != H.shape[1] or not H.size:
        raise ValueError(f"a Hessian has shape (n, n), and this has {H.shape}")
    if H.dtype.kind in "iu" or (H.dtype.kind == "O" and not holds_floats(H)):
        return exact_signs(H)
    H = H.astype(float)
    require_finite("the Hessian", H)
    # Entries that were rounded move an eigenvalue by √n u ‖H‖ at most, LAPACK by some n u ‖H‖.
    room = 4 * len(H) * UNIT_ROUNDOFF if tolerance is None else tolerance
    require_symmetric(H, room * np.max(abs(H)))
    eigenvalues = np.linalg.eigvalsh((H + H.T) / 2)
    noise = room * np.max(abs(eigenvalues))
    return {int(np.sign(v)) if abs(v) > noise else 0 for v in eigenvalues}


def exact_signs(H):
    """The same of a matrix of exact numbers, by the signs of its characteristic polynomial.

    All its roots are real, and then Descartes' rule counts: as many are positive
    as the coefficients change their sign, and the negative ones likewise at −λ.
    """
    try:
        require_finite("the Hessian", H.astype(float))
        require_symmetric(H, 0)
        falling = characteristic_polynomial(H)
        rising = [(-1) ** k * c for k, c in enumerate(falling)]
        counts = {1: sign_changes(falling), -1: sign_changes(rising)}
    except TypeError as error:
        raise ValueError(f"an entry of the Hessian has no sign: {error}") from error
    counts[0] = len(H) - counts[1] - counts[-1]
    return {sign for sign, count in counts.items() if count}


def characteristic_polynomial(H):
    """The coefficients of det(λI − H), that of λⁿ first, by Faddeev and LeVerrier.

    >>> [int(c) for c in characteristic_polynomial(np.array([[2, 1], [1, 2]]))]
    [1, -4, 3]
    """
    H = np.array([[exact(entry) for entry in row] for row in H], dtype=object)
    identity = np.eye(len(H), dtype=int).astype(object)
    product, coefficients = identity, [1]
    for k in range(1, len(H) + 1):
        product = H @ product
        coefficients.append(-product.trace() / k)
        product = product + coefficients[-1] * identity
    return coefficients


def exact(entry):
    """A whole number as a fraction, which divides exactly; any other number as it is."""
    return Fraction(int(entry)) if isinstance(entry, int | np.integer) else entry


def holds_floats(H):
    return any(isinstance(entry, float | np.floating) for entry in H.flat)


def sign_changes(numbers):
    """How often the sign changes along a list, zeros left out.

    >>> sign_changes([1, -4, 0, 3])
    2
    """
    signs = [bool(number > 0) for number in numbers if number != 0]
    return sum(a != b for a, b in pairwise(signs))


def require_symmetric(H, room):
    """Raise ValueError where an entry of H and its mirror image differ by more than room.

    >>> require_symmetric(np.array([[1, 2], [3, 4]]), 0)
    Traceback (most recent call last):
    ValueError: a Hessian is symmetric, and this has 2 and 3 as mirror images
    """
    for i, j in np.argwhere(abs(H - H.T) > room):
        raise ValueError(
            f"a Hessian is symmetric, and this has {H[i, j]} and {H[j, i]} as mirror images"
        )


def curvature(gradient, x):
    """The Hessian at x by central differences of the gradient; error ⅙ h² |fourth derivative|.

    >>> curvature(valley_gradient, [3.0, 4.0]).round(6)
    array([[ 1.,  0.],
           [ 0., 10.]])
    """
    x = as_point(x)
    steps = balanced_step(x, order=2, length=np.maximum(1, abs(x)))
    columns = [partial_derivative(gradient, x, k, steps[k]) for k in np.ndindex(x.shape)]
    H = np.reshape(columns, (x.size, x.size))
    return (H + H.T) / 2


# --- Paths


def start(x):
    """A number as it is, a list of numbers as an array of its own."""
    return x if np.ndim(x) == 0 else np.array(x)


def descent_path(gradient, x, rate):
    """x, then x − η ∇f(x), and so on without end.

    >>> path = descent_path(lambda x: 2 * x, 1, rate=Fraction(1, 10))
    >>> [str(next(path)) for _ in range(3)]
    ['1', '4/5', '16/25']
    """
    require_positive("rate", rate)
    x = start(x)
    while True:
        yield x
        x = x - rate * gradient(x)


def momentum_path(gradient, x, rate, memory):
    """x, then x − η ∇f(x) + β (x − the point before), and so on: the heavy ball.

    >>> path = momentum_path(lambda x: 2 * x, 1, Fraction(1, 10), Fraction(1, 2))
    >>> [str(next(path)) for _ in range(3)]
    ['1', '4/5', '27/50']
    """
    require_positive("rate", rate)
    if not 0 <= memory < 1:
        raise ValueError(f"memory must be from 0 to below 1, and it is {memory}")
    x = before = start(x)
    while True:
        yield x
        x, before = x - rate * gradient(x) + memory * (x - before), x


def newton_path(gradient, hessian, x):
    """x, then x − H⁻¹ ∇f(x), and so on: the critical point of the parabola that fits at x.

    Raises SingularHessian where that parabola has none, or many.

    >>> path = newton_path(lambda x: 3 * x**2 - 4 * x, cubic_bend, Fraction(2))
    >>> [str(next(path)) for _ in range(3)]
    ['2', '3/2', '27/20']
    """
    x = start(x)
    while True:
        yield x
        x = x - newton_step(gradient(x), hessian(x))


def newton_step(slopes, hessian):
    """H⁻¹ ∇f, or f′ / f″.

    >>> newton_step(np.array([10.0, 10.0]), np.diag([1, 10]))
    array([10.,  1.])
    """
    try:
        if np.size(slopes) > 1:
            return np.linalg.solve(hessian, slopes)
        hessian = np.reshape(hessian, np.shape(slopes))[()]
        if not np.any(hessian == 0):
            return slopes / hessian
    except np.linalg.LinAlgError:
        pass
    raise SingularHessian("no step, for the Hessian is singular")


def adam_path(gradient, x, rate=1e-3, decay=(0.9, 0.999), epsilon=1e-8):
    """x, then x − η m̂ / (√v̂ + ε), and so on, with m̂ and v̂ of Adam, by Kingma and Ba (2015).

    m̂ and v̂ are means of the gradients so far and of their squares, with weights
    that decay into the past and add up to 1.

    >>> path = adam_path(lambda x: 5000.0, 0.0)
    >>> [f"{next(path):.6f}" for _ in range(2)]
    ['0.000000', '-0.001000']
    """
    require_positive("rate", rate)
    x, mean, square, power = start(x), 0, 0, (1, 1)
    while True:
        yield x
        slopes = gradient(x)
        power = power[0] * decay[0], power[1] * decay[1]
        mean = decay[0] * mean + (1 - decay[0]) * slopes
        square = decay[1] * square + (1 - decay[1]) * slopes**2
        x = x - rate * (mean / (1 - power[0])) / (sqrt(square / (1 - power[1])) + epsilon)


def backtracking_path(f, gradient, x, rate=1):
    """Gradient descent that halves the rate, from `rate` at each step, until f falls enough.

    >>> path = backtracking_path(lambda x: 5 * x**2, lambda x: 10 * x, 1, Fraction(1))
    >>> [str(next(path)) for _ in range(2)]
    ['1', '3/8']
    """
    x = start(x)
    while True:
        yield x
        slopes = gradient(x)
        x = x - backtracked_rate(f, x, slopes, rate) * slopes


def backtracked_rate(f, x, slopes, rate):
    """The first of η, η/2, η/4, … for which f falls by half of η ‖∇f‖² or more.

    Every η up to 1 / λ does, if no second derivative of f is above λ.

    Raises ValueError if none of the first 40 does, as where the gradient is not that of f.

    >>> backtracked_rate(lambda x: 5 * x**2, 1.0, 10.0, rate=1.0)
    0.0625
    """
    require_positive("rate", rate)
    value, fall = f(x), np.sum(np.square(slopes))
    for _ in range(40):
        if f(x - rate * slopes) <= value - rate * fall / 2:
            return rate
        rate = rate / 2
    raise ValueError(f"f does not fall against this gradient from {x}")


# --- Methods: they follow a path, and say where it ends


def gradient_descent(gradient, x, rate, hessian=None, tolerance=1e-8, max_steps=10_000):
    """Follow x − η ∇f(x) until the gradient is shorter than the tolerance.

    The reason of the Result begins with minimum; with saddle, maximum or flat,
    where the gradient vanishes and no minimum can be claimed; with diverged; or
    with unfinished.  Without a hessian, its place takes `curvature`.

    >>> gradient_descent(valley_gradient, [10.0, 1.0], rate=0.21).reason
    'diverged at step 294: gradient 1e+12 times the first'
    """
    path = partial(descent_path, x=floats(x), rate=rate)
    return follow(path, gradient, hessian, tolerance, max_steps)


def momentum(gradient, x, rate, memory, hessian=None, tolerance=1e-8, max_steps=10_000):
    """The same with the heavy ball, x − η ∇f(x) + β (x − the point before).

    >>> momentum(valley_gradient, [10.0, 1.0], *best_momentum(1.0, 10.0)).converged
    True
    """
    path = partial(momentum_path, x=floats(x), rate=rate, memory=memory)
    return follow(path, gradient, hessian, tolerance, max_steps)


def newton(gradient, hessian, x, tolerance=1e-8, max_steps=100):
    """The same with x − H⁻¹ ∇f(x), which is drawn to saddles and maxima just as much.

    The reason may also begin with stopped, where H is singular.

    >>> newton(ledge_gradient, ledge_hessian, [-0.9, 1.0]).reason
    'saddle at step 3: f falls in some directions'
    """
    path = partial(newton_path, hessian=hessian, x=floats(x))
    return follow(path, gradient, hessian, tolerance, max_steps)


def floats(x):
    """The point x as an array of floats; ValueError if it is empty or not finite.

    >>> floats([Fraction(1, 2), 3])
    array([0.5, 3. ])
    """
    return as_point(as_point(x).astype(float))


def remembered(f):
    """f, which only repeats its last answer where it is asked at the same array again.

    >>> slopes, x = remembered(lambda x: print("computed") or 2 * x), np.array([1.0, 2.0])
    >>> slopes(x) is slopes(x)
    computed
    True
    """
    point = value = None

    def answer(x):
        nonlocal point, value
        if x is not point:
            point, value = x, f(x)
        return value

    return answer


def follow(path, gradient, hessian, tolerance, max_steps):
    """The Result of path(gradient): what stops it, or that nothing did in max_steps."""
    require_positive("tolerance", tolerance)
    require_count("max_steps", max_steps)
    gradient = remembered(gradient)  # the path steps from x by the slopes that were measured at x
    iterates = path(gradient)
    with np.errstate(all="ignore"):  # what overflows is reported
        first = x = None
        for step in range(max_steps + 1):
            try:
                x = next(iterates)
            except SingularHessian as stop:
                return Result(x, False, f"stopped at step {step - 1}: {stop}")
            size = float(norm(np.ravel(gradient(x))))
            first = size if first is None else first
            if not (np.all(np.isfinite(x)) and np.isfinite(size)):
                return Result(x, False, f"diverged at step {step}: not a finite number")
            if size > GROWTH * max(first, 1):
                said = f"gradient {size / first:.0e} times the first"
                return Result(x, False, f"diverged at step {step}: {said}")
            if size <= tolerance:
                return stopped(gradient, hessian, x, step, tolerance)
    return Result(x, False, f"unfinished after {max_steps} steps: gradient {size:.1e}")


def stopped(gradient, hessian, x, step, tolerance):
    """The Result where the gradient is short: a minimum, or why it is none."""
    H = curvature(gradient, x) if hessian is None else hessian(x)
    kind = classify(H, tolerance=ROUGH)
    if kind == "minimum":
        return minimum_or_flat(gradient(x), H, x, step, tolerance)
    said = {
        "undecided": f"flat at step {step}: the Hessian does not decide",
        "saddle": f"saddle at step {step}: f falls in some directions",
        "maximum": f"maximum at step {step}: f falls in all directions",
    }
    return Result(x, False, said[kind])


def minimum_or_flat(slopes, H, x, step, tolerance):
    """A short gradient proves little where f is flat; Newton's step says how far to go."""
    away = float(norm(np.ravel(newton_step(slopes, H))))
    if away > tolerance**0.5 * max(1, float(norm(np.ravel(x)))):
        said = f"the minimum seems {away:.2g} away"
        return Result(x, False, f"flat at step {step}: {said}")
    return Result(x, True, f"minimum at step {step}")


# --- Rates


def best_rate(smallest, largest):
    """2 / (λmin + λmax), the rate at which descent on a quadratic shrinks fastest at its slowest.

    >>> best_rate(Fraction(1), Fraction(10))
    Fraction(2, 11)
    """
    require_spectrum(smallest, largest)
    return 2 / (smallest + largest)


def best_factor(smallest, largest):
    """(κ − 1) / (κ + 1) with κ = λmax / λmin: what is left of an error after one best step.

    >>> best_factor(Fraction(1), Fraction(10))
    Fraction(9, 11)
    """
    require_spectrum(smallest, largest)
    return (largest - smallest) / (largest + smallest)


def best_momentum(smallest, largest):
    """(η, β) = (4 / (√λmin + √λmax)², (√κ − 1)² / (√κ + 1)²), by Polyak (1964).

    >>> best_momentum(1.0, 9.0)
    (0.25, 0.25)
    """
    require_spectrum(smallest, largest)
    low, high = pure(sqrt(smallest)), pure(sqrt(largest))
    return 4 / (low + high) ** 2, ((high - low) / (high + low)) ** 2


def pure(number):
    """A NumPy scalar as a float of Python; any other number as it is."""
    return float(number) if isinstance(number, np.floating) else number


def require_spectrum(smallest, largest):
    """Raise ValueError unless 0 < smallest ≤ largest.

    >>> require_spectrum(-1.0, 10.0)
    Traceback (most recent call last):
    ValueError: need eigenvalues 0 < smallest <= largest, not -1.0 and 10.0
    """
    if not 0 < smallest <= largest:
        raise ValueError(f"need eigenvalues 0 < smallest <= largest, not {smallest} and {largest}")


def exact_rate(hessian, slopes):
    """∇f·∇f / ∇fᵀH∇f, the rate that makes f least along the gradient, if f is quadratic.

    >>> print(exact_rate(np.diag([1, 3]), np.array([1, 1])))
    0.5
    """
    slopes = np.asarray(slopes)
    bend = quadratic_form(hessian, slopes)
    if not bend > 0:
        raise ValueError(f"f does not bend upward along the gradient: {bend}")
    return slopes @ slopes / bend


def steps_needed(factor, shrink):
    """The least k with factorᵏ ≤ shrink, counted out.

    >>> steps_needed(Fraction(9, 11), Fraction(1, 10**6))
    69
    """
    if not (0 <= factor < 1 and 0 < shrink):
        raise ValueError(f"need 0 <= factor < 1 and shrink > 0, not {factor} and {shrink}")
    left, count = 1, 0
    while left > shrink:
        left, count = left * factor, count + 1
    return count


# --- The loss of the six points


def linear_loss_hessian(weights, X):
    """H = mean of σ(s) σ(−s) a aᵀ, with a = (x₁, x₂, 1): the labels do not matter.

    >>> linear_loss_hessian([0.0, 0.0, 0.0], [[2.0, 0.0]]).tolist()
    [[1.0, 0.0, 0.5], [0.0, 0.0, 0.0], [0.5, 0.0, 0.25]]
    """
    s, rows = linear_scores(weights, X), with_ones(X)
    doubts = np.array([sigmoid(t) * sigmoid(-t) for t in s])
    return rows.T @ (doubts[:, None] * rows) / len(rows)


def penalized_loss(weights, X, y, penalty):
    """L + ½ μ ‖(w₁, w₂, b)‖².

    >>> float(penalized_loss([2.0, 0.0, 0.0], [[0.0, 0.0]], [1], 0.5) - np.log(2))
    1.0
    """
    return linear_loss(weights, X, y) + penalty * sum(w * w for w in weights) / 2


def penalized_gradient(weights, X, y, penalty):
    """∇L + μ (w₁, w₂, b).

    >>> penalized_gradient([2.0, 0.0, 0.0], [[0.0, 0.0]], [1], 0.5)
    array([ 1. ,  0. , -0.5])
    """
    return linear_loss_gradient(weights, X, y) + penalty * np.asarray(weights)


def penalized_hessian(weights, X, penalty):
    """H + μ I: a penalty adds μ to every eigenvalue.

    >>> penalized_hessian([0.0, 0.0, 0.0], [[0.0, 0.0]], 0.5).tolist()
    [[0.5, 0.0, 0.0], [0.0, 0.5, 0.0], [0.0, 0.0, 0.75]]
    """
    return linear_loss_hessian(weights, X) + penalty * np.eye(3)
