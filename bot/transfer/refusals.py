"""Files that cannot be read in."""

from dataclasses import dataclass

from bot.ledger.refusals import Refusal


@dataclass(eq=False)
class ImportForm(Refusal):
    """A JSON that is no export."""

    where: str
    why: str


@dataclass(eq=False)
class ImportParts(Refusal):
    """A history that moves Connects among too many arrivals at once."""


@dataclass(eq=False)
class ImportLarge(Refusal):
    """`most` is in bytes."""

    most: int


@dataclass(eq=False)
class ImportArchive(Refusal):
    pass


@dataclass(eq=False)
class ImportBinary(Refusal):
    pass
