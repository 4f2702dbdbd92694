"""Paths of an SVG in fewer characters, drawn alike: what cannot be seen is left out.

Matplotlib writes absolute coordinates with six decimals, for every vertex that it was given.
"""

import re
from functools import lru_cache

import numpy as np

UNSEEN = 0.05  # points: a fifteenth of a pixel, and no line of ours is thinner than half a pixel
STEP = 100  # coordinates are whole hundredths of a point
TOKEN = re.compile(r"[A-Za-z]|-?\d*\.?\d+(?:e-?\d+)?")
NUMBERS_OF = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


def kept(points, tolerance):
    """Which points of a line must stay, so that no other is farther than the tolerance from it.

    The algorithm of Ramer, Douglas and Peucker: keep the farthest, and look again on either side.
    """
    keep = np.zeros(len(points), bool)
    keep[[0, -1]] = True
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        start, chord = points[first], points[last] - points[first]
        offsets = points[first + 1 : last] - start
        length = chord @ chord
        along = np.clip(offsets @ chord / length, 0, 1) if length else np.zeros(len(offsets))
        away = np.hypot(*(offsets - along[:, None] * chord).T)
        farthest = int(away.argmax())
        if away[farthest] > tolerance:
            keep[first + 1 + farthest] = True
            spans += [(first, first + 1 + farthest), (first + 1 + farthest, last)]
    return keep


def commands(path):
    """The letters of a path of absolute coordinates, each with its numbers."""
    tokens, found = TOKEN.findall(path), []
    while tokens:
        letter = tokens.pop(0)
        if letter not in NUMBERS_OF:
            raise ValueError(f"{letter!r} is no absolute command of a path: {path[:60]}")
        count = NUMBERS_OF[letter]
        found.append((letter, [float(token) for token in tokens[:count]]))
        del tokens[:count]
    return found


def thinned(path, tolerance=UNSEEN):
    """The commands without the points that lie on straight lines, as far as one can see."""
    result, path = [], list(path)
    while path:
        ends = 1 + next(
            (i for i, (letter, _) in enumerate(path[1:]) if letter != "L"), len(path) - 1
        )
        line, path = path[:ends], path[ends:]
        if len(line) > 2:
            stays = kept(np.array([numbers[-2:] for _, numbers in line]), tolerance)
            line = [command for command, stay in zip(line, stays, strict=True) if stay]
        result += line
    return result


@lru_cache(10_000)
def brief(steps):
    """So many hundredths as a decimal number without needless characters."""
    text = f"{steps / STEP:.2f}".rstrip("0").rstrip(".")
    return re.sub(r"^(-?)0\.", r"\1.", text)


def row(numbers):
    """Numbers in a row: a minus sign separates them as well as a space."""
    return re.sub(r" -", "-", " ".join(map(brief, numbers)))


def relative(path):
    """The path with each point given from the one before it; rounding does not add up."""
    text, here, start, last = "", [0, 0], [0, 0], ""
    for letter, numbers in path:
        places = [round(number * STEP) for number in numbers]
        moved = row(place - here[i % 2] for i, place in enumerate(places))
        repeated = letter == last and letter != "M"
        text += " " * (repeated and not moved.startswith("-")) if repeated else letter.lower()
        text += moved
        start = places if letter == "M" else start
        here, last = (start if letter == "Z" else places[-2:]), letter
    return text


def short_path(text):
    """The path of matplotlib in fewer characters."""
    return relative(thinned(commands(text.replace("z", "Z"))))
