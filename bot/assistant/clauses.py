"""A sentence in clauses, and in which mood each of them is said."""

from dataclasses import dataclass
from functools import cached_property

from .tokens import Token
from .vocabulary import (
    APPLIED,
    ASKING,
    BOUGHT,
    CLIENT,
    FILLERS,
    FIRST_PERSON,
    GOT,
    LOG,
    NEGATED,
    SPENT,
    SUPPOSED,
    TELL,
    words,
)

_AUXILIARIES = words("auxiliaries")

_WH = words("wh")
_VERBS = SPENT | APPLIED | BOUGHT | GOT | words("verbs")
_JOINS = frozenset({"and", "then", "also", "but", "plus", "so"})
_SUBJECTS = FIRST_PERSON | CLIENT | words("subjects")
_TAGS = words("tags")


@dataclass(frozen=True)
class Clause:
    """Tokens that say one thing. `asked` when they are, or stand in, a question."""

    tokens: tuple[Token, ...]
    asked: bool = False

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(token.text for token in self.tokens if token.kind == "word")

    @cached_property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)

    def of(self, kind: str) -> list[Token]:
        return [token for token in self.tokens if token.kind == kind]


def split(tokens: list[Token]) -> list[Clause]:
    """The clauses of a sentence, in order. A question mark makes its clause a question."""
    clauses: list[Clause] = []
    for sentence, mark in _sentences(tokens):
        parts = list(_parts(sentence))
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            asked = (
                _starts_as_question(part)
                or ("?" in mark and last)
                or any(token.text in _WH for token in part)
            )
            clauses.append(Clause(tuple(part), asked))
        if "?" in mark and parts and _is_tag(parts[-1]):
            clauses[-2:] = [Clause(each.tokens, True) for each in clauses[-2:]]
    return [
        clause for clause in clauses if any(t.kind not in ("sep", "other") for t in clause.tokens)
    ]


def _sentences(tokens: list[Token]) -> list[tuple[list[Token], str]]:
    found: list[tuple[list[Token], str]] = []
    current: list[Token] = []
    for token in tokens:
        if token.kind == "end":
            found.append((current, token.text))
            current = []
        else:
            current.append(token)
    found.append((current, ""))
    return [(part, mark) for part, mark in found if part]


def _is_tag(part: list[Token]) -> bool:
    return len(part) <= 2 and all(token.text in _TAGS or token.kind == "sep" for token in part)


def _starts_as_question(part: list[Token]) -> bool:
    words = [token for token in part if token.kind != "sep"]
    while words and words[0].text in _LEAD_IN:
        words = words[1:]
    if not words:
        return False
    first = words[0].text
    second = words[1] if len(words) > 1 else None
    if first in _AUXILIARIES:
        return second is None or second.text in _ASKED_OF
    return first in ASKING or first in TELL


_LEAD_IN = words("lead_in")
_ASKED_OF = words("asked_of")


def _parts(sentence: list[Token]) -> list[list[Token]]:
    """A sentence cut where a joining word or a comma begins another thing said."""
    parts: list[list[Token]] = []
    start = 0
    for at, token in enumerate(sentence):
        joins = token.text in _JOINS or token.text in (",", ";", "&", "+", "-")
        if (
            joins
            and at > start
            and (_begins_clause(sentence, at + 1) or _says_as_much_again(sentence, start, at))
        ):
            parts.append(sentence[start:at])
            start = at + 1
        elif _runs_into_question(sentence, start, at):
            parts.append(sentence[start:at])
            start = at
    parts.append(sentence[start:])
    return [part for part in parts if part]


_ENDS = words("ends")


def _says_as_much_again(sentence: list[Token], start: int, at: int) -> bool:
    """`the flyer declined me and the poster closed`, `with 6 and to the poster with 4`."""
    if sentence[at].text != "and":
        return False
    before = sentence[start:at]
    after = sentence[at + 1 : at + 7]
    both_end = any(t.text in _ENDS for t in before) and any(t.text in _ENDS for t in after[1:])
    amounts = ("number", "connects")
    both_spend = (
        after[:1] != []
        and after[0].text in ("to", "for", "on")
        and any(t.kind in amounts for t in before)
        and any(t.kind in amounts for t in after[2:])
    )
    return both_end or both_spend


def _runs_into_question(sentence: list[Token], start: int, at: int) -> bool:
    """`bought 80 what can i do now`: a question behind a statement, with nothing between them."""
    if at + 1 >= len(sentence) or at - start < 2:
        return False
    asks = (
        sentence[at].text in _AUXILIARIES | ASKING
        and sentence[at].text not in ("had", "have", "is", "was", "any", "anyone")
        and sentence[at + 1].text in ("i", "my", "can", "do", "does", "should", "happens")
    )
    if not asks:
        return False
    said = {token.text for token in sentence[start:at]}
    return bool(said & _VERBS) and not said & (ASKING | TELL | SUPPOSED | NEGATED | _WH)


def _begins_clause(sentence: list[Token], at: int) -> bool:
    """Whether what stands there is said of something else: a verb, or a number and its job."""
    rest = [token for token in sentence[at : at + 6] if token.kind != "sep"]
    while rest and rest[0].text in _JOINS:
        rest = rest[1:]
    if rest and rest[0].kind == "word" and (rest[0].text in ASKING and len(rest) > 1):
        return True
    if rest and rest[0].kind in ("number", "connects") and len(rest) > 2:
        return rest[1].text in ("on", "to", "for")
    if len(rest) > 1 and rest[0].text in LOG and rest[1].kind in ("number", "connects"):
        return True
    seen_subject = 0
    for token in rest:
        if token.kind == "word" and token.text in _VERBS:
            return True
        if token.kind == "word" and token.text in _SUBJECTS | SUPPOSED | NEGATED | FILLERS - {
            "job",
            "gig",
        }:
            seen_subject += 1
            if token.text in FIRST_PERSON and seen_subject == 1 and len(rest) > 1:
                return token.text not in ("my", "our", "mine")
            continue
        if token.kind == "day":
            continue
        return False
    return False
