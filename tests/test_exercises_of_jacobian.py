"""The exercises on Jacobians: every answer by a route of its own."""

import numpy as np
import pytest
import sympy

from snippets import symbolic
from snippets.exercises import load, sigma
from snippets.gradient import gradient
from snippets.jacobian import (
    chain,
    jacobian,
    log_sum_exp,
    newton_iterate,
    sigmoid_layer,
    softmax,
    sum_and_product,
    warp,
)

TASKS = load("jacobian")
x, y = sympy.symbols("x y", real=True)


def states(key):
    """The values in the statement of an exercise, phrase by phrase."""
    return [values for _, values in TASKS[key].states]


def table_of(answer):
    return np.array(answer, dtype=float)


def test_the_three_sigmoids():
    w, f = sympy.symbols("w1:7", real=True), sympy.symbols("f1:4", real=True)
    outputs = [sigma(w[2 * k] * x + w[2 * k + 1] * y) for k in range(3)]
    table = sympy.Matrix(outputs).jacobian([x, y])
    answer = TASKS["three-sigmoids"].answer.subs(dict(zip(f, outputs, strict=True)))
    assert (table - answer).applyfunc(lambda e: sympy.simplify(e.doit())) == sympy.zeros(3, 2)
    at_origin = table.subs({x: 0, y: 0} | dict(zip(w, range(1, 7), strict=True))).doit()
    origin = TASKS["three-sigmoids-at-the-origin"]
    assert at_origin == sympy.Matrix(origin.answer)
    (first, second, last), zeros = states(origin.key)
    assert (first, second, last) == (1, 2, 6) and zeros == (0, 0)
    layer = lambda p: sigmoid_layer([[1, 2], [3, 4], [5, 6]], p)
    # Values below 1, third derivatives below 6³/8 = 27: 8u / 7e-6 + 5 h².
    assert jacobian(layer, [0.0, 0.0]) == pytest.approx(table_of(origin.answer), abs=1e-9)


def test_the_entries_of_a_table():
    ((f1, f2),) = states("entries-of-a-table")
    task = TASKS["entries-of-a-table"]
    assert sympy.Matrix([f1, f2]).jacobian([x, y]) == task.answer
    f = sympy.lambdify((x, y), [f1, f2], "numpy")
    exact = task.answer.subs({x: 0.7, y: -0.4})
    # Values below 2, third derivatives below 2: 16u / 7e-6 + h².
    found = jacobian(lambda p: np.array(f(*p)), [0.7, -0.4])
    assert found == pytest.approx(table_of(exact), abs=1e-9)


def test_the_product_has_the_shape_of_the_option():
    ((inputs, middle, same_middle, outputs),) = states("which-product")
    assert middle == same_middle
    J_f, J_g = np.ones((middle, inputs)), np.ones((outputs, middle))
    (right,) = TASKS["which-product"].answer
    assert str(chain(J_g, J_f).shape) in right and "J_g J_f" in right
    for pair in ((J_f, J_g), (J_g.T, J_f.T)):
        with pytest.raises(ValueError, match="takes"):
            chain(*pair)
    assert chain(J_f.T, J_g.T).shape == (inputs, outputs)


def test_the_other_composition():
    task = TASKS["the-other-composition"]
    f, g, at = states(task.key)
    assert list(f) == list(warp((x, y))) and list(g) == list(sum_and_product((x, y)))
    place = dict(zip((x, y), at, strict=True))
    whole = lambda p: warp(sum_and_product(p))
    J_f, J_g = (symbolic.jacobian(m, (x, y)) for m in (warp, sum_and_product))
    assert symbolic.jacobian(whole, (x, y)).subs(place) == sympy.Matrix(task.answer)
    there = dict(zip((x, y), sum_and_product(at), strict=True))
    order, point, transposed, chapter = (sympy.Matrix(m.answer) for m in task.mistakes)
    assert order == J_g.subs(place) * J_f.subs(there)
    assert point == J_f.subs(place) * J_g.subs(place)
    assert transposed == sympy.Matrix(task.answer).T
    assert chapter == symbolic.jacobian(lambda p: sum_and_product(warp(p)), (x, y)).subs(place)


def test_the_pull_on_three_scores():
    task = TASKS["pull-on-three-scores"]
    ((zero, *logarithms),) = states(task.key)
    z = np.array([zero, *np.log(logarithms)])
    loss = lambda z: log_sum_exp(z) - z[2]
    assert -np.log(softmax(z)[2]) == pytest.approx(loss(z), rel=1e-15)
    # Values and third derivatives below 2: 2 · 8u / 7e-6 + h².
    assert gradient(loss, z) == pytest.approx([float(e) for e in task.answer], abs=1e-9)
    probabilities = TASKS[task.key].mistakes[0].answer
    assert softmax(z) == pytest.approx([float(e) for e in probabilities])


def test_the_flattened_plane():
    ((f1, f2),) = states("flattened")
    table = sympy.Matrix([f1, f2]).jacobian([x, y])
    assert sympy.expand(table.det()) == 0
    assert table.subs({x: 1, y: 2}) != sympy.zeros(2, 2)
    assert sympy.expand(f2 - f1**2) == 0  # all images lie on one curve
    swap = {x: y, y: x}
    assert [f.subs(swap, simultaneous=True) for f in (f1, f2)] == [f1, f2]


def test_the_row_that_travels_back():
    task = TASKS["row-back"]
    for V, W, at, u in task.cases:
        J = jacobian(lambda p, V=V, W=W: V @ np.tanh(W @ p), at)
        # Values and third derivatives below 20: 20 · 8u / 7e-6 + 20 h², times |u| < 4.
        assert task.answer(V, W, at, u) == pytest.approx(u @ J, abs=1e-8)
        assert min(abs(u @ J)) > 0.1


def test_a_row_that_is_got_from_the_whole_table_is_refused():
    task = TASKS["row-back"]
    slopes = lambda W, x: 1 - np.tanh(W @ x) ** 2
    for whole in (
        lambda V, W, x, u: u @ (V @ np.diag(slopes(W, x)) @ W),
        lambda V, W, x, u: u @ (V @ (slopes(W, x)[:, None] * W)),
        lambda V, W, x, u: u @ ((V * slopes(W, x)) @ W),
    ):
        assert "two matrices" in task.check(whole).message
    from_the_right_end = lambda V, W, x, u: W.T @ (slopes(W, x) * (V.T @ u))
    as_a_row = lambda V, W, x, u: ((u[None, :] @ V * slopes(W, x)) @ W)[0]
    assert task.check(from_the_right_end).right and task.check(as_a_row).right


def test_the_logarithms_of_softmax():
    task = TASKS["log-softmax"]
    ((*z, first, second),) = states(task.key)
    assert list(task.answer(np.array(z, dtype=float))) == [first, second]
    for (scores,) in task.cases:
        # One logarithm of a sum of at most three terms, and a difference of numbers below 2001.
        exact = scores - log_sum_exp(scores)
        assert task.answer(scores) == pytest.approx(exact, rel=1e-12, abs=0)
    z = np.array([0.5, -0.25, 1.0])
    assert np.exp(task.answer(z)) == pytest.approx(softmax(z), rel=1e-15)
    other_way = lambda z: z - log_sum_exp(z)
    assert task.check(other_way).right


def test_the_step_of_newton():
    task = TASKS["newton-for-two"]
    formulas, start = states(task.key)
    f = sympy.Matrix(formulas)
    J = f.jacobian([x, y])
    place = dict(zip((x, y), start, strict=True))
    step = J.subs(place).LUsolve(-f.subs(place))
    assert list(sympy.Matrix(start) + step) == task.answer
    away, only, transposed = (list(m.answer) for m in task.mistakes)
    assert list(sympy.Matrix(start) - step) == away and list(step) == only
    turned = J.subs(place).T.LUsolve(-f.subs(place))
    assert list(sympy.Matrix(start) + turned) == transposed
    at = table_of(start)
    found = newton_iterate(table_of(f.subs(place)).ravel(), table_of(J.subs(place)), at)
    assert found == pytest.approx([float(e) for e in task.answer], rel=1e-14)


def test_forward_quotients_lie_half_a_second_derivative_from_the_derivative():
    task = TASKS["forward-jacobian"]
    for f, point, h in task.cases:
        exact = symbolic.jacobian(f, (x, y))
        bends = [[exact[i, k].diff((x, y)[k]) for k in (0, 1)] for i in range(exact.rows)]
        place = dict(zip((x, y), point, strict=True))
        # These maps are quadratic in each variable: no third derivatives.
        forward = (exact + h / 2 * sympy.Matrix(bends)).subs(place)
        assert task.answer(f, point, h) == pytest.approx(table_of(forward), rel=1e-11, abs=1e-11)


def test_the_code_exercise_wants_the_shape_of_the_chapter():
    task = TASKS["forward-jacobian"]
    wide = lambda f, x, h: task.answer(f, x, h).reshape(1, -1)
    assert not task.check(wide).right
    flat = lambda f, x, h: np.squeeze(task.answer(f, x, h))
    assert "one column" in task.check(flat).message
