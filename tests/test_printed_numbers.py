"""Numbers as pages print them."""

import re
from fractions import Fraction

import pytest
from held_phrases import places
from hypothesis import given
from hypothesis import strategies as st
from printed_numbers import NUMBER, SPELLED, agrees, read
from unguarded import spelled_numbers


@pytest.mark.parametrize(
    "text, number",
    [
        ("6", 6),
        ("-3", -3),
        ("−3", -3),
        ("6.10", Fraction(61, 10)),
        ("1,000", 1000),
        ("10^{-4}", Fraction(1, 10**4)),
        ("2^9", 512),
        (r"3.2 \times 10^{-5}", Fraction(32, 10**6)),
        ("4/3", Fraction(4, 3)),
        (r"-\tfrac{3}{2}", Fraction(-3, 2)),
        (r"\frac12", Fraction(1, 2)),
    ],
)
def test_a_printed_number_is_read_whole(text, number):
    found = re.search(NUMBER, f"is {text}, then")
    assert found[0] == text
    assert read(found[0])[0] == number


@pytest.mark.parametrize(
    "text, number", [("Sixty-nine", 69), ("twelve", 12), ("twenty", 20), ("hundred", 100)]
)
def test_a_number_may_be_spelled_as_a_word(text, number):
    assert re.search(SPELLED, f"after {text} steps")[0] == text
    assert read(text)[0] == number and agrees(text, number) and not agrees(text, number + 1)


@pytest.mark.parametrize("text", ["sevenths", "one-sided", "bone", "twenty-some"])
def test_a_word_that_only_holds_one_is_no_number(text):
    assert re.search(SPELLED, text) is None


@pytest.mark.parametrize("text", ["float64", "x2", "v1.2"])
def test_digits_in_a_name_are_no_number(text):
    assert re.search(NUMBER, text) is None


@given(st.decimals(-1000, 1000, places=3, allow_nan=False))
def test_a_decimal_agrees_with_what_rounds_to_it_and_nothing_else(d):
    printed = f"{d:.3f}"
    assert agrees(printed, Fraction(d))
    assert agrees(printed, Fraction(d) + Fraction(4, 10**4))
    assert not agrees(printed, Fraction(d) + Fraction(6, 10**4))


def test_an_integer_is_exact_unless_the_page_says_about():
    assert agrees("6", 6) and agrees("6", 6 * (1 + 2**-52))
    assert not agrees("6", Fraction(61, 10))
    assert agrees("6", Fraction(61, 10), before="it is about ")
    assert not agrees("6", 7, before="it is about ")


@pytest.mark.parametrize(
    "text, value, other",
    [
        (r"5 \times 10^{-4}", 4.9e-4, 5.6e-4),
        ("10^{-8}", 1.4e-8, 2e-8),
        ("1/3", Fraction(1, 3), Fraction(2, 5)),
        ("2^{-24}", 2.0**-24, 2.0**-23),
        ("half", 0.5, 0.6),
        ("twenty", 20.4, 21),
    ],
)
def test_about_rounds_the_last_digit_and_no_more(text, value, other):
    assert agrees(text, value, before="about ")
    assert not agrees(text, other, before="about ")


@pytest.mark.parametrize(
    "text, number",
    [("three", 3), ("half", Fraction(1, 2)), ("two thirds", Fraction(2, 3)), ("fifths", "1/5")],
)
def test_a_spelled_number_is_read_whole(text, number):
    assert re.search(SPELLED, f"is {text} of it")[0] == text
    assert agrees(text, Fraction(number)) and not agrees(text, Fraction(number) + 1)


@pytest.mark.parametrize("text", ["often", "someone", "tenths-of", "phone"])
def test_letters_within_a_word_spell_no_number(text):
    assert re.search(SPELLED, text.removeprefix("tenths")) is None


def test_the_sign_counts():
    assert not agrees("3", -3) and not agrees("−3", 3)


def test_spelled_numbers_are_counted_outside_formulas_and_without_the_pronoun():
    assert spelled_numbers("One of \ue000two\ue001 takes Two thirds of twenty-one, and half.") == 3


@pytest.mark.parametrize(
    "phrase, text, printed",
    [
        ("# steps", "after about three steps", ["three"]),
        ("# steps", "3 steps, Three steps, few steps, three\nsteps", ["3", "Three", "three"]),
        ("about # of it", "about two thirds of it", ["two thirds"]),
        ("# thirds", "two thirds", ["two"]),
        ("takes # steps", "takes many steps", []),
        ("is #", "This 5 is 3", ["3"]),
        ("# is", "3 island, 4 is", ["4"]),
        ("a # in b", "a 3\n in b", []),  # the text has single spaces, see prose.read
        ("a #", "a two-sided limit, a twenty-one", ["twenty-one"]),
    ],
)
def test_a_phrase_is_found_where_a_number_stands_and_nowhere_else(phrase, text, printed):
    assert [place.printed(0) for place in places(phrase, [("number", "3")], text)] == printed
