"""What cannot be done as it was asked."""

from dataclasses import dataclass

from bot.ledger.refusals import NotEnough, Refusal


@dataclass(eq=False)
class HoursUnknown(Refusal):
    """Hourly work without its hours."""


@dataclass(eq=False)
class CostUnknown(Refusal):
    """The rate card has no table of costs."""


@dataclass(eq=False)
class SpendWhat(Refusal):
    """Nothing tells what a proposal cost."""


@dataclass(eq=False)
class SpendTooLarge(NotEnough):
    """A spend of more Connects than are held; it is kept as a Draft by that id, to be changed."""

    draft: int


@dataclass(eq=False)
class EditWhat(Refusal):
    """Nothing tells what is to be otherwise."""


@dataclass(eq=False)
class PurposeConnects(Refusal):
    """A spend on no proposal without its number."""


@dataclass(eq=False)
class PurposeBoost(Refusal):
    """A boost of what is no proposal."""


@dataclass(eq=False)
class WhichProposalFits(Refusal):
    text: str


@dataclass(eq=False)
class RemindAbout(Refusal):
    """A reminder of nothing."""


@dataclass(eq=False)
class RemindWhen(Refusal):
    """A reminder without its time."""


@dataclass(eq=False)
class SaidTooLongAgo(Refusal):
    """What waited for a button waits no more, or is somebody else's."""


@dataclass(eq=False)
class ExportLarge(Refusal):
    pass


@dataclass(eq=False)
class ButtonUnknown(Refusal):
    """A button that no version of today makes."""


@dataclass(eq=False)
class EstimateWhat(Refusal):
    """An estimate without a budget, the post's Connects or an invitation."""
