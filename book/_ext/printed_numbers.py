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
WORDS = {word: n for n, word in enumerate(UNITS)}
WORDS |= {word: 10 * n for n, word in enumerate(TENS, start=2)}
WORDS |= {f"{ten}-{UNITS[n]}": WORDS[ten] + n for ten in TENS for n in range(1, 10)}
WORDS |= {"hundred": 100, "thousand": 1000, "million": 10**6}
# What stands where a number is held: longer words first, for twenty-one begins with twenty.
WORD = rf"(?<![\w-])(?i:{'|'.join(sorted(WORDS, key=len, reverse=True))})(?![\w-])"
ABOUT = re.compile(r"(?:about|nearly|almost|roughly|some|≈|\\approx)[\s\ue000]*$")


def power(text):
    base, exponent = re.findall(r"[-−]?\d+", text)
    return Fraction(int(base)) ** int(exponent.replace("−", "-"))


def read(text):
    """The number that `text` prints, and the unit of its last decimal (0 for an exact one)."""
    if text.lower() in WORDS:
        return Fraction(WORDS[text.lower()]), 0
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


def agrees(printed, value, before=""):
    """True if `printed` is `value`: rounded to its last decimal, or exact.

    An integer after "about" (or ≈, nearly, …) in the text `before` it may be rounded too.
    """
    number, unit = read(printed)
    if not unit and ABOUT.search(before):
        unit = 1
    # A float that was computed may miss an exact value by some units of its last place.
    slack = abs(Fraction(value)) / 10**12 if isinstance(value, float) else 0
    return abs(number - Fraction(value)) <= Fraction(unit) / 2 + slack
