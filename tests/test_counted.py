"""Numbers that count their products compute what floats compute."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from snippets import elementary as el
from snippets.counted import Counted, count_products, counted

number = st.floats(0.1, 9)


@given(number, number)
def test_results_are_those_of_floats_and_stay_counted(a, b):
    c, d = Counted(a), Counted(b)
    pairs = [
        (c * d, a * b), (a * d, a * b), (c * b, a * b), (c + d, a + b), (1 + d, 1 + b),
        (c - d, a - b), (1 - d, 1 - b), (c / d, a / b), (1 / d, 1 / b), (-c, -a), (c**2, a**2),
        (el.exp(c), el.exp(a)), (el.log(c), el.log(a)), (el.tanh(c), el.tanh(a)),
        (el.softplus(c), el.softplus(a)), (el.maximum(c, 1.0), max(a, 1.0)),
    ]  # fmt: skip
    for found, expected in pairs:
        assert isinstance(found, Counted) and found == expected


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
def test_a_product_of_matrices_takes_a_product_for_each_triple(m, n, k):
    A, B = counted(np.ones((m, n))), counted(np.ones((n, k)))
    assert count_products(np.matmul, A, B) == m * n * k
    assert count_products(np.matmul, A, np.ones((n, k))) == m * n * k
    assert count_products(np.add, A, A) == 0


@given(st.lists(st.integers(-9, 9), min_size=1), st.sampled_from([int, float, bool]))
def test_counted_arrays_have_the_shape_and_the_numbers_of_any_others(numbers, dtype):
    array = np.array([numbers, numbers], dtype=dtype)
    found = counted(array)
    assert found.shape == array.shape and found.dtype == object
    assert all(isinstance(entry, Counted) for entry in found.flat) and (found == array).all()


def test_each_count_begins_at_zero_and_takes_factors_on_either_side():
    for _ in range(2):
        assert count_products(lambda a: 2.0 * a * a + a, Counted(3.0)) == 2
    assert count_products(lambda a: 2.0 * 3.0, Counted(3.0)) == 0
    assert Counted(2) - 5 == -3 and 5 - Counted(2) == 3 and 1 / Counted(4) == 0.25
