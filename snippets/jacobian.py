"""Jacobians: the maps of the lesson, products of Jacobians, and estimates from values of f alone.

A point x has shape (n,), f takes it whole and returns shape (m,), or one number for m = 1.  Its
Jacobian has shape (m, n): a row for each output, a column for each input.  Symbols and fractions
pass through the maps of the lesson and through the products.
"""

from functools import reduce

import numpy as np

from snippets.differentiation import UNIT_ROUNDOFF, balanced_step, central_difference
from snippets.elementary import cos, exp, log, sigmoid, sin
from snippets.gradient import as_point, gradient, norm, partial_derivative
from snippets.inputs import require_finite

# --- The maps of the lesson, each beside its Jacobian


def warp(point):
    """(2xy, x²y) at the point (x, y).

    >>> warp((1, 2))
    array([4, 2])
    """
    x, y = point
    return np.array([2 * x * y, x**2 * y])


def warp_jacobian(point):
    """[[2y, 2x], [2xy, x²]], the Jacobian of (2xy, x²y).

    >>> warp_jacobian((1, 2))
    array([[4, 2],
           [4, 1]])
    """
    x, y = point
    return np.array([[2 * y, 2 * x], [2 * x * y, x**2]])


def sum_and_product(z):
    """(z₁ + z₂, z₁ z₂).

    >>> sum_and_product((4, 2))
    array([6, 8])
    """
    a, b = z
    return np.array([a + b, a * b])


def sum_and_product_jacobian(z):
    """[[1, 1], [z₂, z₁]], the Jacobian of (z₁ + z₂, z₁ z₂).

    >>> sum_and_product_jacobian((4, 2))
    array([[1, 1],
           [2, 4]])
    """
    a, b = z
    return np.array([[1, 1], [b, a]])


def polar(point):
    """(r cos θ, r sin θ) at the point (r, θ), with θ in radians.

    >>> polar((2.0, 0.0))
    array([2., 0.])
    """
    r, theta = point
    return np.array([r * cos(theta), r * sin(theta)])


def polar_jacobian(point):
    """[[cos θ, −r sin θ], [sin θ, r cos θ]], whose determinant is r.

    >>> float(signed_area(polar_jacobian((2.0, 0.0))))
    2.0
    """
    r, theta = point
    return np.array([[cos(theta), -r * sin(theta)], [sin(theta), r * cos(theta)]])


def sigmoid_layer(W, x):
    """σ(Wx), entry by entry; W has shape (outputs, inputs).

    >>> sigmoid_layer([[1, 2], [3, 4], [5, 6]], [0, 0])
    array([0.5, 0.5, 0.5])
    """
    return np.array([sigmoid(z) for z in np.asarray(W) @ x])


def sigmoid_layer_jacobian(W, x):
    """diag(σ(z) (1 − σ(z))) W for z = Wx: row k of W, times the slope of output k.

    >>> sigmoid_layer_jacobian([[1, 2], [3, 4], [5, 6]], [0, 0])
    array([[0.25, 0.5 ],
           [0.75, 1.  ],
           [1.25, 1.5 ]])
    """
    s = sigmoid_layer(W, x)
    return chain(elementwise(s * (1 - s)), W)


def score_slopes(scores, y):
    """∂L/∂sᵢ = −yᵢ σ(−yᵢ sᵢ) / n, for L = mean of log(1 + exp(−yᵢ sᵢ)) and labels ±1.

    >>> score_slopes([0.0, 0.0], [1, -1])
    array([-0.25,  0.25])
    """
    return np.array([-b * sigmoid(-b * s) for s, b in zip(scores, y, strict=True)]) / len(y)


# --- Softmax and the soft maximum


def as_scores(z):
    """The array z of shape (n,); ValueError if it has another shape, or is not finite.

    >>> as_scores([1.0, 2.0])
    array([1., 2.])
    """
    z = np.asarray(z)
    if z.ndim != 1 or not z.size:
        raise ValueError(f"z must have shape (n,), and its shape is {z.shape}")
    require_finite("z", z)
    return z


def largest(z):
    """The largest entry of z; 0 for symbols, which are not compared and do not overflow.

    >>> float(largest(np.array([1.0, 3.0, 2.0])))
    3.0
    """
    return z.max() if z.dtype.kind in "biuf" else 0


def softmax(z):
    """pᵢ = exp(zᵢ) / Σ exp(zₖ), with the largest zₖ subtracted first, so that none overflows.

    Raises ValueError unless z has shape (n,) and is finite.

    >>> softmax([1000.0, 1000.0])
    array([0.5, 0.5])
    """
    z = as_scores(z)
    weights = np.array([exp(entry) for entry in z - largest(z)])
    return weights / weights.sum()


def softmax_jacobian(z):
    """diag(p) − p pᵀ for p = softmax(z): shape (n, n), symmetric, and each row adds up to 0.

    >>> softmax_jacobian([0.0, 0.0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)


def log_sum_exp(z):
    """log Σ exp(zₖ) = m + log Σ exp(zₖ − m) for the largest entry m, so that none overflows.

    Its gradient is softmax(z).  Raises ValueError unless z has shape (n,) and is finite.

    >>> float(log_sum_exp([1000.0, 0.0]))
    1000.0
    """
    z = as_scores(z)
    return largest(z) + log(sum(exp(entry) for entry in z - largest(z)))


# --- The linear map, its areas, and products of Jacobians


def remainder(f, J, a, v):
    """r(v) = f(a + v) − f(a) − Jv, by which the linear map misses.

    >>> remainder(warp, [[4, 2], [4, 1]], (1, 2), (1, 1))
    array([2, 5])
    """
    return f(np.add(a, v)) - f(a) - np.asarray(J) @ v


def tangent_map(value, J, a, points):
    """f(a) + J (x − a) for each point x, a column of points; error o(‖x − a‖).

    >>> tangent_map([4, 2], [[4, 2], [4, 1]], [1, 2], np.array([[1, 2], [2, 3]]))
    array([[ 4, 10],
           [ 2,  7]])
    """
    column = lambda x: np.reshape(x, (-1, 1))
    return column(value) + np.asarray(J) @ (points - column(a))


def square_outline(corner, side, n):
    """n points on each side of a square, counterclockwise from its corner: shape (2, 4n).

    >>> square_outline((1, 2), side=0.5, n=1)
    array([[1. , 1.5, 1.5, 1. ],
           [2. , 2. , 2.5, 2.5]])
    """
    along, zero = np.arange(n) / n, np.zeros(n)
    x = np.concatenate([along, zero + 1, 1 - along, zero])
    y = np.concatenate([zero, along, zero + 1, 1 - along])
    return np.reshape(corner, (2, 1)) + side * np.array([x, y])


def grid_lines(x, y, points):
    """The lines of a grid, of shape (2, points): one for each entry of x, then one for each of y.

    >>> [line.shape for line in grid_lines([0, 1, 2], [0, 1], 5)]
    [(2, 5), (2, 5), (2, 5), (2, 5), (2, 5)]
    """
    across, up = (np.linspace(ends[0], ends[-1], points) for ends in (x, y))
    upright = [np.array([np.full(points, a), up]) for a in x]
    level = [np.array([across, np.full(points, b)]) for b in y]
    return upright + level


def signed_area(J):
    """det J = J₁₁ J₂₂ − J₁₂ J₂₁, for shape (2, 2): its size is the local factor of areas.

    Negative where J turns a figure over.  Raises ValueError for another shape.

    >>> print(signed_area([[4, 2], [4, 1]]))
    -4
    """
    if np.shape(J) != (2, 2):
        raise ValueError(f"J must have shape (2, 2), and its shape is {np.shape(J)}")
    (a, b), (c, d) = J
    return a * d - b * c


def elementwise(slopes):
    """diag(slopes), the Jacobian of a function applied entry by entry, with these slopes.

    >>> elementwise([2, 3])
    array([[2, 0],
           [0, 3]])
    """
    return np.diag(slopes)


def chain(*jacobians):
    """The product of Jacobians, the outermost first: J of g(f(x)) is chain(J of g, J of f).

    Raises ValueError where one takes more or fewer inputs than the next has outputs.

    >>> chain([[1, 1], [2, 4]], [[4, 2], [4, 1]])
    array([[ 8,  3],
           [24,  8]])
    """
    return reduce(product, map(as_matrix, jacobians))


def as_matrix(J):
    """The array J; ValueError unless it has shape (outputs, inputs).

    >>> as_matrix([1, 2])
    Traceback (most recent call last):
    ValueError: a Jacobian has shape (outputs, inputs), not (2,)
    """
    J = np.asarray(J)
    if J.ndim != 2:
        raise ValueError(f"a Jacobian has shape (outputs, inputs), not {J.shape}")
    return J


def product(outer, inner):
    """The matrix product of two Jacobians; ValueError where they do not fit.

    >>> product(np.ones((1, 3)), np.ones((2, 2)))
    Traceback (most recent call last):
    ValueError: the outer function takes 3 numbers, and the inner one returns 2
    """
    if outer.shape[1] != inner.shape[0]:
        raise ValueError(
            f"the outer function takes {outer.shape[1]} numbers, "
            f"and the inner one returns {inner.shape[0]}"
        )
    return outer @ inner


def newton_iterate(value, J, x):
    """x − J⁻¹ f(x), the zero of the tangent map of f at x, of shape (n,).

    Raises ValueError where J is singular: then that map has no zero, or many.

    >>> newton_iterate([3.0, 1.0], [[1.0, 0.0], [0.0, 2.0]], [5.0, 5.0])
    array([2. , 4.5])
    """
    try:
        return np.asarray(x) - np.linalg.solve(J, value)
    except np.linalg.LinAlgError:
        raise ValueError(f"the Jacobian is singular: {np.asarray(J).tolist()}") from None


# --- Estimates from values of f


def as_vector(name, x):
    """The floats of x, of shape (n,); ValueError for any other shape, or if not finite.

    >>> as_vector("x", [[1, 2]])
    Traceback (most recent call last):
    ValueError: x must have shape (n,), and its shape is (1, 2)
    """
    if np.ndim(x) != 1:
        raise ValueError(f"{name} must have shape (n,), and its shape is {np.shape(x)}")
    require_finite(name, x)
    return as_point(x)


def outputs(f, x):
    """f(x) as an array of shape (m,), one number as shape (1,); ValueError for anything else.

    >>> outputs(lambda x: x[0] + x[1], np.array([2.0, 3.0]))
    array([5.])
    """
    value = np.atleast_1d(f(x))
    if value.ndim != 1 or not value.size or np.iscomplexobj(value):
        raise ValueError(f"f(x) must be real numbers of shape (m,), and it is {f(x)}")
    require_finite("f(x)", value)
    return value


def columns(f, x, steps):
    """∂f/∂xⱼ as column j, by a central difference with step j.

    >>> columns(warp, np.array([1.0, 2.0]), steps=[0.25, 0.25])
    array([[4., 2.],
           [4., 1.]])
    """
    values = lambda point: outputs(f, point)
    slope = lambda j: partial_derivative(values, x, j, steps[j])
    return np.stack([slope(j) for j in range(x.size)], axis=1)


def jacobian(f, x):
    """∂fᵢ/∂xⱼ in row i, column j, by central differences; error ⅙ h² times a third derivative.

    x has shape (n,), f(x) shape (m,), the result (m, n).  Where f returns
    one number, the result is one row: the gradient, transposed.  Calls f
    twice for each input; steps and errors are those of `gradient`.

    Raises ValueError where f(x) is not such a vector, or not finite.

    >>> J = jacobian(warp, [1.0, 2.0])
    >>> np.allclose(J, [[4, 2], [4, 1]], atol=1e-8)
    True
    """
    x = as_vector("x", x)
    length = np.maximum(1, abs(x))
    return columns(f, x, balanced_step(x, order=2, length=length))


def jvp(f, x, v):
    """J v = (f(x + h v) − f(x − h v)) / 2h; error ⅙ h² times a third derivative along v.

    Two calls of f, however many inputs: J is never formed.

    Raises ValueError where v has another shape than x.

    >>> np.allclose(jvp(warp, [1.0, 2.0], [1, -1]), [2, 3], atol=1e-8)
    True
    """
    x, v = as_vector("x", x), as_vector("v", v)
    if v.shape != x.shape:
        raise ValueError(f"need one shape: {x.shape} and {v.shape}")
    reach = max(1, np.max(abs(x))) / (norm(v) or 1)
    h = balanced_step(0.0, order=2, length=reach)
    return central_difference(lambda t: outputs(f, x + t * v), 0.0, h)


def vjp(f, x, u):
    """uᵀJ, the gradient of u · f(x), of the shape of x; by central differences.

    J is not formed, but f is called as often as for all of J, and twice
    more: quotients walk forward only.

    Raises ValueError where u has another shape than f(x).

    >>> np.allclose(vjp(warp, [1.0, 2.0], [1, -1]), [0, 1], atol=1e-8)
    True
    """
    x, u = as_vector("x", x), as_vector("u", u)
    if u.shape != (shape := outputs(f, x).shape):
        raise ValueError(f"need one shape: {shape} and {u.shape}")
    return gradient(lambda point: u @ outputs(f, point), x)


def hessian(f, x):
    """∂²f/∂xᵢ∂xⱼ, the Jacobian of the gradient of f, by differences of differences.

    f returns one number.  The step h is ∜(3u) = 1.4e-4 times the larger of
    1 and |xₖ|: it balances truncation, ⅓ h² times a fourth derivative or
    two, with rounding, u |f| / h², which is 6e-9 of |f|.

    Raises ValueError where f(x) is not one real, finite number.

    >>> H = hessian(lambda p: p[0] ** 2 * p[1] + p[1] ** 3, [1.0, 2.0])
    >>> np.allclose(H, [[4, 2], [2, 12]], atol=1e-6)
    True
    """
    x = as_vector("x", x)
    if np.ndim(f(x)):
        raise ValueError(f"f(x) must be one number, and it is {f(x)}")
    steps = (3 * UNIT_ROUNDOFF) ** 0.25 * np.maximum(1, abs(x))
    slopes = lambda point: columns(f, point, steps)[0]
    return columns(slopes, x, steps)
