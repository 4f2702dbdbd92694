"""Answers to the exercises on Jacobians."""

import numpy as np
from sympy import Matrix, Rational, exp, symbols

from snippets.exercises import Choice, Code, Mistake, Number, Property, Symbolic, collect
from snippets.jacobian import warp

x, y = symbols("x y", real=True)
w = symbols("w1:7", real=True)  # the constants of the task, and its outputs
F = symbols("f1:4", real=True)
SLOPES = [s * (1 - s) for s in F]


def table(*rows):
    """Rows of formulas as a table."""
    return Matrix(rows)


def forward_jacobian(f, x, h):
    """Return the forward quotients of f at x, in row i for output i."""
    columns = []
    for k in range(len(x)):
        step = np.zeros(len(x))
        step[k] = h
        columns.append((f(x + step) - f(x)) / h)
    return np.stack(columns, axis=1)


def rows_for_inputs(f, x, h):
    """Put the quotients of each input into a row."""
    return forward_jacobian(f, x, h).T


def not_divided(f, x, h):
    """Forget the division."""
    return forward_jacobian(f, x, h) * h


def central_jacobian(f, x, h):
    """Step both ways."""
    return (forward_jacobian(f, x, h) + forward_jacobian(f, x, -h)) / 2


def all_at_once(f, x, h):
    """Move all coordinates together."""
    change = (f(x + h) - f(x)) / h
    return np.stack([change] * len(x), axis=1)


def widening(p):
    """(x, xy, y²): three outputs of two inputs."""
    return np.array([p[0], p[0] * p[1], p[1] ** 2])


def returns_one_column_for_a_curve(function):
    """A curve has one input: its table is one column."""
    found = function(lambda p: np.array([p[0], p[0] ** 2, 1.0]), np.array([1.0]), 0.5)
    return np.shape(found) == (3, 1) and np.allclose(found, [[1], [2.5], [0]])


def row_back(V, W, x, u):
    """Return uᵀJ for f(x) = V tanh(Wx), multiplied from the left."""
    return ((u @ V) * (1 - np.tanh(W @ x) ** 2)) @ W


def slopes_left_out(V, W, x, u):
    """Go through both matrices, past the layer."""
    return (u @ V) @ W


def values_for_slopes(V, W, x, u):
    """Multiply by tanh instead of its slope."""
    return ((u @ V) * np.tanh(W @ x)) @ W


def not_squared(V, W, x, u):
    """Take 1 − tanh for the slope."""
    return ((u @ V) * (1 - np.tanh(W @ x))) @ W


def slopes_at_the_input(V, W, x, u):
    """Take the slopes at x, and last."""
    return ((u @ V) @ W) * (1 - np.tanh(x) ** 2)


class Watched(np.ndarray):
    """A matrix that may be multiplied by a row or a column, and by no matrix."""

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        """Do as arrays do, but refuse to multiply two matrices."""
        if ufunc is np.matmul and all(np.ndim(one) == 2 and min(one.shape) > 1 for one in inputs):
            raise TypeError("two matrices met")
        return getattr(ufunc, method)(*map(np.asarray, inputs), **kwargs)


def multiplies_no_two_matrices(function):
    """A row times a matrix is all that it takes."""
    V, W = np.arange(6.0).reshape(2, 3), np.eye(3, 4)
    function(V.view(Watched), W.view(Watched), np.ones(4), np.ones(2))
    return True


def log_softmax(z):
    """Return log pᵢ for p = softmax(z), by way of the shifted scores."""
    z = z - z.max()
    return z - np.log(np.exp(z).sum())


def as_it_stands(z):
    """Type the formula as it stands."""
    with np.errstate(over="ignore", divide="ignore"):
        return z - np.log(np.exp(z).sum())


def logarithm_of_softmax(z):
    """Compute p first."""
    weights = np.exp(z - z.max())
    with np.errstate(divide="ignore"):
        return np.log(weights / weights.sum())


def shifted_in_one_place(z):
    """Subtract the largest score in the sum only."""
    return z - np.log(np.exp(z - z.max()).sum())


def probabilities(z):
    """Forget the logarithm."""
    return np.exp(log_softmax(z))


def constants_times(factors):
    """The table of the six constants, each row times a factor."""
    return table(*((s * w[2 * k], s * w[2 * k + 1]) for k, s in enumerate(factors)))


EXERCISES = collect(
    Symbolic(
        key="three-sigmoids",
        title="Three sigmoids",
        level=2,
        variables=(*F, *w),
        answer=constants_times(SLOPES),
        reference=(
            "[[f1(1-f1)w1, f1(1-f1)w2], [f2(1-f2)w3, f2(1-f2)w4], [f3(1-f3)w5, f3(1-f3)w6]]",
            "[[w1(f1-f1^2), w2(f1-f1^2)], [w3(f2-f2²), w4(f2-f2²)], [w5(f3-f3²), w6(f3-f3²)]]",
            "((w1 f1(1-f1), w2 f1(1-f1)), (w3 f2(1-f2), w4 f2(1-f2)), (w5*f3(1-f3), w6*f3(1-f3)))",
        ),
        mistakes=(
            Mistake(
                constants_times(SLOPES).T,
                "Transposed: a row belongs to one output, a column to one input, so 3 by 2.",
            ),
            Mistake(
                table(*((s, s) for s in SLOPES)),
                "The inner derivative is missing: w1 x + w2 y changes with x at the rate w1.",
            ),
            Mistake(constants_times(F), "The slope of a sigmoid is σ(1 − σ), not σ."),
            Mistake(
                table(*((s * w[k], s * w[k + 3]) for k, s in enumerate(SLOPES))),
                "The constants of output 1 are w1 and w2; check where each stands in the map.",
            ),
        ),
    ),
    Number(
        key="three-sigmoids-at-the-origin",
        title="Three sigmoids at the origin",
        level=1,
        answer=[
            [Rational(1, 4), Rational(1, 2)],
            [Rational(3, 4), 1],
            [Rational(5, 4), Rational(3, 2)],
        ],
        reference=("[[1/4, 2/4], [3/4, 4/4], [5/4, 6/4]]", "[[.25, .5], [.75, 1], [1.25, 1.5]]"),
        mistakes=(
            Mistake([[1, 2], [3, 4], [5, 6]], "The slope of the sigmoid is missing: 1/4 at 0."),
            Mistake(
                [[0.5, 1], [1.5, 2], [2.5, 3]],
                "You multiplied by σ(0) = 1/2; the slope is σ(0)(1 − σ(0)).",
            ),
            Mistake([[0.25, 0.25]] * 3, "Each entry has the constant of its input as a factor."),
        ),
        states=(
            ("$w_1 = #$, $w_2 = #$, and so on up to $w_6 = #$", (1, 2, 6)),
            ("at $(#, #)$", (0, 0)),
        ),
    ),
    Symbolic(
        key="entries-of-a-table",
        title="Four partial derivatives",
        level=1,
        variables=(x, y),
        answer=table((exp(y), x * exp(y)), (2 * x, -1)),
        reference=(
            "[[e^y, x e^y], [2x, -1]]",
            "[[exp(y), x*exp(y)], [2*x, -1]]",
            "((e^y, xe^y), (x + x, 1 - 2))",
        ),
        mistakes=(
            Mistake(
                table((exp(y), 2 * x), (x * exp(y), -1)),
                "Transposed: the first row has both slopes of the first output.",
            ),
            Mistake(
                table((exp(y), exp(y)), (2 * x, -1)),
                "Row 1, column 2: with y moving, x is a constant factor, and it stays.",
            ),
            Mistake(
                table((exp(y), x * exp(y)), (2 * x - 1, 2 * x - 1)),
                "Row 2 has one column for each input; you added its two slopes.",
            ),
        ),
        states=(("$f_1 = #$ and $f_2 = #$", (x * exp(y), x**2 - y)),),
    ),
    Choice(
        key="which-product",
        title="Read the shapes",
        level=1,
        answer=("$J_g J_f$, of shape $(1, 4)$: one row.",),
        mistakes=(
            Mistake(
                "$J_f J_g$, of shape $(4, 1)$.",
                "A (3, 4) times a (1, 3) does not fit: the outer function stands on the left.",
            ),
            Mistake(
                "$J_g^\\top J_f^\\top$, of shape $(3, 3)$.",
                "A (3, 1) times a (4, 3) does not fit; transposing a product turns its order too.",
            ),
            Mistake(
                "$J_f^\\top J_g^\\top$, of shape $(4, 1)$.",
                "It exists, and it is the gradient: the Jacobian is its transpose, one row.",
            ),
        ),
        states=(("takes # numbers and returns #, and $g$ takes # and returns #", (4, 3, 3, 1)),),
    ),
    Code(
        key="log-softmax",
        title="Logarithms of probabilities",
        level=1,
        answer=log_softmax,
        # The smallest logarithm but 0 is -0.31, at scores of 2000: their rounding, 1.2e-13, is
        # below 1e-12 of it.
        cases=(
            (np.array([0.0, 1000.0]),),
            (np.array([1000.0, 1001.0, 1002.0]),),
            (np.array([-2000.0, -2001.0]),),
            (np.array([0.5, -0.25, 1.0]),),
        ),
        mistakes=(
            Mistake(
                as_it_stands,
                "Large scores overflow and small ones underflow: subtract the largest score first.",
            ),
            Mistake(
                logarithm_of_softmax,
                "A probability was rounded to 0 before its logarithm was taken: subtract instead.",
            ),
            Mistake(
                shifted_in_one_place,
                "The sum was shifted and the score was not: shift both, or add the shift to the "
                "logarithm.",
            ),
            Mistake(probabilities, "These are the probabilities; their logarithms are wanted."),
        ),
        states=(("at $z = (#, #)$ it returns $(#, #)$", (0, 1000, -1000, 0)),),
    ),
    Number(
        key="the-other-composition",
        title="First the sum, then the map",
        level=2,
        answer=[[16, 10], [30, 21]],
        reference=("[[16, 10], [30, 21]]", "[[4 + 6*2, 4 + 6], [12 + 18, 12 + 9]]"),
        mistakes=(
            Mistake(
                [[16, 15], [20, 21]],
                "The order: the function that is applied last stands on the left.",
            ),
            Mistake(
                [[8, 6], [6, 5]],
                "You took the Jacobian of f at (1, 2); f is applied at g(1, 2) = (3, 2).",
            ),
            Mistake([[16, 30], [10, 21]], "Transposed: rows are outputs."),
            Mistake([[8, 3], [24, 8]], "That is the chapter's composition, f first; here g is."),
        ),
        states=(
            ("$f(x, y) = (#, #)$", (2 * x * y, x**2 * y)),
            ("$g(x, y) = (#, #)$", (x + y, x * y)),
            ("$f \\circ g$ at $(#, #)$", (1, 2)),
        ),
    ),
    Number(
        key="pull-on-three-scores",
        title="The loss of a classifier of three classes",
        level=2,
        answer=[Rational(1, 6), Rational(1, 3), Rational(-1, 2)],
        reference=("[1/6, 1/3, -1/2]", "(0.167, 0.333, -0.5)"),
        mistakes=(
            Mistake(
                [Rational(1, 6), Rational(1, 3), Rational(1, 2)],
                "That is p; from the entry of the true class 1 is taken.",
            ),
            Mistake(
                [Rational(-1, 6), Rational(-1, 3), Rational(1, 2)],
                "The sign: the loss has a minus in front of its logarithm.",
            ),
            Mistake(
                [0, 0, -2],
                "You stopped at the slope in p; multiply this row by the Jacobian of softmax.",
            ),
            Mistake(
                [Rational(-1, 12), Rational(-1, 6), Rational(1, 4)],
                "That is the row of p₃ in the Jacobian; divide by −p₃, for the loss is −log p₃.",
            ),
        ),
        states=(("$z = (#, \\log #, \\log #)$", (0, 2, 3)),),
    ),
    Choice(
        key="flattened",
        title="A sum and its square",
        level=2,
        answer=(
            "The determinant of its Jacobian is $0$ at every point.",
            "All images lie on one curve, so every square is sent to a set without area.",
        ),
        mistakes=(
            Mistake(
                "Its Jacobian is the zero matrix at $(1, 2)$.",
                "The first row is (1, 1). A determinant of zero means rows that depend on each "
                "other, not rows of zeros.",
            ),
            Mistake(
                "Near $(1, 2)$ the function can be undone.",
                "(2, 1) and every other point with x + y = 3 has the same image as (1, 2).",
            ),
            Mistake(
                "It is not differentiable at $(1, 2)$.",
                "Its entries are polynomials; the linear map exists, it only flattens.",
            ),
        ),
        states=(("$f(x, y) = (#, #)$", (x + y, (x + y) ** 2)),),
    ),
    Code(
        key="row-back",
        title="From the outputs back",
        level=3,
        answer=row_back,
        # No entry of the rows is far below the sizes of its terms: a few units of rounding.
        cases=(
            (
                np.array([[1.0, -2.0, 0.5], [3.0, 1.0, -1.0]]),
                np.array([[0.5, -1.0], [1.0, 0.25], [-0.5, 2.0]]),
                np.array([0.3, -0.2]),
                np.array([1.0, -2.0]),
            ),
            (
                np.array([[1.0, 2.0], [-1.0, 0.5]]),
                np.array([[0.25, 1.0], [-0.5, 2.0]]),
                np.array([-1.0, 0.5]),
                np.array([2.0, 1.0]),
            ),
        ),
        properties=(
            Property(
                multiplies_no_two_matrices,
                "Right, but two matrices were multiplied: let the row meet each in turn.",
            ),
        ),
        mistakes=(
            Mistake(slopes_left_out, "The slopes of tanh are missing between the two matrices."),
            Mistake(values_for_slopes, "You multiplied by tanh; its slope is 1 − tanh²."),
            Mistake(not_squared, "The slope of tanh is 1 − tanh², with a square."),
            Mistake(
                slopes_at_the_input,
                "The slopes are those at Wx, and they come between V and W.",
            ),
        ),
    ),
    Number(
        key="newton-for-two",
        title="Two equations at once",
        level=3,
        answer=[Rational(29, 15), Rational(31, 60)],
        reference=("[29/15, 31/60]", "(1.93, 0.517)", "[1.9333, 0.51667]"),
        mistakes=(
            Mistake(
                [Rational(31, 15), Rational(29, 60)],
                "The sign: the step v solves J v = −f, so that f + J v is zero.",
            ),
            Mistake(
                [Rational(-1, 15), Rational(1, 60)],
                "That is the step; add it to the point.",
            ),
            Mistake(
                [Rational(29, 15), Rational(8, 15)],
                "The table is transposed: a row belongs to one equation.",
            ),
        ),
        states=(
            ("$# = 0$ and $# = 0$", (x**2 + y**2 - 4, x * y - 1)),
            ("from $(#, #)$", (2, Rational(1, 2))),
        ),
    ),
    Code(
        key="forward-jacobian",
        title="A table from values alone",
        level=3,
        answer=forward_jacobian,
        # Values below 20 and h ≥ 0.01: rounding is below 20 · 4u / 0.01 < 1e-12 of slopes ≥ 1,
        # and an entry that is zero is a difference of equal numbers.
        cases=(
            (warp, np.array([1.0, 2.0]), 0.01),
            (widening, np.array([3.0, -2.0]), 0.5),
        ),
        properties=(
            Property(
                returns_one_column_for_a_curve,
                "A function of one input should give one column, of shape (outputs, 1).",
            ),
        ),
        mistakes=(
            Mistake(
                rows_for_inputs,
                "Transposed: the quotients of one input are a column, a row belongs to an output.",
            ),
            Mistake(not_divided, "Divide the change by the step."),
            Mistake(central_jacobian, "These are central quotients; step forward only."),
            Mistake(
                all_at_once,
                "You moved all inputs at once: each column moves one and holds the others still.",
            ),
        ),
    ),
)
