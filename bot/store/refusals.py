"""What the books, as they stand, refuse."""

from dataclasses import dataclass

from bot.ledger.refusals import Refusal


@dataclass(eq=False)
class ImportSums(Refusal):
    """An export that does not add up."""

    why: str


@dataclass(eq=False)
class ImportBooks(Refusal):
    """The person has books already."""


@dataclass(eq=False)
class ImportGone(Refusal):
    """No file of the person's waits under that mark."""


@dataclass(eq=False)
class NotYours(Refusal):
    """No such proposal or entry of the person's own."""


@dataclass(eq=False)
class NothingToUndo(Refusal):
    pass


@dataclass(eq=False)
class NoneOfThat(Refusal):
    """The person made no entry of that kind or amount that could still be undone."""


@dataclass(eq=False)
class UndoneAlready(Refusal):
    pass


@dataclass(eq=False)
class OutcomeSuperseded(Refusal):
    """Something newer was told of the proposal."""


@dataclass(eq=False)
class RedoneTooLate(Refusal):
    """What was undone can be done again within an hour."""


@dataclass(eq=False)
class EditSuperseded(Refusal):
    """The proposal was edited once more since."""


@dataclass(eq=False)
class SpendRefunded(Refusal):
    """Connects of the proposal have come back: what it took stands."""


@dataclass(eq=False)
class TooManyLots(Refusal):
    most: int


@dataclass(eq=False)
class TooManyReminders(Refusal):
    """Of a person, or of a server."""

    most: int
    server: bool


@dataclass(eq=False)
class NoReminder(Refusal):
    """No such reminder of theirs that is still to come."""
