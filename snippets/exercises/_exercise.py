"""What every exercise has in common: its record, how an answer is judged, and the verdict."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

LEVELS = {1: "warm-up", 2: "standard", 3: "stretch"}


class NotUnderstood(ValueError):
    """An answer that cannot be read: it is not judged, and its reader is told why."""


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and what to say to the person who gave it."""

    right: bool
    message: str


@dataclass(frozen=True, eq=False)
class Mistake:
    """A wrong answer that people give, and what to say to it."""

    answer: object
    say: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Exercise:
    """An exercise: its key, title, level (1 to 3), answer and catalogued mistakes.

    `reference` holds other right answers, as a reader may give them, that must pass.
    `states` pairs phrases of the statement on the page with the values in them, a `#` for each.
    Raises ValueError for a bad key or level, for missing or repeated mistakes, and for a phrase
    that does not fit its values.
    """

    kind: ClassVar[str]

    key: str
    title: str
    level: int
    answer: object
    mistakes: tuple[Mistake, ...]
    reference: tuple = ()
    states: tuple[tuple[str, tuple], ...] = ()

    def __post_init__(self) -> None:
        _check_key(self.key)
        _check_level(self)
        _check_mistakes(self)
        _check_states(self)

    def check(self, answer: object) -> Verdict:
        """Judge an answer: right, a catalogued mistake, or plainly wrong.

        What cannot be read is not right; its message says what was not understood.
        """
        try:
            given = self.read(answer)
            return self.judge(given)
        except NotUnderstood as error:
            return Verdict(False, str(error))

    def judge(self, given: object) -> Verdict:
        """Compare what was read with the answer, then with each mistake."""
        if self.same(given, self.answer):
            return Verdict(True, "Right.")
        made = [m.say for m in self.mistakes if self.same(given, m.answer)]
        return Verdict(False, made[0] if made else self.plain(given))

    def read(self, answer: object) -> object:
        """Turn what was typed into what can be compared; raise NotUnderstood if it cannot be."""
        raise NotImplementedError

    def same(self, given: object, wanted: object) -> bool:
        """Whether a read answer is the wanted one."""
        raise NotImplementedError

    def plain(self, given: object) -> str:
        """Say that an answer is wrong, though no catalogued mistake explains it."""
        raise NotImplementedError

    def to_json(self) -> dict[str, object]:
        """Give the exercise as plain values for the page: strings, numbers, lists."""
        record = {"key": self.key, "title": self.title, "level": self.level, "kind": self.kind}
        return record | self.page_data()

    def page_data(self) -> dict[str, object]:
        """Give what this kind of exercise adds to `to_json`."""
        raise NotImplementedError


def say_each(mistakes: tuple[Mistake, ...], data: Callable[[Mistake], object], name: str) -> list:
    """List the mistakes for the page: their data under `name`, and what to say."""
    return [{name: data(mistake), "say": mistake.say} for mistake in mistakes]


def _check_key(key: str) -> None:
    words = key.split("-")
    if not all(word.isalnum() and word.isascii() and word == word.lower() for word in words):
        raise ValueError(f"an exercise's key is lower-case words joined by '-', not {key!r}")


def _check_level(exercise: Exercise) -> None:
    if exercise.level not in LEVELS:
        raise ValueError(f"{exercise.key}: the level is 1, 2 or 3, not {exercise.level!r}")


def _check_mistakes(exercise: Exercise) -> None:
    messages = [mistake.say for mistake in exercise.mistakes]
    if not messages:
        raise ValueError(f"{exercise.key}: no catalogued mistakes; name at least one")
    if not all(message.strip() for message in messages):
        raise ValueError(f"{exercise.key}: a mistake without a message")
    repeated = {message for message in messages if messages.count(message) > 1}
    if repeated:
        raise ValueError(f"{exercise.key}: two mistakes with one message: {repeated.pop()!r}")


def _check_states(exercise: Exercise) -> None:
    for phrase, values in exercise.states:
        if phrase.count("#") != len(values):
            raise ValueError(
                f"{exercise.key}: {phrase!r} has {phrase.count('#')} places "
                f"for {len(values)} values {values!r}"
            )
