"""Guards of book/backpropagation.md: each reads the LaTeX of its equation from the page."""

from itertools import product

import numpy as np
import pytest
import sympy as sp
from latex_algebra import entries, parse, plain, same, sides

from snippets import backpropagation as bp
from snippets import symbolic
from snippets.autodiff import Dual, Value
from snippets.elementary import sigmoid
from snippets.samples import two_circles

a, b, c, p, q, s, x, y = sp.symbols("a b c p q s x y")
PAPER = [
    ([[1, -1], [2, 1]], [0, 1], bp.RELU),
    ([[1, 1], [-1, 3]], [1, -9], bp.RELU),
    ([[2, -1]], [1], bp.IDENTITY),
]


def one_line(tex):
    """The LaTeX with single spaces, to be quoted."""
    return " ".join(plain(tex).split())


def some_network(loss=bp.HALF_SQUARE):
    """A network of three layers with whole numbers and smooth activations, and two samples."""
    rng = np.random.default_rng(8)
    network = bp.Network.from_seed([2, 3, 2, 1], bp.TANH, seed=8, loss=loss)
    return network, rng.normal(size=(2, 2)), np.array([[1.0], [0.0]])


@pytest.mark.guards("eq-graph")
def test_graph(tex):
    name, formula = sides(tex)
    assert name == "L"
    run = (Value(2) * Value(-3) + Value(4)) ** 2
    assert parse(formula).subs({a: 2, b: -3, c: 4}) == run.data
    assert same(parse(formula), (a * b + c) ** 2)


@pytest.mark.guards("eq-graph-back")
def test_graph_back(tex):
    body = tex.replace(r"\begin{aligned}", "").replace(r"\end{aligned}", "")
    # One derivation in each cell; the parser reads ∂L as a letter times L.
    heads, pieces = [], []
    for row in body.split(r"\\"):
        head, *cells = row.split(r"\frac{\partial L}")
        heads, pieces = [*heads, head], [*pieces, *cells]
    assert set("".join(heads)) <= set("& \n")
    numbers = {}
    for piece in pieces:
        name, formula = sides(piece)
        numbers[name.removeprefix(r"{\partial ").removesuffix("}")] = parse(formula)
    assert set(numbers) == set("qpcab")
    of_q = q**2
    chain = {"q": of_q, "p": of_q.subs(q, p + c), "c": of_q.subs(q, p + c)}
    chain |= {"a": of_q.subs(q, a * b + c), "b": of_q.subs(q, a * b + c)}
    inner = {"q": q, "p": p + c, "c": p + c, "a": a * b + c, "b": a * b + c}
    for name, formula in chain.items():
        assert same(numbers[name].subs(q, inner[name]), sp.diff(formula, sp.Symbol(name)))
    # The same numbers from the engine.
    v = dict(zip("abc", (Value(2), Value(-3), Value(4)), strict=True))
    inside = v["a"] * v["b"] + v["c"]
    (inside**2).backward()
    at = {a: 2, b: -3, q: inside.data}
    assert [numbers[name].subs(at) for name in "abc"] == [v[name].grad for name in "abc"]


@pytest.mark.guards("eq-three-uses")
def test_three_uses(tex):
    derivative, paths = (parse(side) for side in sides(tex))
    assert derivative.variables == (x,) and same(derivative.expr, x * y + x**2)
    assert same(derivative.doit(), paths)
    # Three terms for three uses, as they stand on the page.
    assert [term.strip() for term in sides(tex)[1].split("+")] == ["y", "x", "x"]


@pytest.mark.guards("eq-one-hidden")
def test_one_hidden(tex):
    # No parser reads sums of indexed functions: quoted, and computed with beside it.
    assert one_line(tex) == one_line(r"a = g( c + \sum_{k} v_k f( b_k + \sum_{i} W_{ki} x_i ) ).")
    W, bias = [[0.5, -1.0], [2.0, 0.25], [1.0, 1.0]], [0.1, -0.2, 0.3]
    v, out, point = [1.0, -2.0, 0.5], 0.7, [0.3, -0.8]
    network = bp.Network([(W, bias, bp.TANH), ([v], [out], bp.SIGMOID)], bp.CROSS_ENTROPY)
    hidden = [np.tanh(bias[k] + sum(W[k][i] * point[i] for i in (0, 1))) for k in range(3)]
    written_out = sigmoid(out + sum(v[k] * hidden[k] for k in range(3)))
    assert network.output([point])[0, 0] == pytest.approx(written_out, rel=1e-14)


@pytest.mark.guards("eq-layer")
def test_layer(tex):
    assert one_line(tex) == one_line(
        r"s^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}, a^{(l)} = f(s^{(l)})."
    )
    network, X, _ = some_network()
    S, A = network.forward(X)
    for l, (W, bias, f) in enumerate(network.layers, start=1):
        for row in range(len(X)):
            pre = W @ A[l - 1][row] + bias
            assert np.allclose(S[l - 1][row], pre, rtol=0, atol=1e-15)
            assert np.allclose(A[l][row], [f.value(entry) for entry in pre], rtol=0, atol=1e-15)


@pytest.mark.guards("eq-paper-1", "eq-paper-2", "eq-paper-3")
def test_the_paper_network(tex, request):
    for l, (one, (W, bias, _)) in enumerate(zip(tex, PAPER, strict=True), start=1):
        weights, biases = one.split(r"\quad")
        assert sides(weights)[0] == f"W^{{({l})}}" and sides(biases)[0] == f"b^{{({l})}}"
        assert entries(weights) == W
        assert [entry for (entry,) in entries(biases)] == bias
    # The cell of the chapter builds the same one.
    chapter = (request.path.parent.parent / "book/backpropagation.md").read_text("utf-8")
    cell = chapter.split("paper = Network(")[1].split("loss=")[0].replace("\n", "").replace(" ", "")
    for W, bias, _ in PAPER:
        assert f"({W},{bias},".replace(" ", "") in cell


@pytest.mark.guards("eq-layer-jacobian")
def test_layer_jacobian(tex):
    assert one_line(tex) == one_line(r"J = \operatorname{diag}(f'(s)) W, J_{ki} = f'(s_k) W_{ki}.")
    W, bias = np.array([[1, 2], [3, -1], [0, 2]]), [1, -1, 0]
    point = sp.Matrix(sp.symbols("a_1:3"))
    pre = [bias[k] + sum(W[k, i] * point[i] for i in (0, 1)) for k in range(3)]
    exact = sp.Matrix([sp.tanh(entry) for entry in pre]).jacobian(point)
    at = dict(zip(point, (sp.Rational(1, 3), sp.Rational(-1, 4)), strict=True))
    s_at = [entry.subs(at) for entry in pre]
    shown = bp.layer_jacobian(W, np.array(s_at, dtype=object), bp.TANH)
    for k, i in product(range(3), range(2)):
        assert same(shown[k, i], exact[k, i].subs(at))
        assert same((1 - sp.tanh(s_at[k]) ** 2) * W[k, i], exact[k, i].subs(at))


@pytest.mark.guards("eq-back-through")
def test_back_through(tex):
    assert one_line(tex) == one_line(r"\nabla_x L = J^\top \nabla_a L,")
    point = sp.symbols("x_1 x_2")
    f = lambda v: [sp.tanh(v[0] - 2 * v[1]), sp.exp(v[0] * v[1]), v[1] ** 2]
    loss = lambda v: v[0] * v[1] + sp.sin(v[2])
    outputs = sp.symbols("a_1:4")
    place = dict(zip(outputs, f(point), strict=True))
    slopes = sp.Matrix([sp.diff(loss(outputs), out).subs(place) for out in outputs])
    J = sp.Matrix(f(point)).jacobian(sp.Matrix(point))
    total = symbolic.gradient(lambda v: loss(f(v)), point)
    for entry, partial in zip(J.T * slopes, total, strict=True):
        assert same(entry, partial)


DELTA = [
    r"\delta^{(l)} = \frac{\partial L}{\partial s^{(l)}}",
    r"\delta^{(m)} = \frac{\partial L}{\partial a^{(m)}} \odot f'(s^{(m)})",
    r"\delta_i^{(l)} = f'(s_i^{(l)}) \sum_{k} W_{ki}^{(l+1)} \delta_k^{(l+1)}.",
    r"\delta^{(l)} = ( W^{(l+1)\top} \delta^{(l+1)} ) \odot f'(s^{(l)}).",
]


@pytest.mark.guards("eq-delta-definition", "eq-delta-last", "eq-delta-paths", "eq-delta")
def test_delta(tex):
    # Layers as raised indices are beyond the parser: quoted, and computed with beside it.
    assert [one_line(one) for one in tex] == [one_line(one) for one in DELTA]
    network, X, y_two = some_network()
    x_one, y_one = X[:1], y_two[:1]
    S, A = network.forward(x_one)
    shown = network.deltas(S, A, y_one)

    def loss_from(l, pre):
        """The loss as a function of the pre-activations of layer l (from 0): the definition."""
        out = network.layers[l].activation.value(pre)
        for W, bias, f in network.layers[l + 1 :]:
            out = f.value(W @ out + bias)
        return float(((out - y_one[0]) ** 2 / 2).sum())

    for l, delta in enumerate(shown):
        for k, e in enumerate(np.eye(len(S[l][0]))):
            h = 7e-6
            up, down = (loss_from(l, S[l][0] + side * h * e) for side in (1, -1))
            # Values below 4 and right to 20u, over 7e-6: 1.3e-9; third derivatives below 20.
            assert delta[0, k] == pytest.approx((up - down) / (2 * h), rel=0, abs=2e-9)
    last = network.layers[-1].activation
    assert np.allclose(shown[-1], (A[-1] - y_one) * last.derivative(S[-1]), rtol=0, atol=1e-15)
    for l in (0, 1):
        W, f = network.layers[l + 1].W, network.layers[l].activation
        paths = [
            f.derivative(S[l][0, i]) * sum(W[k, i] * shown[l + 1][0, k] for k in range(len(W)))
            for i in range(W.shape[1])
        ]
        assert np.allclose(shown[l][0], paths, rtol=0, atol=1e-15)
        whole = (W.T @ shown[l + 1][0]) * f.derivative(S[l][0])
        assert np.allclose(shown[l][0], whole, rtol=0, atol=1e-15)


@pytest.mark.guards("eq-weight-gradient")
def test_weight_gradient(tex):
    assert one_line(tex) == one_line(
        r"\frac{\partial L}{\partial W^{(l)}} = \delta^{(l)} a^{(l-1)\top}, "
        r"\frac{\partial L}{\partial b^{(l)}} = \delta^{(l)}."
    )
    network, X, y_two = some_network()
    S, A = network.forward(X[:1])
    deltas = network.deltas(S, A, y_two[:1])
    _, gradients = network.loss_and_gradients(X[:1], y_two[:1])
    for l, (dW, db) in enumerate(gradients):
        assert np.array_equal(dW, np.outer(deltas[l][0], A[l][0]))
        assert np.array_equal(db, deltas[l][0])
        assert dW.shape == network.layers[l].W.shape


@pytest.mark.guards("eq-batch")
def test_batch(tex):
    assert one_line(tex) == one_line(
        r"S = A W^\top + b, \frac{\partial L}{\partial W} = \frac{1}{n} \Delta^\top A, "
        r"\frac{\partial L}{\partial b} = \frac{1}{n} \sum_{i=1}^{n} \Delta_i,"
    )
    network, X, y_two = some_network()
    S, A = network.forward(X)
    deltas, n = network.deltas(S, A, y_two), len(X)
    _, gradients = network.loss_and_gradients(X, y_two)
    for l, (W, bias, _) in enumerate(network.layers):
        assert np.allclose(S[l], A[l] @ W.T + bias, rtol=0, atol=1e-15)
        # "Where samples stand in columns, a layer is S = W A + b, and the product becomes Δ Aᵀ"
        columns, delta_columns = A[l].T, deltas[l].T
        assert np.allclose(S[l].T, W @ columns + bias[:, None], rtol=0, atol=1e-15)
        assert np.allclose(gradients[l].dW, delta_columns @ columns.T / n, rtol=0, atol=1e-15)
        assert np.allclose(gradients[l].dW, deltas[l].T @ A[l] / n, rtol=0, atol=1e-15)
        outer = sum(np.outer(d, row) for d, row in zip(deltas[l], A[l], strict=True))
        assert np.allclose(deltas[l].T @ A[l], outer, rtol=0, atol=1e-15)
        assert np.allclose(gradients[l].db, sum(deltas[l]) / n, rtol=0, atol=1e-15)


@pytest.mark.guards("eq-cross-entropy")
def test_cross_entropy(tex):
    name, formula = sides(tex)
    assert name == "L"
    formula = parse(formula)
    assert sp.diff(formula, y, 2) == 0  # so it is settled by the labels 0 and 1
    for label, prob in product((0, 1), (sp.Rational(1, 3), sp.Rational(3, 4))):
        shown = formula.subs({y: label, p: prob})
        assert same(shown, bp.cross_entropy(prob, label))
        # "minus the logarithm of the probability that was given to the label that came true"
        assert same(shown, -sp.log(prob if label else 1 - prob))


@pytest.mark.guards("eq-logit-loss", "eq-logit-delta")
def test_logits(tex):
    name, formula = sides(tex[0])
    assert name == "L"
    shown = parse(formula)
    assert same(shown, bp.logit_cross_entropy(s, y))
    derivative, slope = (parse(side) for side in sides(tex[1]))
    assert derivative.variables == (s,) and same(derivative.expr, shown)
    slope = slope.replace(sp.Function("sigma"), sigmoid)
    assert same(derivative.doit(), slope)
    assert same(slope, bp.logit_cross_entropy_derivative(s, y))
    # "Put p = σ(s) into it"
    for label, score in product((0, 1), (-2, 0, 3)):
        through_p = bp.cross_entropy(sigmoid(sp.Integer(score)), label)
        assert same(through_p, shown.subs({s: score, y: label}))
        # "the loss of the six points": log(1 + exp(−ys)) with the label −1 or +1
        assert same(through_p, sp.log(1 + sp.exp(-(2 * label - 1) * score)))


@pytest.mark.guards("eq-dual")
def test_dual(tex):
    rule, square = tex.split(r"\qquad")
    assert sides(square) == [r"\varepsilon^2", "0"]
    names = {"a'": "k", "b'": "m"}  # the parser has no primes on letters
    for prime, letter in names.items():
        rule = rule.replace(prime, f"{letter} ")
    epsilon, slope_a, slope_b = sp.symbols("varepsilon k m")
    # A letter before a bracket is a function to the parser: put a sign between the two factors.
    left, right = (parse(side.replace(")(", r") \cdot (")) for side in sides(rule))
    difference = sp.expand(left - right)
    assert difference.coeff(epsilon, 0) == difference.coeff(epsilon, 1) == 0
    assert difference.coeff(epsilon, 2) == slope_a * slope_b  # which ε² = 0 removes
    both = Dual(2, 3) * Dual(5, 7)
    at = {a: 2, slope_a: 3, b: 5, slope_b: 7}
    assert right.subs(at).coeff(epsilon, 1) == both.slope
    assert right.subs(at).coeff(epsilon, 0) == both.data


@pytest.mark.guards("eq-variance")
def test_variance(tex):
    assert one_line(tex) == one_line(
        r"E[ ( \sum_{i=1}^{n} w_i a_i )^2 ] = n v \cdot \frac{1}{n} \sum_{i=1}^{n} a_i^2,"
    )
    inputs, v = [sp.Rational(1, 2), -3, 2], sp.Rational(4, 9)
    root = sp.sqrt(v)  # weights ±√v, each sign as likely as the other, have variance v
    draws = [
        sum(sign * root * value for sign, value in zip(signs, inputs, strict=True)) ** 2
        for signs in product((-1, 1), repeat=3)
    ]
    mean_square = sum(value**2 for value in inputs) / sp.Integer(3)
    assert sum(draws) / sp.Integer(8) == 3 * v * mean_square


# --- What the page says in words


def test_no_line_separates_the_circles():
    """Every half plane that holds the outer ring holds the inner one: it is in its convex hull."""
    from scipy.spatial import ConvexHull

    X, y_all = two_circles(1000, 0.1, 0.5, np.random.default_rng(5))
    hull = ConvexHull(X[y_all == 0])
    inside = X[y_all == 1] @ hull.equations[:, :2].T + hull.equations[:, 2] < 0
    assert inside.all()


def test_the_zero_network_is_a_critical_point_of_balanced_labels():
    network = bp.Network.from_seed([2, 4, 3, 1], bp.TANH, seed=0).with_parameters(np.zeros(31))
    _, gradients = network.loss_and_gradients(np.ones((4, 2)), [0, 1, 0, 1])
    assert not bp.flat(gradients).any()
    _, gradients = network.loss_and_gradients(np.ones((3, 2)), [0, 1, 1])
    assert np.flatnonzero(bp.flat(gradients)).tolist() == [30]  # the bias of the score alone


def test_the_listing_learns_little_and_from_seed_2_nothing_certain():
    """Weights summed, biases averaged, rate 0.005, 150 steps: printed only where it is stable."""
    X, labels = two_circles(1000, 0.1, 0.5, np.random.default_rng(5))

    def after(seed, samples):
        net = bp.Network.from_seed([2, 4, 3, 1], bp.RELU, seed, spread=0.1)
        for _ in range(150):
            _, gradients = net.loss_and_gradients(samples, labels)
            net = net.moved([(len(labels) * dW, db) for dW, db in gradients], -0.005)
        return net.mean_loss(samples, labels), bp.accuracy(net.output(samples), labels)

    for seed in (0, 1, 3, 4):
        (loss, share), (other, same_share) = after(seed, X), after(seed, X * (1 + 1e-14))
        assert loss == pytest.approx(other, abs=1e-6) and share == same_share
        if seed in (1, 3):
            assert share == 0.5
        else:  # the dangerous ones; a line gets 0.66
            assert loss < np.log(2) and 0.6 < share < 0.64
    spread = [after(2, X * (1 + k * 1e-15))[0] for k in range(6)]
    assert np.ptp(spread) > 0.01


# --- What the lesson says about training, for other seeds than its own


def circles(seed):
    rng = np.random.default_rng(seed)
    return two_circles(1000, 0.1, 0.5, rng), two_circles(1000, 0.1, 0.5, rng)


@pytest.mark.parametrize("seed", range(20))
def test_the_network_of_the_lesson_learns_from_every_seed(seed):
    (X, y), (X_new, y_new) = circles(5)
    start = bp.Network.from_seed([2, 4, 3, 1], bp.TANH, seed)
    *_, (trained, loss) = bp.train(start, X, y, rate=0.3, steps=1000)
    assert bp.accuracy(trained.output(X), y) >= 0.98
    assert bp.accuracy(trained.output(X_new), y_new) >= 0.98
    assert loss < 0.1


@pytest.mark.parametrize("seed", range(3))
def test_a_line_does_no_better_than_a_coin_on_the_circles(seed):
    (X, y), _ = circles(seed)
    *_, (line, loss) = bp.train(bp.Network.from_seed([2, 1], bp.TANH, seed), X, y, 0.3, 1000)
    # The least loss of a line that learns nothing is log 2, and noise offers it next to nothing.
    assert 0.68 < loss <= np.log(2)
    assert bp.accuracy(line.output(X), y) < 0.6


@pytest.mark.parametrize("seed", range(3))
def test_small_weights_start_on_a_plateau(seed):
    (X, y), _ = circles(5)
    start = bp.Network.from_seed([2, 4, 3, 1], bp.TANH, seed, spread=0.1)
    *_, (_, loss) = bp.train(start, X, y, rate=0.3, steps=150)
    assert loss == pytest.approx(np.log(2), abs=2e-3)
