"""Exercises with options to choose from: every wrong one is a mistake with its own message."""

import random
import re
from dataclasses import dataclass
from typing import ClassVar

from snippets.exercises._exercise import Exercise, NotUnderstood, Verdict, say_each

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, eq=False, kw_only=True)
class Choice(Exercise):
    """Right options in `answer`, wrong ones in the mistakes; all are Markdown texts.

    Raises ValueError if no option is right, or two have the same text.
    """

    kind: ClassVar[str] = "choice"

    answer: tuple[str, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.answer, str) or not self.answer:
            raise ValueError(f"{self.key}: the right options are a tuple, not {self.answer!r}")
        if len(set(self.options)) < len(self.options):
            raise ValueError(f"{self.key}: two options with one text in {self.options}")

    @property
    def options(self) -> tuple[str, ...]:
        """All options, in an order that the key decides, so that it stays the same."""
        options = [*self.answer, *(mistake.answer for mistake in self.mistakes)]
        return tuple(sorted(options, key=lambda text: random.Random(self.key + text).random()))

    def letter(self, option: str) -> str:
        """The letter of an option on the page."""
        return LETTERS[self.options.index(option)]

    def read(self, answer: str | tuple[str, ...]) -> frozenset[str]:
        """Read one or more letters, such as "b" or "a, c"; texts of options will do too."""
        texts = frozenset(answer if isinstance(answer, tuple) else (answer,))
        if frozenset() < texts <= set(self.options):
            return texts
        by_letter = dict(zip(LETTERS, self.options, strict=False))
        letters = re.findall(r"[^\s,()]+", str(answer).lower())
        unknown = [letter for letter in letters if letter not in by_letter]
        if unknown or not letters:
            raise NotUnderstood(f"Choose among {', '.join(by_letter)}; {answer!r} is none of them.")
        return frozenset(by_letter[letter] for letter in letters)

    def judge(self, given: frozenset[str]) -> Verdict:
        """Right if all right options are chosen and no wrong one; else speak of the first wrong."""
        wrong = [mistake.say for mistake in self.mistakes if mistake.answer in given]
        if wrong:
            return Verdict(False, wrong[0])
        if given < frozenset(self.answer):
            return Verdict(False, "Right so far, but another option is right too.")
        return Verdict(True, "Right.")

    def page_data(self) -> dict[str, object]:
        """The options in their order, and the numbers of the right ones."""
        return {
            "options": list(self.options),
            "right": sorted(map(self.options.index, self.answer)),
            "mistakes": say_each(self.mistakes, lambda m: self.options.index(m.answer), "option"),
        }
