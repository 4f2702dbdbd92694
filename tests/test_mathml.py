"""LaTeX becomes MathML that a reader sees as its author meant it, or a warning with its line."""

import re
from io import StringIO
from unicodedata import name

import pytest
from latex_to_mathml import CLASSES, Refused, mathml
from math_letters import FONT, ROWS, bold, font_characters, italic, missing
from matplotlib._mathtext_data import tex2uni
from sphinx.application import Sphinx

CSS = (FONT.parents[1] / "book.css").read_text(encoding="utf-8")
STRUCTURES = [
    r"\begin{aligned} a &= b \\ &= c \end{aligned}",
    r"\begin{cases} x & \text{if } x > 0, \\ 0 & \text{otherwise} \end{cases}",
    r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \begin{pmatrix} 1 \\ 2 \end{pmatrix}",
    r"\begin{array}{r|c} a & b \\ \hline 1 & 2 \end{array}",
    r"\tfrac12 \lvert x \rvert + \left\lVert \frac ab \right\rVert \cdot \dfrac12",
    r"\operatorname{ReLU}(x) \quad \operatorname*{arg\,min}_{\mathbf w} \mathcal{L}(\mathbf w)",
    r"f'(x), f''(x), f'''(x), \hat x, \bar x, \tilde x, \dot x, \vec x, \overline{x}",
    r"\nabla f \cdot \mathbf u = \sum_{i=1}^n \frac{\partial f}{\partial x_i} u_i",
    r"\lim_{h \to 0} \int_a^b \sqrt[3]{x}\,\mathrm dx \approx \max_i \ln \exp x^\top",
    r"f \colon \mathbb{R}^n \to \mathbb{R}, \quad \mathbb{E}[X] \ll \infty, \boldsymbol{\theta}",
    r"a \implies b \iff c, \quad x \mapsto y, \quad \underbrace{a + b}_{c} \le \bigl( x \bigr) \!",
    r"\alpha \beta \gamma \delta \varepsilon \eta \theta \lambda \mu \pi \rho \sigma \varphi",
]
BOOK = """Chapter
=======
Inline :math:`x^2`, then :math:`n`.

.. math:: a = b
   :label: first

See :eq:`first`.
"""


def build(folder, text):
    """Build one page; returns its HTML and the warnings."""
    (folder / "index.rst").write_text(text, encoding="utf-8")
    settings = {"extensions": ["mathml"], "html_math_renderer": "mathml"}
    settings["suppress_warnings"] = ["app"]  # one process, several Sphinxes
    warnings = StringIO()
    places = (folder, None, folder / "out", folder / "doctrees", "html")
    Sphinx(*places, settings, status=None, warning=warnings).build()
    return (folder / "out/index.html").read_text(encoding="utf-8"), warnings.getvalue()


@pytest.mark.parametrize("tex", STRUCTURES)
def test_what_lessons_write_is_understood(tex):
    """No inline style is left, and each class is one that the style sheet has."""
    shown = mathml(tex, display=True)
    assert shown.startswith('<math display="block">') and " style=" not in shown
    used = set(" ".join(re.findall(r'class="([^"]*)"', shown)).split())
    assert used <= set(re.findall(r"\.(math-[a-z-]+)", CSS))


def test_the_style_sheet_has_every_class():
    assert {name for name in CLASSES.values() if name} <= set(re.findall(r"\.(math-[a-z-]+)", CSS))


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\frac{1", "bad LaTeX"),
        (r"\nosuchcommand x", "nosuchcommand"),
        (r"\color{red} x", "color:#FF0000"),
        (r"\eqref{first}", "{eq}`label`"),
        (r"\text{я}", "я (U+044F)"),
    ],
)
def test_what_would_be_shown_wrong_is_refused(tex, reason):
    with pytest.raises(Refused, match=re.escape(reason)):
        mathml(tex)


def text_of(shown):
    return re.sub(r"<[^>]*>", "", shown)


def test_lengths_after_a_line_are_not_printed():
    assert text_of(mathml(r"\begin{pmatrix} 1 \\[2pt] 3 \end{pmatrix}")) == "(13)"


def test_lines_without_an_environment_are_aligned():
    assert mathml(r"a &= b \\ c &= d").count("<mtr>") == 2


def test_a_prime_is_one_sign_raised_once():
    assert "<msup><mi>g</mi><mo>″</mo></msup>" in mathml("g''")


def test_a_prime_stands_clear_of_the_hook_of_f():
    marked = '<mo class="math-after-hook">′</mo>'
    assert marked in mathml("f'(x)") and "math-after-hook" in mathml("f''")
    assert marked not in mathml("g'(x) + f^2")


def test_macros_are_known():
    macros = ((r"loss", r"\mathcal{L}"), (r"\size", r"\lVert #1 \rVert"))
    assert text_of(mathml(r"\loss = \size{x}", macros=macros)) == "ℒ\ufe00=‖x‖"


@pytest.mark.parametrize(("style", "word"), [(italic, "ITALIC"), (bold, "BOLD")])
def test_letters_of_each_style_keep_their_names(style, word):
    """The name that Unicode gives to the styled letter says which letter it is."""
    plain = [chr(ord(start) + i) for start, count in ROWS for i in range(count)]
    for letter in filter(lambda c: c != "h" and name(c, ""), plain):
        kept = re.sub("LATIN |GREEK |LETTER ", "", name(letter))
        # small bold Greek is slanted, as unicode-math has it
        styled = name(style(letter)).replace("BOLD ITALIC", "BOLD")
        assert styled == f"MATHEMATICAL {word} {kept}"
    assert italic("h") == "ℎ"


def test_each_command_of_the_book_is_the_sign_that_others_read_in_it():
    """Matplotlib has a table of its own of what TeX's names mean."""
    signs = tex2uni | {"le": tex2uni["leq"], "ge": tex2uni["geq"]}
    chapters = FONT.parents[2].glob("[!_]*.md")
    used = set(re.findall(r"\\([a-zA-Z]+)", "".join(c.read_text("utf-8") for c in chapters)))
    used = used & set(signs) - {"hat", "quad", "dots"}  # no sign alone, or three of them
    assert len(used) > 30
    assert {command: text_of(mathml(f"\\{command} ")) for command in used} == {
        command: chr(signs[command]) for command in used
    }


def test_the_font_has_what_formulas_need():
    assert (
        missing("xyz0123456789+−=()[]{}|‖∇∂∑∫√∞≤≥≈→ℝ⊤′″" + italic("hfxαβθλ∇∂") + bold("wxW")) == ""
    )
    assert "я" not in font_characters()


def test_numbers_and_references_are_sphinx_own(tmp_path):
    page, warnings = build(tmp_path, BOOK)
    assert not warnings
    assert 'id="equation-first"' in page and '<span class="eqno">(1)' in page
    assert 'href="#equation-first">(1)</a>' in page


def test_the_stop_after_a_formula_stays_with_it(tmp_path):
    page, _ = build(tmp_path, BOOK)
    assert "</math>,</span> then" in page and "</math>.</span>" in page


def test_a_stop_that_reads_like_an_earlier_one_is_not_mistaken_for_it(tmp_path):
    page, warnings = build(tmp_path, "Chapter\n=======\n``a``. :math:`b`. :math:`c`. End.\n")
    assert warnings == ""
    paragraph = page.split("<p>")[1].split("</p>")[0]
    assert re.sub(r"<math>.*?</math>|<[^>]*>", "", paragraph) == "a. .\N{SPACE}. End."


def test_a_page_of_formulas_asks_for_no_script(tmp_path):
    page, _ = build(tmp_path, BOOK)
    assert "mathjax" not in page.lower() and "<math><mrow><msup>" in page


@pytest.mark.parametrize("inner", ["align", "gather*", "equation"])
def test_a_display_in_a_display_is_a_warning(tmp_path, inner):
    """MathML could show it, but the same page as LaTeX would not compile."""
    text = f".. math::\n\n   \\begin{{{inner}}} a = b \\end{{{inner}}}\n"
    _, warnings = build(tmp_path, text)
    assert f"{inner} inside a display" in warnings


def test_a_warning_names_file_and_line_and_shows_the_source(tmp_path):
    page, warnings = build(tmp_path, "One line.\n\nThen :math:`\\frac{1`.\n")
    assert re.search(r"index\.rst:3: WARNING: the formula .* bad LaTeX", warnings)
    assert r"<code>\frac{1</code>" in page
