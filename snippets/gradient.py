"""Gradients: the functions of the lesson, and estimates of ∇f(x) that use values of f alone.

A point x has shape (n,), or any other, as weights have; f takes it whole and returns one number.
A gradient has the shape of its point.  The functions of the lesson unpack a point of the plane,
so that symbols, fractions and fields of shape (2, …), with a point in each place, pass too.
"""

import numpy as np

from snippets.differentiation import balanced_step, central_difference, right_slope
from snippets.elementary import sqrt
from snippets.inputs import integers_as_floats, require_finite, require_real

# --- The functions of the lesson, each beside its gradient


def surface(point):
    """x² + y³ at the point (x, y).

    >>> surface((2, 3))
    31
    """
    x, y = point
    return x**2 + y**3


def surface_gradient(point):
    """(2x, 3y²), the gradient of x² + y³.

    >>> surface_gradient((2, 3))
    array([ 4, 27])
    """
    x, y = point
    return np.array([2 * x, 3 * y**2])


def bowl(point):
    """x² + y² at the point (x, y).

    >>> bowl((1, 1))
    2
    """
    x, y = point
    return x**2 + y**2


def bowl_gradient(point):
    """(2x, 2y), the gradient of x² + y².

    >>> bowl_gradient((1, 1))
    array([2, 2])
    """
    x, y = point
    return np.array([2 * x, 2 * y])


def hill(point):
    """−x² − 4y² at the point (x, y): a hill with its peak at the origin, four times steeper in y.

    >>> hill((2, 1))
    -8
    """
    x, y = point
    return -(x**2) - 4 * y**2


def hill_gradient(point):
    """(−2x, −8y), the gradient of −x² − 4y².

    >>> hill_gradient((2, 1))
    array([-4, -8])
    """
    x, y = point
    return np.array([-2 * x, -8 * y])


def torn(point):
    """x y / (x² + y²), and 0 at (0, 0): there both partial derivatives are 0, and f jumps.

    >>> torn((0.0, 0.0)), torn((1e-9, 1e-9))
    (0, 0.5)
    """
    x, y = point
    return x * y / (x * x + y * y) if x or y else 0


# --- Directions


def norm(v):
    """‖v‖ = √(v₁² + … + vₙ²), the length of v; of each vector of a field of shape (n, …).

    >>> float(norm([3, 4]))
    5.0
    """
    return sqrt(sum(entry**2 for entry in v))


def unit_vector(angle):
    """(cos α, sin α), the direction at α degrees, counterclockwise from the x-axis.

    >>> unit_vector(0.0)
    array([1., 0.])
    """
    radians = np.radians(angle)
    return np.array([np.cos(radians), np.sin(radians)])


def angle_of(direction):
    """The angle of (d₁, d₂) in degrees, counterclockwise from the x-axis, in (−180, 180].

    >>> float(angle_of([0.0, 2.0]))
    90.0
    """
    require_direction(direction)
    return np.degrees(np.arctan2(direction[1], direction[0]))


def require_direction(direction):
    """Raise ValueError if all entries are zero, or one is not finite.

    >>> require_direction([0.0, 0.0])
    Traceback (most recent call last):
    ValueError: a vector of length zero has no direction
    """
    require_finite("direction", direction)
    if not np.any(np.asarray(direction) != 0):
        raise ValueError("a vector of length zero has no direction")


def slope_along(gradient, direction):
    """∇f · d / ‖d‖, the rate of f per unit of distance in that direction.

    Raises ValueError where the direction is zero, or the two shapes differ.

    >>> float(slope_along([4, 27], [3, 4]))
    24.0
    """
    gradient, direction = np.asarray(gradient), np.asarray(direction)
    require_direction(direction)
    if gradient.shape != direction.shape:
        raise ValueError(f"need one shape: {gradient.shape} and {direction.shape}")
    return np.sum(gradient * direction) / norm(direction.ravel())


def steepest_direction(gradient):
    """∇f / ‖∇f‖, the unit vector along which f rises fastest.

    Raises ValueError where the gradient is zero: no direction is steeper than another.

    >>> steepest_direction([3.0, 4.0])
    array([0.6, 0.8])
    """
    require_direction(gradient)
    return np.asarray(gradient) / norm(np.ravel(gradient))


def tangent_plane(value, gradient, x, point):
    """f(x) + ∇f(x) · (point − x); error o(‖point − x‖), and 0 where f is a plane.

    >>> tangent_plane(31, [4, 27], (2, 3), (3, 4))
    62
    """
    return value + sum(g * (b - a) for g, a, b in zip(gradient, x, point, strict=True))


# --- Estimates from values of f


def as_point(x):
    """The array of x, integers as floats; ValueError if it is empty or not finite.

    >>> as_point([2, 3])
    array([2., 3.])
    """
    x = integers_as_floats(x)
    if not x.size:
        raise ValueError("a point needs at least one coordinate")
    require_finite("x", x)
    return x


def moved(x, k, value):
    """A copy of the point x with its coordinate k set to value.

    >>> moved(np.array([2.0, 3.0]), 1, 5.0)
    array([2., 5.])
    """
    x = x.copy()
    x[k] = value
    return x


def partial_derivative(f, x, k, h):
    """(f(x + h eₖ) − f(x − h eₖ)) / 2h; error ⅙ h² |∂³f/∂xₖ³| at a point between.

    >>> print(partial_derivative(surface, [2.0, 3.0], 0, 0.25))
    4.0
    """
    x = as_point(x)
    return central_difference(lambda t: f(moved(x, k, t)), x[k], h)


def gradient(f, x):
    """∇f(x) by central differences; error ⅙ h² times a third derivative.

    That is the derivative in the coordinate of the entry, with the others
    held constant, at a point between the two at which f is compared.

    The step h is 7e-6 times the larger of 1 and |xₖ|.  An entry is right
    to about 1e-10 of the size of f near x, unless f varies much over a
    distance shorter than max(1, |xₖ|).  It does not see whether f is
    differentiable at x.

    Raises ValueError where f(x) is not one real, finite number.

    >>> slopes = gradient(surface, [2.0, 3.0])
    >>> np.allclose(slopes, [4, 27], atol=1e-8)
    True
    """
    x = as_point(x)
    require_real("f(x)", f(x))
    steps = balanced_step(x, order=2, length=np.maximum(1, abs(x)))
    places = np.ndindex(x.shape)
    slopes = [partial_derivative(f, x, k, steps[k]) for k in places]
    return np.reshape(slopes, x.shape)


def directional_derivative(f, x, direction):
    """(f(x + h d) − f(x − h d)) / 2h for d = direction / ‖direction‖.

    No gradient is used.  The error is ⅙ h² times the third derivative
    along the line; the step is that of `gradient`.

    Raises ValueError for a direction of length zero, or of another shape
    than x.

    >>> rate = directional_derivative(surface, [2.0, 3.0], [3, 4])
    >>> bool(abs(rate - 24) < 1e-8)
    True
    """
    x = as_point(x)
    if np.shape(direction) != x.shape:
        raise ValueError(f"need one shape: {x.shape} and {np.shape(direction)}")
    d = steepest_direction(np.asarray(direction, dtype=float))
    h = balanced_step(0.0, order=2, length=max(1, np.max(abs(x))))
    return central_difference(lambda t: f(x + t * d), 0.0, h)


def sweep_directions(f, x, angles, h):
    """(f(x + h d) − f(x)) / h for the direction d at each angle in degrees.

    x has shape (2,).  The error is ½ h times the second derivative of
    t ↦ f(x + t d), at a t between 0 and h.

    Raises ValueError where x is no point of the plane, or h ≤ 0.

    >>> sweep_directions(surface, [2.0, 3.0], angles=[0.0], h=0.5)
    array([4.5])
    """
    x = as_point(x)
    if x.shape != (2,):
        raise ValueError(f"x must have shape (2,), not {x.shape}")
    line = lambda angle: lambda t: f(x + t * unit_vector(angle))
    return np.array([right_slope(line(angle), 0.0, h) for angle in angles])


# --- Matrix identities


def linear_form(a, x):
    """aᵀx.

    >>> linear_form([1, 2], [3, 4])
    11
    """
    return sum(a_i * x_i for a_i, x_i in zip(a, x, strict=True))


def linear_form_gradient(a, x):
    """a: the same at every x.

    >>> linear_form_gradient([1, 2], [3, 4])
    array([1, 2])
    """
    return np.array(a)


def quadratic_form(A, x):
    """xᵀAx, for a square A.

    >>> print(quadratic_form([[1, 2], [3, 4]], [1, -1]))
    0
    """
    return linear_form(np.asarray(A) @ x, x)


def quadratic_form_gradient(A, x):
    """(A + Aᵀ) x, which is 2Ax where A is symmetric.

    >>> quadratic_form_gradient([[1, 2], [3, 4]], [1, -1])
    array([-3, -3])
    """
    A = np.asarray(A)
    return (A + A.T) @ x


def squared_error(A, b, x):
    """‖Ax − b‖².

    >>> print(squared_error([[1, 2], [3, 4], [5, 6]], [1, 0, -1], [1, -1]))
    5
    """
    r = np.asarray(A) @ x - b
    return linear_form(r, r)


def squared_error_gradient(A, b, x):
    """2Aᵀ(Ax − b).

    >>> squared_error_gradient([[1, 2], [3, 4], [5, 6]], [1, 0, -1], [1, -1])
    array([-10, -16])
    """
    A = np.asarray(A)
    return 2 * A.T @ (A @ x - b)
