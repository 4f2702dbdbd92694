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
