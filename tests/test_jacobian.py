"""Jacobians: exactness, agreement of routes, the chain rule, softmax, and what is refused."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import sympy as sp
from autograd import jacobian as reverse_mode
from autograd import make_jvp
from autograd import numpy as anp
from hypothesis import assume, given
from hypothesis import strategies as st

from snippets import jacobian as j
from snippets import symbolic
from snippets.agreement import random_direction_check, relative_gap
from snippets.classifier import linear_loss_gradient, linear_scores, logistic_loss, with_ones
from snippets.differentiation import UNIT_ROUNDOFF, balanced_step
from snippets.gradient import gradient

STEP = balanced_step(0.0, order=2)  # 7e-6, the step at points of size 1 and less
x, y = sp.symbols("x y")
whole = st.integers(-9, 9)
pair = st.tuples(whole, whole)
triple = st.tuples(whole, whole, whole)
unit = st.floats(-1, 1)
fraction = st.fractions(-9, 9, max_denominator=64)
tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.lists(whole, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).map(
        lambda numbers: np.reshape(numbers, shape)
    )
)
layers = st.tuples(st.integers(1, 4), st.integers(1, 3)).flatmap(
    lambda shape: st.tuples(
        st.lists(unit, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).map(
            lambda numbers: 4 * np.reshape(numbers, shape)
        ),
        st.lists(unit, min_size=shape[1], max_size=shape[1]).map(lambda x: 2 * np.array(x)),
    )
)
EXACT = [
    (j.warp, j.warp_jacobian),
    (j.sum_and_product, j.sum_and_product_jacobian),
    (j.polar, j.polar_jacobian),
    (j.softmax, j.softmax_jacobian),
    (
        lambda p: j.sigmoid_layer([[1, 2], [-3, 4], [5, -6]], p),
        lambda p: j.sigmoid_layer_jacobian([[1, 2], [-3, 4], [5, -6]], p),
    ),
]
wave = lambda p: np.array([np.sin(p[0]) * p[1], p[0] + np.cos(p[1]), p[0] * p[1]])
wave_jacobian = lambda p: np.array(
    [[np.cos(p[0]) * p[1], np.sin(p[0])], [1.0, -np.sin(p[1])], [p[1], p[0]]]
)
# On [-1, 1]²: values below 2 and within 4u, over 7e-6; third derivatives at most 1 along an axis
# and 12 along (1, 1), so truncation is below 2 h² = 1e-10.
WAVE_ROOM = 2 * 4 * UNIT_ROUNDOFF / STEP + 2 * STEP**2


@pytest.mark.parametrize("f, jacobian", EXACT)
def test_every_jacobian_shown_is_the_jacobian(f, jacobian):
    rule, table = sp.Matrix(jacobian((x, y))), symbolic.jacobian(f, (x, y))
    assert rule.shape == table.shape
    assert (rule - table).applyfunc(sp.simplify) == sp.zeros(*table.shape)
    point = np.array([0.7, -0.4])
    rng = np.random.default_rng(4)
    vjp = lambda p, u: np.asarray(u @ jacobian(p), dtype=float)
    # Values of size 1 over a step of 7e-6: rounding is below 1e-9, third derivatives below 100.
    gap = random_direction_check(lambda p: np.asarray(f(p), dtype=float), vjp, point, rng)
    assert gap < 1e-7


@given(st.tuples(fraction, fraction), st.tuples(fraction, fraction))
def test_the_maps_of_the_lesson_miss_their_linear_maps_by_exact_products(point, v):
    rest = j.remainder(j.sum_and_product, j.sum_and_product_jacobian(point), point, v)
    assert rest.tolist() == [0, v[0] * v[1]]
    assert j.sum_and_product(point)[0] == j.signed_area([[point[0], -1], [point[1], 1]])
    J = j.sum_and_product_jacobian(point)
    assert j.signed_area(J) == point[0] - point[1]
    assert j.warp_jacobian(point)[0].tolist() == [2 * point[1], 2 * point[0]]


@given(st.floats(0.01, 100), st.floats(-7, 7))
def test_polar_columns_are_the_unit_circle_and_its_turn(r, theta):
    J = j.polar_jacobian((r, theta))
    # Sines and cosines of 1 ulp, one product each.
    assert j.polar((r, theta)) == pytest.approx(r * J[:, 0], rel=4 * UNIT_ROUNDOFF, abs=1e-300)
    assert J[:, 0] == pytest.approx(j.polar((1.0, theta)), rel=4 * UNIT_ROUNDOFF)
    assert J[:, 1].tolist() == [-r * np.sin(theta), r * np.cos(theta)]
    assert j.signed_area(J) == pytest.approx(r, rel=16 * UNIT_ROUNDOFF)
    assert np.hypot(*j.polar((r, theta))) == pytest.approx(r, rel=16 * UNIT_ROUNDOFF)


@given(layers, st.randoms(use_true_random=False))
def test_layers_are_permuted_with_their_rows_and_mirrored_with_their_signs(layer, random):
    W, x = layer
    order = random.sample(range(len(W)), len(W))
    out, J = j.sigmoid_layer(W, x), j.sigmoid_layer_jacobian(W, x)
    assert out.shape == (len(W),) and J.shape == W.shape
    assert np.array_equal(j.sigmoid_layer(W[order], x), out[order])
    assert np.array_equal(j.sigmoid_layer_jacobian(W[order], x), J[order])
    # σ(−z) = 1 − σ(z), and the slope is even: a few u of 1, times entries below 4.
    assert j.sigmoid_layer(-W, x) == pytest.approx(1 - out, abs=8 * UNIT_ROUNDOFF)
    assert j.sigmoid_layer_jacobian(W, -x) == pytest.approx(J, abs=32 * UNIT_ROUNDOFF)
    # Values below 1 over a step of 7e-6 or more; third derivatives below 4³ / 8.
    room = 8 * UNIT_ROUNDOFF / STEP + 8 * (2 * STEP) ** 2
    assert np.max(abs(j.jacobian(lambda p: j.sigmoid_layer(W, p), x) - J)) <= room


# --- Estimates


@given(st.lists(triple, min_size=1, max_size=3), pair, st.integers(1, 10))
def test_columns_are_exact_on_quadratics(rows, point, k):
    f = lambda p: np.array([a * p[0] ** 2 + b * p[0] * p[1] + c * p[1] - 7 for a, b, c in rows])
    exact = [[2 * a * point[0] + b * point[1], b * point[0] + c] for a, b, c in rows]
    # A step that is a power of two: each value fits 53 bits.
    found = j.columns(f, np.array(point, dtype=float), [2.0**-k, 2.0 ** -(k + 1)])
    assert found.tolist() == exact


def test_columns_of_fractions_are_fractions():
    third = Fraction(1, 3)
    found = j.columns(j.warp, np.array([third, third]), [third, third])
    assert found.tolist() == [[2 * third, 2 * third], [2 * third**2, third**2]]
    assert isinstance(found[1, 1], Fraction)


def test_leading_error_term_is_the_documented_one():
    h = sp.Symbol("h")
    f = lambda p: np.array([p[0] ** 3 * p[1], p[1] ** 3])
    error = sp.Matrix(j.columns(f, np.array([x, y]), [h, h])) - symbolic.jacobian(f, (x, y))
    assert error.applyfunc(sp.expand) == h**2 * sp.Matrix([[y, 0], [0, 1]])  # ⅙ f‴


@given(unit, unit)
def test_the_jacobian_is_the_jacobian(a, b):
    point = np.array([a, b])
    assert np.max(abs(j.jacobian(wave, point) - wave_jacobian(point))) <= WAVE_ROOM


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (4, 1), (2, 3), (3, 2)])
def test_a_linear_map_is_its_own_jacobian(shape):
    A = np.random.default_rng(4).integers(-5, 6, shape).astype(float)
    point = np.arange(1.0, shape[1] + 1)
    found = j.jacobian(lambda p: A @ p, point)
    assert found.shape == shape
    # Values are below 60, steps at least 7e-6: rounding is below 60 · 8u / 7e-6 = 8e-9.
    assert np.allclose(found, A, rtol=0, atol=8e-9)


def test_one_number_makes_one_row_the_gradient():
    f = lambda p: p[0] ** 2 * p[1]
    row = j.jacobian(f, [1.0, 2.0])
    assert row.shape == (1, 2)
    assert np.array_equal(row[0], gradient(f, [1.0, 2.0]))
    assert j.jvp(f, [1.0, 2.0], [1, 0]).shape == (1,)
    assert np.array_equal(j.vjp(f, [1.0, 2.0], [1.0]), row[0])


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3, 1e6])
def test_the_step_grows_with_the_input(scale):
    point = scale * np.array([1.0, 2.0])
    f = lambda p: np.array([p[0] ** 2 + p[1] ** 2, p[0] * p[1]])
    exact = np.array([2 * point, point[::-1]])
    # Quotients of quadratics are exact; rounding is 4u · 5s² / (7e-6 max(1, s)).
    room = 4 * UNIT_ROUNDOFF * 5 * scale**2 / (STEP * max(1, scale)) + 8 * UNIT_ROUNDOFF * scale
    assert np.max(abs(j.jacobian(f, point) - exact)) <= room
    assert np.max(abs(j.jvp(f, point, [3.0, -1.0]) - exact @ [3, -1])) <= 8 * room


def test_the_point_is_left_alone():
    point = np.array([1.0, 2.0])
    j.jacobian(j.warp, point), j.jvp(j.warp, point, [1, 1]), j.vjp(j.warp, point, [1, 1])
    assert point.tolist() == [1, 2]
    assert np.array_equal(j.jacobian(j.warp, [1, 2]), j.jacobian(j.warp, point))


@given(unit, unit, st.tuples(unit, unit, unit), st.tuples(unit, unit))
def test_products_are_those_of_the_table(a, b, u, v):
    point, J = np.array([a, b]), wave_jacobian([a, b])
    assume(np.hypot(*v) > 1e-3)
    # uᵀJ adds three outputs; J v is a quotient along v with a step of 7e-6 per length of v.
    assert np.max(abs(j.vjp(wave, point, u) - u @ J)) <= 3 * WAVE_ROOM
    assert np.max(abs(j.jvp(wave, point, v) - J @ v)) <= 4 * WAVE_ROOM * max(1, np.hypot(*v))


@given(st.tuples(unit, unit), st.integers(-30, 30))
def test_a_shift_may_be_long_or_short(v, k):
    assume(np.hypot(*v) > 1e-3)
    point = np.array([0.3, -0.8])
    one, other = j.jvp(wave, point, v), j.jvp(wave, point, np.multiply(v, 2.0**k))
    # The same points up to rounding of h: relative 10u of slopes below 3, over nothing smaller.
    assert np.max(abs(other / 2.0**k - one)) <= 4 * WAVE_ROOM
    assert j.jvp(wave, point, [0, 0]).tolist() == [0, 0, 0]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=3), st.integers(-20, 20))
def test_the_steps_are_the_balanced_ones_of_the_size_of_the_point(entries, k):
    point, size = np.array(entries), np.maximum(1, np.abs(entries))

    def steps(estimate):
        seen = []
        estimate(lambda p: seen.append(np.array(p)) or 0.0, point)
        return np.max(abs(np.array(seen) - point), axis=0)

    # Points are rounded to 2u of their size, twice where there are two steps.
    room = 4 * UNIT_ROUNDOFF * size
    assert np.all(abs(steps(j.jacobian) - STEP * size) <= room)
    assert np.all(abs(steps(lambda f, p: j.vjp(f, p, [1.0])) - STEP * size) <= room)
    v = np.eye(len(point))[0] * 2.0**k  # a long v takes a short step, so that the shift stays
    along = STEP * max(size) * np.eye(len(point))[0]
    assert np.all(abs(steps(lambda f, p: j.jvp(f, p, v)) - along) <= room)
    # A difference of differences goes two steps of ∜(3u) far.
    assert np.all(abs(steps(j.hessian) - 2 * (3 * UNIT_ROUNDOFF) ** 0.25 * size) <= room)


@given(tables)
def test_points_of_float32_have_the_steps_of_float32(J):
    point = np.ones(J.shape[1], dtype=np.float32)
    # 2⁻²⁴ for u: h = 5.6e-3 and values below 36, 4u · 36 / h = 1.6e-3.
    assert np.max(abs(j.jacobian(lambda p: np.float32(J) @ p, point) - J)) <= 2e-3


@given(tables, st.sampled_from([float, np.float32, list, tuple]))
def test_outputs_are_vectors_of_real_numbers(J, kind):
    point = np.ones(J.shape[1])
    f = lambda p: J @ p if kind in (float, np.float32) else kind(J @ p)
    assert j.outputs(f, point).tolist() == (J @ point).tolist()
    assert j.outputs(lambda p: 7, point).tolist() == [7]
    for bad in (J, [], 1j * point):
        said = "^f\\(x\\) must be real numbers of shape \\(m,\\), and it is "
        with pytest.raises(ValueError, match=said):
            j.outputs(lambda p, bad=bad: bad, point)
    with pytest.raises(ValueError, match=r"^f\(x\) must be finite"):
        j.outputs(lambda p: [1.0, np.nan], point)


def test_what_each_product_costs():
    seen = []
    f = lambda p: seen.append(1) or np.tanh(p[:3])
    costs = {}
    for route, factor in ((j.jacobian, ()), (j.jvp, (np.ones(50),)), (j.vjp, (np.ones(3),))):
        seen.clear()
        route(f, np.ones(50), *factor)
        costs[route] = len(seen)
    assert costs[j.jvp] == 2 and costs[j.jacobian] == 100
    assert 100 <= costs[j.vjp] <= 102  # and the checks of f(x)


def test_reverse_and_forward_mode_agree():
    """autograd differentiates the code itself: a route without quotients."""
    W = np.random.default_rng(4).normal(size=(4, 3))
    f = lambda p: anp.tanh(anp.dot(W, p)) * anp.exp(p[0])
    point, v, u = np.array([0.2, -0.5, 0.9]), np.array([1.0, -2.0, 0.5]), np.ones(4)
    J = reverse_mode(f)(point)
    # Values and third derivatives are below 100, with h = 7e-6: 100 h² + 8u · 3 / 7e-6 < 6e-9.
    assert np.allclose(j.jacobian(f, point), J, rtol=0, atol=1e-8)
    assert np.allclose(j.jvp(f, point, v), make_jvp(f)(point)(v)[1], rtol=0, atol=1e-7)
    assert np.allclose(j.vjp(f, point, u), u @ J, rtol=0, atol=4e-8)


@given(pair, triple)
def test_the_hessian_is_the_jacobian_of_the_gradient(point, coefficients):
    a, b, c = coefficients
    f = lambda p: a * p[0] ** 3 + b * p[0] * p[1] ** 2 + c * p[1]
    exact = symbolic.hessian(f, (x, y)).subs({x: point[0], y: point[1]})
    found = j.hessian(f, point)
    # Third differences cancel: no truncation.  Rounding is u |f| / h², |f| < 2 · 9⁴, h ≥ 1.4e-4.
    assert np.allclose(found, np.array(exact, dtype=float), rtol=0, atol=8 * 13122 * 6e-9)
    slopes = lambda p: np.array([sp.diff(f((x, y)), s).subs({x: p[0], y: p[1]}) for s in (x, y)])
    by_gradient = j.jacobian(lambda p: slopes(p).astype(float), point)
    # Quotients of the quadratic slopes are exact; these are below 6000: 6000 · 8u / 7e-6 = 8e-7.
    assert np.allclose(by_gradient, np.array(exact, dtype=float), rtol=0, atol=8e-7)


# --- The linear map and its areas


@given(pair, pair)
def test_the_remainder_vanishes_faster_than_the_shift(point, shift):
    missed = []
    for k in (4, 8, 12):
        v = [Fraction(b, 2**k) for b in shift]
        missed.append(j.remainder(j.warp, j.warp_jacobian(point), point, v) * 2**k)
    # f₁ misses by 2 v₁ v₂, f₂ by 2x v₁ v₂ + y v₁² + v₁² v₂: per length, the rest shrinks with it.
    (a, b), (c, d) = point, shift
    bounds = [2 * abs(c * d), 2 * abs(a * c * d) + abs(b) * c**2 + c**2 * abs(d)]
    for k, per_length in zip((4, 8, 12), missed, strict=True):
        assert all(
            abs(r) <= Fraction(bound, 2**k) for r, bound in zip(per_length, bounds, strict=True)
        )
    assert missed[0][0] == Fraction(2 * c * d, 2**4)


def test_the_remainder_of_the_facts():
    h = sp.Symbol("h")
    found = j.remainder(j.warp, [[4, 2], [4, 1]], (1, 2), (h, h))
    assert [sp.expand(entry) for entry in found] == [2 * h**2, 4 * h**2 + h**3]
    points = np.array([[1.0, 1.5], [2.0, 2.25]])
    image = j.tangent_map([4, 2], [[4, 2], [4, 1]], [1, 2], points)
    assert image.tolist() == [[4, 6.5], [2, 4.25]]


def shoelace(corners):
    a, b = corners
    return np.sum(a * np.roll(b, -1) - b * np.roll(a, -1)) / 2


@given(st.lists(whole, min_size=4, max_size=4), pair, st.integers(1, 5))
def test_the_determinant_is_the_area_of_the_image(numbers, corner, n):
    J = np.reshape(numbers, (2, 2))
    square = j.square_outline(corner, side=2.0, n=2**n)
    assert shoelace(square) == 4  # exact: powers of two
    assert shoelace(J @ square) == 4 * j.signed_area(J)
    image = j.tangent_map(J @ corner, J, corner, square)
    assert shoelace(image) == 4 * j.signed_area(J)
    assert square[:, 0].tolist() == list(corner)


@pytest.mark.parametrize("f, jacobian", EXACT[:3])
def test_the_determinant_is_the_local_factor_of_areas(f, jacobian):
    point = (1.0, 2.0)
    factors = []
    for side in (1e-2, 1e-3):
        square = j.square_outline(point, side, 200)
        factors.append(shoelace(f(square)) / side**2)
    exact = j.signed_area(jacobian(point))
    # The factor changes by less than 10 over the square's side, times it.
    assert abs(factors[0] - exact) < 0.1 and abs(factors[1] - exact) < 0.01


def test_grid_lines_run_along_the_axes():
    lines = j.grid_lines([0, 1, 4], [2, 3], 3)
    assert [line.tolist() for line in lines[:3]] == [[[a] * 3, [2, 2.5, 3]] for a in (0, 1, 4)]
    assert [line.tolist() for line in lines[3:]] == [[[0, 2, 4], [b] * 3] for b in (2, 3)]


@given(pair, st.integers(1, 8), st.integers(1, 5))
def test_an_outline_goes_round_the_square_in_equal_steps(corner, side, k):
    n = 2**k  # so that coordinates are exact
    outline = j.square_outline(corner, side, n) - np.reshape(corner, (2, 1))
    assert outline.shape == (2, 4 * n)
    ahead = np.roll(outline, -1, axis=1) - outline
    step = side / n
    sides = [[step, 0], [0, step], [-step, 0], [0, -step]]
    assert ahead.T.tolist() == [s for s in sides for _ in range(n)]
    assert outline[:, 0].tolist() == [0, 0]


@given(st.lists(whole, min_size=1, max_size=4), st.lists(whole, min_size=1, max_size=4))
def test_grid_lines_go_from_end_to_end(x, y):
    lines = j.grid_lines(x, y, 5)
    assert len(lines) == len(x) + len(y)
    assert all(line.shape == (2, 5) for line in lines)
    for a, (across, up) in zip(x, lines[: len(x)], strict=True):
        assert set(across) == {a} and (up[0], up[-1]) == (y[0], y[-1])
        assert np.ptp(np.diff(up)) <= 16 * UNIT_ROUNDOFF * 18  # equal steps of sums below 18
    for b, (across, up) in zip(y, lines[len(x) :], strict=True):
        assert set(up) == {b} and (across[0], across[-1]) == (x[0], x[-1])


@given(pair, st.lists(pair, min_size=1, max_size=5), tables)
def test_tangent_maps_are_affine(a, points, J):
    J = np.ones((2, 2), dtype=int) * J.flat[0] + [[0, 1], [2, J.flat[-1]]]
    points = np.transpose(points)
    image = j.tangent_map([5, -3], J, a, points)
    assert image.shape == points.shape
    for k in range(points.shape[1]):
        shift = points[:, k] - a
        assert image[:, k].tolist() == (np.array([5, -3]) + J @ shift).tolist()


# --- Products of Jacobians


@given(unit, unit)
def test_the_chain_rule(a, b):
    outer = lambda z: np.array([z[0] * z[1] + z[2], np.sin(z[2])])
    outer_jacobian = lambda z: np.array([[z[1], z[0], 1], [0, 0, np.cos(z[2])]])
    point = np.array([a, b])
    product = j.chain(outer_jacobian(wave(point)), wave_jacobian(point))
    # Values and third derivatives of the composition are below 4 and 60.
    room = 4 * 8 * UNIT_ROUNDOFF / STEP + 60 * STEP**2
    assert np.max(abs(product - j.jacobian(lambda p: outer(wave(p)), point))) <= room


@given(st.lists(whole, min_size=12, max_size=12))
def test_a_product_sums_over_paths(numbers):
    outer, inner = np.reshape(numbers[:6], (2, 3)), np.reshape(numbers[6:], (3, 2))
    product = j.chain(outer, inner)
    for row in range(2):
        for column in range(2):
            paths = [outer[row, k] * inner[k, column] for k in range(3)]
            assert product[row, column] == sum(paths)
    assert j.chain(outer).tolist() == outer.tolist()
    assert np.array_equal(j.chain(outer, inner, outer), (outer @ inner) @ outer)


@given(tables, st.data())
def test_diagonals_scale_rows_and_products_associate(J, data):
    m, n = J.shape
    slopes = data.draw(st.lists(whole, min_size=m, max_size=m))
    diagonal = j.elementwise(slopes)
    assert diagonal.shape == (m, m) and diagonal.diagonal().tolist() == slopes
    assert np.array_equal(j.product(diagonal, J), np.reshape(slopes, (m, 1)) * J)
    assert np.array_equal(j.chain(J.T, diagonal, J), j.product(j.product(J.T, diagonal), J))
    assert np.array_equal(j.chain(np.eye(m), J, np.eye(n)), J)
    with pytest.raises(ValueError, match=f"takes {n} numbers, and the inner one returns {n + 1}"):
        j.product(J, np.ones((n + 1, m)))
    with pytest.raises(ValueError, match=r"\(outputs, inputs\), not \(1, "):
        j.chain([J], J)


@given(st.lists(whole, min_size=8, max_size=8))
def test_neither_trace_nor_determinant_shows_the_order(numbers):
    """As the page says, whatever the matrices."""
    M, N = np.reshape(numbers, (2, 2, 2))
    assert np.trace(j.chain(M, N)) == np.trace(j.chain(N, M))
    assert j.signed_area(j.chain(M, N)) == j.signed_area(j.chain(N, M))


@pytest.mark.parametrize("W, b", [(np.arange(6.0).reshape(3, 2) / 5, 0.1)])
def test_a_layer_is_a_diagonal_times_its_weights(W, b):
    point = np.array([0.4, -0.3])
    for phi, slope in ((np.tanh, lambda z: 1 - np.tanh(z) ** 2), (np.sin, np.cos)):
        product = j.chain(j.elementwise(slope(W @ point + b)), W)
        # Values below 1, third derivatives below 6: 8u / 7e-6 + 6 h².
        assert np.max(abs(product - j.jacobian(lambda p, phi=phi: phi(W @ p + b), point))) < 5e-10


def test_the_inverse_map_has_the_inverse_jacobian():
    r, theta = sp.symbols("r theta", positive=True)
    there = lambda p: (sp.sqrt(p[0] ** 2 + p[1] ** 2), sp.atan2(p[1], p[0]))
    undo = symbolic.jacobian(there, (x, y)).subs({x: r * sp.cos(theta), y: r * sp.sin(theta)})
    product = undo * sp.Matrix(j.polar_jacobian((r, theta)))
    assert product.applyfunc(sp.simplify) == sp.eye(2)


@given(st.lists(st.floats(-20, 20), min_size=3, max_size=3))
def test_the_loss_goes_through_the_scores(weights):
    X = np.array([[1.0, 2.0], [-1.0, 0.5], [3.0, -2.0], [0.0, 0.0]])
    labels = np.array([1.0, -1.0, -1.0, 1.0])
    slopes = j.score_slopes(linear_scores(weights, X), labels)
    # Sums of four products of numbers below 4, rounded in another order.
    by_loss = linear_loss_gradient(weights, X, labels)
    assert np.max(abs(with_ones(X).T @ slopes - by_loss)) <= 40 * UNIT_ROUNDOFF
    by_values = gradient(lambda s: logistic_loss(1, s, labels), linear_scores(weights, X))
    # The loss is below 130, the step 7e-6 or longer: rounding is below 130 · 8u / 7e-6 = 2e-8.
    assert np.max(abs(slopes - by_values)) < 2e-8


@given(st.lists(st.tuples(st.floats(-20, 20), st.sampled_from([-1, 1])), min_size=1, max_size=6))
def test_slopes_of_scores_push_each_to_its_side(samples):
    scores, y = map(np.array, zip(*samples, strict=True))
    slopes = j.score_slopes(scores, y)
    assert slopes.shape == scores.shape
    assert np.all(np.sign(slopes) == -y) and np.all(abs(slopes) * len(y) <= 1)
    assert np.array_equal(j.score_slopes(-scores, -y), -slopes)
    twice = j.score_slopes([*scores, *scores], [*y, *y])
    assert np.array_equal(twice, np.tile(slopes, 2) / 2)  # a mean: halved, which is exact
    with pytest.raises(ValueError, match="zip"):
        j.score_slopes([*scores, 0.0], y)


# --- Softmax


scores = st.lists(st.floats(-300, 300), min_size=1, max_size=6)


@given(scores, st.integers(-400, 400))
def test_softmax_is_a_distribution_that_a_common_shift_does_not_change(z, shift):
    z = np.round(np.array(z) * 1024) / 1024  # so that shifting a score rounds nothing
    p = j.softmax(z)
    assert (p >= 0).all() and p.sum() == pytest.approx(1, abs=8 * UNIT_ROUNDOFF)
    assert np.array_equal(j.softmax(z + shift), p)
    exact = j.log_sum_exp(z) + shift
    assert j.log_sum_exp(z + shift) == pytest.approx(exact, abs=2e-13)  # u · 700 of each sum


@given(st.lists(st.integers(-500, 500), min_size=1, max_size=6))
def test_the_largest_score_is_the_common_shift(z):
    for kind in (int, float, np.float32):
        assert j.largest(np.array(z, dtype=kind)) == max(z)
    assert j.largest(np.array([sp.Integer(k) for k in z])) == 0
    assert j.as_scores(z).tolist() == z
    # Below max + log 6, and a few u of the size.
    room = 4 * UNIT_ROUNDOFF * 500
    assert max(z) - room <= j.log_sum_exp(z) <= max(z) + np.log(len(z)) + room


@given(scores)
def test_the_jacobian_of_softmax_moves_probability_and_makes_none(z):
    J = j.softmax_jacobian(z)
    assert np.array_equal(J, J.T)
    assert np.max(abs(J.sum(axis=1))) <= 8 * UNIT_ROUNDOFF  # six roundings of numbers below 1
    assert (np.diag(J) >= 0).all() and (J - np.diag(np.diag(J)) <= 0).all()


@given(st.lists(unit, min_size=2, max_size=5))
def test_softmax_is_the_gradient_of_log_sum_exp(z):
    z = np.array(z)
    # Values below 3 over 7e-6: 3 · 8u / 7e-6 < 4e-10; third derivatives below 1.
    assert np.max(abs(gradient(j.log_sum_exp, z) - j.softmax(z))) < 1e-9
    assert np.max(abs(j.jacobian(j.softmax, z) - j.softmax_jacobian(z))) < 1e-9
    # Below 4 · 1e-8 + 6e-9 · 3, by the docstring of the Hessian.
    assert np.max(abs(j.hessian(j.log_sum_exp, z) - j.softmax_jacobian(z))) < 1e-6


def test_softmax_keeps_what_overflows_and_underflows():
    z = np.array([1000.0, 1001.0, 1002.0])
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.isnan(np.exp(z) / np.exp(z).sum()).all()
    # Shifting by a number that is exact: the same as at (0, 1, 2).
    assert np.array_equal(j.softmax(z), j.softmax([0.0, 1.0, 2.0]))
    assert j.log_sum_exp([-1e300, 1e300]) == 1e300
    assert j.softmax([-1e308, 0.0]).tolist() == [0, 1]


# --- Newton's method


def test_newton_doubles_the_digits():
    f = lambda p: np.array([p[0] ** 2 + p[1] ** 2 - 4, p[0] * p[1] - 1])
    slopes = lambda p: np.array([2 * p, p[::-1]])
    path = [np.array([2.0, 0.5])]
    for _ in range(5):
        path.append(j.newton_iterate(f(path[-1]), slopes(path[-1]), path[-1]))
    # x² and y² are 2 ± √3: each sum x ± y is √6 or √2.
    zero = np.array([np.sqrt(6) + np.sqrt(2), np.sqrt(6) - np.sqrt(2)]) / 2
    errors = [np.max(abs(p - zero)) for p in path]
    # The error is squared, times at most ½ ‖J⁻¹‖ ‖f″‖ < 2.
    assert all(b <= 2 * a**2 + 8 * UNIT_ROUNDOFF for a, b in pairwise(errors))
    assert errors[0] > 0.05


@given(st.lists(whole, min_size=6, max_size=6))
def test_newton_solves_a_linear_system_at_once(numbers):
    A, b = np.reshape(numbers[:4], (2, 2)), np.array(numbers[4:])
    assume(abs(j.signed_area(A)) >= 1)
    point = j.newton_iterate(A @ [3, -2] - b, A, [3, -2])
    # Entries below 10 and a determinant of 1 or more: the condition is below 400.
    assert np.allclose(A @ point, b, rtol=0, atol=400 * 400 * UNIT_ROUNDOFF * 200)


# --- What is refused


@pytest.mark.parametrize(
    "f, said",
    [
        (lambda p: np.ones((2, 2)), r"shape \(m,\)"),
        (lambda p: np.array([]), r"shape \(m,\)"),
        (lambda p: 1j * p, "real numbers"),
        (lambda p: p / 0.0 if p[0] > 2 else p + np.nan, "finite"),
        (lambda p: [np.inf, 0.0], "finite"),
    ],
)
@pytest.mark.parametrize(
    "route", [j.jacobian, lambda f, p: j.jvp(f, p, p), lambda f, p: j.vjp(f, p, p)]
)
def test_values_that_make_no_table_are_refused(route, f, said):
    with np.errstate(all="ignore"), pytest.raises(ValueError, match=said):
        route(f, [1.0, 2.0])


@pytest.mark.parametrize("route", [j.jacobian, lambda f, p: j.jvp(f, p, p), j.hessian])
@pytest.mark.parametrize(
    "point, said",
    [
        ([], "at least one"),
        ([np.nan, 1.0], "finite"),
        ([[1.0, 2.0]], r"\(1, 2\)"),
        (1.0, r"\(\)"),
    ],
)
def test_points_that_are_no_vectors_are_refused(route, point, said):
    with pytest.raises(ValueError, match=said):
        route(lambda p: np.sum(p), point)


def test_factors_of_another_shape_are_refused():
    for route in (j.jvp, j.vjp):
        with pytest.raises(ValueError, match=r"one shape: \(2,\) and \(3,\)"):
            route(j.warp, [1.0, 2.0], [1, 1, 1])
    for route in (
        j.jacobian,
        j.hessian,
        lambda f, p: j.jvp(f, p, [1, 1]),
        lambda f, p: j.vjp(f, p, [1, 1]),
    ):
        with pytest.raises(ValueError, match=r"^x must be finite"):
            route(j.warp, [np.nan, 1.0])
        with pytest.raises(
            ValueError, match=r"^x must have shape \(n,\), and its shape is \(1, 2\)"
        ):
            route(j.warp, [[1.0, 2.0]])
    with pytest.raises(ValueError, match=r"^v must be finite"):
        j.jvp(j.warp, [1.0, 2.0], [np.nan, 1])
    with pytest.raises(ValueError, match=r"^u must be finite"):
        j.vjp(j.warp, [1.0, 2.0], [np.inf, 1])
    with pytest.raises(ValueError, match="one number"):
        j.hessian(j.warp, [1.0, 2.0])


def test_products_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="takes 2 numbers, and the inner one returns 3"):
        j.chain(np.ones((3, 2)), np.ones((3, 2)))
    with pytest.raises(ValueError, match="not \\(2,\\)"):
        j.chain([1, 2], [[1, 2], [3, 4]])
    with pytest.raises(ValueError, match=r"\(2, 2\), and its shape is \(2, 3\)"):
        j.signed_area(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"singular: \[\[1, 1\], \[2, 2\]\]"):
        j.newton_iterate([1.0, 1.0], [[1, 1], [2, 2]], [0.0, 0.0])


@pytest.mark.parametrize(
    "z, said", [([[1.0]], "shape"), ([], "shape"), ([np.inf, 0], "^z must be finite")]
)
@pytest.mark.parametrize("f", [j.softmax, j.log_sum_exp, j.softmax_jacobian])
def test_scores_that_are_none_are_refused(f, z, said):
    with pytest.raises(ValueError, match=said):
        f(z)


def test_the_gap_of_two_routes_is_small_and_that_of_a_mistake_is_not():
    assert relative_gap(j.jacobian(j.warp, [1.3, -0.7]), j.warp_jacobian((1.3, -0.7))) < 1e-9
    assert relative_gap(j.jacobian(j.warp, [1.3, -0.7]), j.warp_jacobian((1.3, -0.7)).T) > 0.1
