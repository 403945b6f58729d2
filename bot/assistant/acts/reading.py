"""A clause in the middle of being read, and the act that comes out."""

from dataclasses import dataclass, field

from bot.ledger.refusals import Refusal
from bot.parsing.money import parse_money
from bot.parsing.numbers import MOST_CONNECTS

from ..clauses import Clause
from ..intents import LONGEST_AGO, Intent
from ..tokens import Token
from ..vocabulary import FILLERS


@dataclass(frozen=True)
class Act:
    """What a clause says was done. `left_over` are its words that nothing accounts for.

    `missing` is the question back, by its code, when the act cannot be told without an answer.
    """

    intent: Intent | None
    left_over: tuple[str, ...] = ()
    missing: str | None = None

    @property
    def certainty(self) -> float:
        return max(0.0, 0.95 - 0.2 * len(self.left_over))


@dataclass
class Reading:
    """A clause in the middle of being read: which of its tokens are accounted for."""

    clause: Clause
    used: set[int] = field(default_factory=set)

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.clause.tokens

    def take(self, *kinds: str, sure: bool = True) -> Token | None:
        """The first token of these kinds that is still free; one with a value when `sure`."""
        for at, token in enumerate(self.tokens):
            if at not in self.used and token.kind in kinds:
                if sure and token.kind != "money" and not sound(token.value):
                    continue
                self.used.add(at)
                return token
        return None

    def take_days_ago(self) -> int:
        """How many days ago it was: none where no day is told. One before that the books note
        nothing is left over."""
        days = ((at, token.value) for at, token in enumerate(self.tokens) if token.kind == "day")
        at, ago = next(days, (None, None))
        if at is None or ago is None or ago > LONGEST_AGO:
            return 0
        self.used.add(at)
        return ago

    def take_words(self, words: frozenset[str] | set[str]) -> list[str]:
        found = [at for at, token in enumerate(self.tokens) if token.text in words]
        self.used.update(found)
        return [self.tokens[at].text for at in found]

    def index(self, words: frozenset[str] | set[str]) -> int | None:
        return next((at for at, token in enumerate(self.tokens) if token.text in words), None)

    def left_over(self) -> tuple[str, ...]:
        return tuple(
            token.text
            for at, token in enumerate(self.tokens)
            if at not in self.used and token.kind != "sep" and token.text not in FILLERS
        )


def cents_of(text: str) -> int | None:
    """An amount of money in cents; None where it is no amount of dollars."""
    try:
        return parse_money(text)
    except Refusal:
        return None


def sound(value: int | None) -> bool:
    """Whether a number can be one of Connects."""
    return value is not None and 0 <= value <= MOST_CONNECTS
