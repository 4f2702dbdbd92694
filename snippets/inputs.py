"""What a function is given: checks, and integers as floats.

Symbols and fractions pass: they are exact.
"""

import numpy as np


def require_finite(name, value):
    """Raise ValueError if a number in value is infinite or not a number.

    >>> require_finite("x", [1.0, float("nan")])
    Traceback (most recent call last):
    ValueError: x must be finite, and it holds nan
    """
    array = np.asarray(value)
    if array.dtype.kind in "fc" and not np.all(np.isfinite(array)):
        raise ValueError(f"{name} must be finite, and it holds {array[~np.isfinite(array)][0]}")


def require_nonzero(name, value):
    """Raise ValueError if a number in value is zero.

    >>> require_nonzero("h", 0.0)
    Traceback (most recent call last):
    ValueError: h must not be zero
    """
    if np.any(np.asarray(value) == 0):
        raise ValueError(f"{name} must not be zero")


def require_positive(name, value):
    """Raise ValueError if a number in value is zero or negative.

    >>> require_positive("h", -0.5)
    Traceback (most recent call last):
    ValueError: h must be positive, and it holds -0.5
    """
    require_finite(name, value)
    array = np.asarray(value)
    if array.dtype.kind in "biuf" and not np.all(array > 0):
        raise ValueError(f"{name} must be positive, and it holds {array[~(array > 0)][0]}")


def require_real(name, value):
    """The one real, finite number that value is, as a float; ValueError if it is anything else.

    >>> require_real("x", [1.0, 2.0])
    Traceback (most recent call last):
    ValueError: x must be one real number, and it is [1.0, 2.0]
    """
    if np.ndim(value) or np.iscomplexobj(value):
        raise ValueError(f"{name} must be one real number, and it is {value}")
    number = np.float64(value)
    require_finite(name, number)
    return number


def require_apart(left, right):
    """Raise ValueError where left and right are the same number, or one of them is not finite.

    >>> require_apart(1.0, 1.0 + 1e-17)
    Traceback (most recent call last):
    ValueError: the step is zero or lost to rounding: it leads from 1.0 to the same number
    """
    require_finite("x", left)
    require_finite("x + h", right)
    if np.any(left == right):
        same = np.asarray(left)[np.asarray(left == right)].flat[0] if np.ndim(left) else left
        raise ValueError(
            f"the step is zero or lost to rounding: it leads from {same} to the same number"
        )


def finite(value):
    """The value itself; ValueError if a number in it is infinite or not a number.

    >>> finite(2.0)
    2.0
    """
    require_finite("the result", value)
    return value


def integers_as_floats(value):
    """An array of its own, in which integers became floats; other numbers stay what they are.

    >>> integers_as_floats([2, 3])
    array([2., 3.])
    """
    array = np.array(value)
    return array.astype(float) if array.dtype.kind in "biu" else array


def require_count(name, value):
    """Raise ValueError unless value is a whole number, 1 or more.

    >>> require_count("n", 0)
    Traceback (most recent call last):
    ValueError: n must be a whole number from 1 on, and it is 0
    """
    if np.ndim(value) or np.iscomplexobj(value) or value != value // 1 or value < 1:
        raise ValueError(f"{name} must be a whole number from 1 on, and it is {value}")
