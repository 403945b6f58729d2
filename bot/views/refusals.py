"""What is refused before anything is asked of the books."""

from dataclasses import dataclass

from bot.ledger.refusals import Refusal


@dataclass(eq=False)
class NotYourButton(Refusal):
    owner: int


@dataclass(eq=False)
class Mistakes(Refusal):
    """What is wrong in a form: each with the label of its field."""

    fields: tuple[tuple[str, Refusal], ...]


@dataclass(eq=False)
class FormInterrupted(Refusal):
    """A form that was shown before a restart."""


@dataclass(eq=False)
class NoSuchTopic(Refusal):
    text: str


@dataclass(eq=False)
class ContractNotHired(Refusal):
    """The value of a contract with another result than hired."""


@dataclass(eq=False)
class PostWithoutBudget(Refusal):
    pass


@dataclass(eq=False)
class NeedsManageServer(Refusal):
    pass


@dataclass(eq=False)
class OnlyInServers(Refusal):
    """A server's command in a direct message."""


@dataclass(eq=False)
class NotInThisServer(Refusal):
    pass


@dataclass(eq=False)
class CannotWriteThere(Refusal):
    channel_id: int


@dataclass(eq=False)
class CannotMentionRole(Refusal):
    pass
