"""Answers to the exercises on backpropagation."""

import numpy as np
from sympy import Function, Rational, symbols

from snippets.backpropagation import sigmoid, sigmoid_derivative, tanh, tanh_derivative
from snippets.exercises import Choice, Code, Mistake, Number, Property, Symbolic, collect, sigma

x, y, s = symbols("x y s", real=True)


def delta_back(W, delta, slopes):
    """Return the rows of δ of the layer before."""
    return delta @ W * slopes


def not_through_f(W, delta, slopes):
    """Forget the activation."""
    return delta @ W


def through_jacobian_of_w(W, delta, slopes):
    """Multiply with W as if δ were a change that goes forward."""
    return slopes @ W.T * delta


def added_slopes(W, delta, slopes):
    """Add what should be multiplied."""
    return delta @ W + slopes


def averaged(W, delta, slopes):
    """Take the mean over the samples too early."""
    return np.mean(delta, axis=0) @ W * slopes


def keeps_samples_apart(function):
    """A sample whose δ is zero passes zero back."""
    W, delta = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 0.0], [1.0, 1.0]])
    return not function(W, delta, np.ones((2, 2)))[0].any()


def suspects(functions, derivatives, points):
    """Return the places of the wrong derivatives."""
    slope = lambda f, p: (f(p + 1e-5) - f(p - 1e-5)) / 2e-5
    found = []
    for k, (f, df) in enumerate(zip(functions, derivatives, strict=True)):
        if any(abs(slope(f, p) - df(p)) > 1e-6 for p in points):
            found.append(k)
    return found


def gaps(f, df, points):
    """The central quotient less the derivative, at each point."""
    return [(f(p + 1e-5) - f(p - 1e-5)) / 2e-5 - df(p) for p in points]


def signed(functions, derivatives, points):
    """Forget the absolute value."""
    pairs = enumerate(zip(functions, derivatives, strict=True))
    return [k for k, pair in pairs if max(gaps(*pair, points)) > 1e-6]


def first_point_only(functions, derivatives, points):
    """Look at one point."""
    return suspects(functions, derivatives, points[:1])


def wrong_everywhere(functions, derivatives, points):
    """Ask for an error at every point."""
    pairs = enumerate(zip(functions, derivatives, strict=True))
    return [k for k, pair in pairs if min(map(abs, gaps(*pair, points))) > 1e-6]


def half_quotient(functions, derivatives, points):
    """Divide the difference over two steps by one step."""
    halved = [lambda p, f=f: 2 * f(p) for f in functions]
    return suspects(halved, derivatives, points)


def square(p):
    """p²."""
    return p * p


def twice(p):
    """2p, the derivative of the square."""
    return 2 * p


def square_again(p):
    """p², which is no derivative of the square; at 0 and 2 nobody can tell."""
    return p * p


def doubled_sigmoid(p):
    """2 σ (1 − σ): the planted error."""
    return 2 * sigmoid_derivative(p)


def half_sigmoid(p):
    """½ σ (1 − σ): too small, where the doubled one is too large."""
    return sigmoid_derivative(p) / 2


def is_silent_about_right_ones(function):
    """Right derivatives are no suspects."""
    return list(function([tanh, sigmoid], [tanh_derivative, sigmoid_derivative], [0.3, -1.0])) == []


EXERCISES = collect(
    Number(
        key="jacobians-of-a-layer",
        title="The Jacobian that no line forms",
        level=2,
        answer=[[[1, 2], [-3, 1]], [[1, 0], [0, 0]], [[1, 2], [0, 0]]],
        reference=("[[[1,2],[-3,1]], [[1,0],[0,0]], [[1,2],[0,0]]]",),
        mistakes=(
            Mistake(
                [[[1, 2], [-3, 1]], [[1, 0], [0, 0]], [[1, 0], [-3, 0]]],
                "The order: the activation comes second, so its diagonal matrix stands on the "
                "left and scales rows.",
            ),
            Mistake(
                [[[1, 2], [-3, 1]], [[1, 0], [0, 1]], [[1, 2], [-3, 1]]],
                "The second unit has s = −1: ReLU is flat there, and its slope is 0.",
            ),
            Mistake(
                [[[1, -3], [2, 1]], [[1, 0], [0, 0]], [[1, 0], [2, 0]]],
                "You transposed: a Jacobian has a row for each output; the transpose is for "
                "gradients.",
            ),
            Mistake(
                [[[1, 2], [-3, 1]], [[3, 0], [0, 0]], [[3, 6], [0, 0]]],
                "The diagonal holds the slopes of ReLU, not its values.",
            ),
        ),
        states=(
            ("$W = \\begin{pmatrix} # & # \\\\ # & # \\end{pmatrix}$", (1, 2, -3, 1)),
            ("biases $b = (#, #)$", (0, 1)),
            ("input is $a = (#, #)$", (1, 1)),
        ),
    ),
    Number(
        key="gradients-on-a-graph",
        title="Gradients on a graph",
        level=1,
        answer=[16, -16],
        reference=("[16, -16]", "(16, -16)", [16.0, -16.0]),
        mistakes=(
            Mistake([24, -16], "x has a second edge, into the sum: its −8 is to be added."),
            Mistake([-8, -16], "x has a second edge, into the product: its 24 is to be added."),
            Mistake([8, -8], "The square has the local slope 2q; you passed q on."),
            Mistake([-4, 4], "The square has the local slope 2q; you passed 2 on."),
            Mistake([-16, 16], "The order: the gradient of x comes first."),
            Mistake([-2, 2], "That is the gradient of xy + x; the square is still to come."),
        ),
        states=(
            ("Draw the graph of $L = #$", ((x * y + x) ** 2,)),
            ("at $x = #$, $y = #$", (2, -3)),
        ),
    ),
    Number(
        key="price-of-a-check",
        title="The price of a check",
        level=1,
        answer=482,
        reference=("482", "2*(200 + 20 + 20 + 1)", 482.0),
        mistakes=(
            Mistake(440, "You left out the biases: each of the 21 units has one."),
            Mistake(242, "That is for forward quotients; a central one takes two runs."),
            Mistake(241, "That is the number of parameters; each needs two runs."),
        ),
        states=(("has the widths $#$, $#$, $#$, with", (10, 20, 1)),),
    ),
    Number(
        key="weights-of-the-second-layer",
        title="The weights of the second layer",
        level=2,
        answer=[[0, 20], [0, -10]],
        reference=("[[0, 20], [0, -10]]", [[0.0, 20.0], [0.0, -10.0]]),
        mistakes=(
            Mistake([[0, 30], [0, -15]], "That is for the target 4; the last δ is 2 now."),
            Mistake(
                [[0, 0], [20, -10]], "You transposed: δ is the column, the activations the row."
            ),
            Mistake(
                [[-4, 20], [2, -10]],
                "You took the pre-activations of the first layer; its activations are (0, 5).",
            ),
            Mistake([[24, 24], [-12, -12]], "You took the activations that leave the layer."),
            Mistake([[0, -20], [0, 10]], "The sign: δ is predicted minus true, 7 − 5."),
        ),
        states=(("at $x = (#, #)$, let the target be # instead of #", (1, 2, 5, 4)),),
    ),
    Choice(
        key="equal-weights",
        title="Four equal units",
        level=2,
        answer=(
            "All four hidden units still have the same weights.",
            "The loss may have fallen.",
        ),
        mistakes=(
            Mistake(
                "The hidden units differ, because each sample pulls at them differently.",
                "Each sample pulls at all four alike: same activation, same δ.",
            ),
            Mistake(
                "No weight has changed: by symmetry all gradients are zero.",
                "Symmetry makes the gradients of the four units equal; it does not make them zero.",
            ),
            Mistake(
                "With a smaller rate the units would separate.",
                "The rate multiplies equal gradients; equal steps keep equal weights equal.",
            ),
        ),
        states=(("biases start at $#$", (Rational(1, 2),)), ("after # steps", (100,))),
    ),
    Symbolic(
        key="delta-of-squared-probability",
        title="Squared error on a probability",
        level=2,
        variables=(s, y),
        answer=(sigma(s) - y) * sigma(s) * (1 - sigma(s)),
        reference=(
            "(σ(s) - y)*σ(s)*(1 - σ(s))",
            "(sigma(s) - y) sigma(s) sigma(-s)",
            "(1/(1+exp(-s)) - y) exp(-s)/(1+exp(-s))^2",
        ),
        domain=((-2, 2), (2, 3)),
        mistakes=(
            Mistake(sigma(s) - y, "The slope of σ is missing; this is δ of the cross-entropy."),
            Mistake(
                2 * (sigma(s) - y) * sigma(s) * (1 - sigma(s)),
                "The half in front and the 2 of the square cancel.",
            ),
            Mistake(
                (y - sigma(s)) * sigma(s) * (1 - sigma(s)),
                "The sign: predicted minus true.",
            ),
            Mistake(
                sigma(s) * (1 - sigma(s)), "That is the slope of σ alone; the outer one is missing."
            ),
        ),
        states=(("the loss $L = #$ of the", ((Function("sigma")(s) - y) ** 2 / 2,)),),
    ),
    Code(
        key="delta-one-layer-back",
        title="One layer back",
        level=2,
        answer=delta_back,
        # Small whole numbers: every product and sum is exact.
        cases=(
            (
                np.array([[1.0, 2.0], [-1.0, 3.0]]),
                np.array([[1.0, -2.0], [3.0, 1.0], [-1.0, 2.0]]),
                np.array([[1.0, 2.0], [3.0, 1.0], [-1.0, 2.0]]),
            ),
            (
                np.array([[2.0, -1.0], [4.0, 1.0]]),
                np.array([[3.0, 1.0]]),
                np.array([[1.0, 2.0]]),
            ),
        ),
        properties=(
            Property(keeps_samples_apart, "A sample with δ = 0 should pass nothing back."),
        ),
        mistakes=(
            Mistake(not_through_f, "The slopes f′(s) are missing: multiply entry by entry."),
            Mistake(
                through_jacobian_of_w,
                "δ goes back through W, and the slopes multiply the result; you swapped them.",
            ),
            Mistake(added_slopes, "The slopes multiply, by the chain rule; you added them."),
            Mistake(averaged, "Keep the samples apart: the mean is taken in dW and db only."),
        ),
    ),
    Code(
        key="find-the-planted-derivative",
        title="Find the planted derivative",
        level=3,
        answer=suspects,
        cases=(
            (
                [tanh, sigmoid, square, sigmoid],
                [tanh_derivative, doubled_sigmoid, square_again, half_sigmoid],
                [0.5, 2.0, -1.0],
            ),
            ([sigmoid, square], [sigmoid_derivative, square_again], [0.0, 2.0, 0.25]),
        ),
        properties=(
            Property(is_silent_about_right_ones, "Right derivatives should not be suspected."),
        ),
        mistakes=(
            Mistake(signed, "A derivative that is too large differs too: take the absolute value."),
            Mistake(first_point_only, "Look at every point: at one of them an error may hide."),
            Mistake(wrong_everywhere, "One wrong point is enough; you asked for all of them."),
            Mistake(half_quotient, "The two points are two steps apart."),
        ),
    ),
)
