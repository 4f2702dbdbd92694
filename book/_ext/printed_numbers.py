"""Numbers as a page prints them: found, read, and compared with the value that they claim to be."""

import re
from fractions import Fraction

POWER = r"\d+\^(?:\{[-−]?\d+\}|\d)"
DECIMAL = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
FRACTION = r"\\[tdc]?frac\{?\d+\}?\{?\d+\}?|\d+/\d+"
SCIENTIFIC = rf"{DECIMAL}(?:\s*(?:\\times|×)\s*{POWER})?"
NUMBER = rf"(?<![\w.])[-−+]?(?:{FRACTION}|{POWER}|{SCIENTIFIC})(?![\d]|\.\d)"
UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
UNITS = (UNITS + " fifteen sixteen seventeen eighteen nineteen").split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
CARDINALS = {word: n for n, word in enumerate(UNITS)}
CARDINALS |= {word: 10 * n for n, word in enumerate(TENS, start=2)}
CARDINALS |= {f"{ten}-{UNITS[n]}": CARDINALS[ten] + n for ten in TENS for n in range(1, 10)}
CARDINALS |= {"hundred": 100, "thousand": 1000, "million": 10**6}
# Not each of the hundred words for itself: the pattern is compiled anew in every phrase.
SINGLE = "|".join(sorted({*CARDINALS} & {*UNITS, "hundred", "thousand", "million"}))
CARDINAL = rf"(?:{'|'.join(TENS)})(?:-(?:{'|'.join(UNITS[1:10])}))?|{SINGLE}"
PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "ninth": 9}
PARTS |= {"tenth": 10, "twentieth": 20, "hundredth": 100, "thousandth": 1000}
PART = rf"(?:{'|'.join(PARTS)})s?"
# A number that is spelled: "three", "sixty-nine", "half", "two thirds".
SPELLED = rf"(?<![\w-])(?i:(?:{CARDINAL})(?: {PART})?|{PART})(?![\w-])"
ABOUT = re.compile(r"(?:about|nearly|almost|roughly|some|≈|\\approx)[\s\ue000]*$")


def power(text):
    base, exponent = re.findall(r"[-−]?\d+", text)
    return Fraction(int(base)) ** int(exponent.replace("−", "-"))


def read(text):
    """The number that `text` prints, and the unit of its last decimal (0 for an exact one)."""
    if text[0].isalpha():
        return spelled(text), 0
    sign = -1 if text[0] in "-−" else 1
    text = text.lstrip("-−+")
    if re.fullmatch(FRACTION, text):
        top, bottom = re.findall(r"\d+", text) if "/" in text or "{" in text else text[-2:]
        return sign * Fraction(int(top), int(bottom)), 0
    factor = Fraction(1)
    if scientific := re.search(rf"(?:(?:\\times|×)\s*)?({POWER})$", text):
        factor, text = power(scientific[1]), text[: scientific.start()].strip() or "1"
    digits = text.replace(",", "")
    decimals = len(digits.partition(".")[2])
    return sign * Fraction(digits) * factor, (Fraction(1, 10**decimals) * factor if decimals else 0)


def spelled(text):
    """The number that a word or two spell: 2/3 for "two thirds"."""
    *count, last = text.lower().split()
    if last in CARDINALS:
        return Fraction(CARDINALS[last])
    times = CARDINALS[count[0]] if count else 1
    return Fraction(times, PARTS.get(last) or PARTS[last.removesuffix("s")])


def last_place(printed):
    """What the last digit of a whole number counts: 1, and 10⁻⁴ in 5 × 10⁻⁴; 0 for a fraction."""
    if scientific := re.search(r"10\^\{?[-−]?\d+\}?$", printed):
        return power(scientific[0])
    return 1 if read(printed)[0].denominator == 1 else 0


def agrees(printed, value, before=""):
    """True if `printed` is `value`: rounded to its last decimal, or exact.

    An integer after "about" (or ≈, nearly, …) in the text `before` it may be rounded too, and so
    may the 5 of 5 × 10⁻⁴.
    """
    number, unit = read(printed)
    if not unit and ABOUT.search(before):
        unit = last_place(printed)
    # A float that was computed may miss an exact value by some units of its last place.
    slack = abs(Fraction(value)) / 10**12 if isinstance(value, float) else 0
    return abs(number - Fraction(value)) <= Fraction(unit) / 2 + slack
