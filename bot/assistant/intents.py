"""What a sentence can mean: one class for each thing that Purser does, with its values.

They are pydantic models because they come from strangers too (a language model's answer) and are
kept between a question back and the button that answers it.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.ledger.model import Kind, Plan, Purpose, Source, State
from bot.parsing.numbers import MOST_CONNECTS
from bot.parsing.text import LONGEST_LINK

LONGEST_TEXT = 200

Amount = Annotated[int, Field(ge=1, le=MOST_CONNECTS)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Cents = Annotated[int, Field(ge=0, le=1_000_000_000)]
LONGEST_AGO = 90
DaysAgo = Annotated[int, Field(ge=0, le=LONGEST_AGO)]
Result = Literal[
    "viewed",
    "interview",
    "hired",
    "declined",
    "withdrawn",
    "expired",
    "closed without hire",
    "removed by upwork",
    "boost returned",
]
Entry = Literal[
    "entry", "purchase", "grant", "correction", "spend", "proposal", "badge", "profile_boost"
]
"""What is undone, as people call it; `entry` is of any kind."""


class _Intent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Spend(_Intent):
    """Connects were spent. `budget` is the job's, as typed; `job` names it."""

    name: Literal["spend"] = "spend"
    connects: Amount | None = None
    boost: Annotated[int, Field(ge=0, le=MOST_CONNECTS)] = 0
    budget: Text = ""
    invited: bool = False
    job: Text = ""
    link: Annotated[str, Field(max_length=LONGEST_LINK)] = ""
    purpose: Purpose = Purpose.PROPOSAL
    days_ago: DaysAgo = 0


class Buy(_Intent):
    name: Literal["buy"] = "buy"
    connects: Amount
    paid_cents: Cents | None = None
    days_ago: DaysAgo = 0


class Earn(_Intent):
    name: Literal["earn"] = "earn"
    source: Source
    connects: Amount | None = None
    days_ago: DaysAgo = 0


class Correct(_Intent):
    """Upwork shows this balance. `beside` another act it tells what that leaves: `34 left`."""

    name: Literal["correct"] = "correct"
    connects: Annotated[int, Field(ge=0, le=MOST_CONNECTS)]
    beside: bool = False


class ChangePlan(_Intent):
    name: Literal["plan"] = "plan"
    plan: Plan


class UpdateSettings(_Intent):
    """Something about the account that set-up asks."""

    name: Literal["setup"] = "setup"
    cycle_day: Annotated[int, Field(ge=1, le=31)] | None = None
    timezone: Text = ""
    new_account: bool = False


class Outcome(_Intent):
    """What became of the proposal that `job` names (the only open one where it is empty).

    `instead_of` is an outcome, by its id, that was told of another proposal by mistake.
    """

    name: Literal["outcome"] = "outcome"
    result: Result
    job: Text = ""
    contract_cents: Cents | None = None
    fee_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    proposal_id: int | None = None
    not_proposal_id: int | None = None
    instead_of: int | None = None


class Edit(_Intent):
    """The proposal that `job` names (the newest one where it is empty) is to be otherwise.

    `more_boost` was told later, and comes on top of the boost.
    """

    name: Literal["edit"] = "edit"
    job: Text = ""
    proposal_id: int | None = None
    connects: Annotated[int, Field(ge=0, le=MOST_CONNECTS)] | None = None
    boost: Annotated[int, Field(ge=0, le=MOST_CONNECTS)] | None = None
    more_boost: Annotated[int, Field(ge=0, le=MOST_CONNECTS)] = 0
    new_job: Text = ""
    budget: Text = ""


class Undo(_Intent):
    """What was done last is taken back, or what was last of that kind and amount; or the spend of
    the proposal that `job` names; or the outcome, entry, edit or reminder of that id."""

    name: Literal["undo"] = "undo"
    of: Entry = "entry"
    connects: Amount | None = None
    job: Text = ""
    proposal_id: int | None = None
    outcome_id: int | None = None
    entry_id: int | None = None
    edit_id: int | None = None
    reminder_id: int | None = None


class Remind(_Intent):
    """`instead_of` is the reminder, by its id, that comes otherwise from now on: what is told of
    neither day nor time nor matter stays."""

    name: Literal["remind"] = "remind"
    when: Text = ""
    about: Text = ""
    instead_of: int | None = None


class Estimate(_Intent):
    name: Literal["estimate"] = "estimate"
    budget: Text
    boost: Annotated[int, Field(ge=0, le=MOST_CONNECTS)] = 0
    invited: bool = False


class Shop(_Intent):
    name: Literal["shop"] = "shop"
    need: Amount


class Balance(_Intent):
    name: Literal["balance"] = "balance"


class Proposals(_Intent):
    name: Literal["proposals"] = "proposals"
    state: State | Literal["open"] | None = None


class Story(_Intent):
    """What became of the proposal that `job` names, from when it was sent on."""

    name: Literal["story"] = "story"
    job: Text = ""
    proposal_id: int | None = None


class History(_Intent):
    """Lines of the journal; or what they come to, of that `kind`: Connects, or the `money` paid.

    `period` is as it was said; empty: all of them.
    """

    name: Literal["history"] = "history"
    kind: Kind | None = None
    period: Text = ""
    total: bool = False
    money: bool = False


class Reminders(_Intent):
    """Which reminders wait."""

    name: Literal["reminders"] = "reminders"


class Stats(_Intent):
    """What the proposals brought, in the `period` that was said; empty: the usual one."""

    name: Literal["stats"] = "stats"
    period: Text = ""


class Forecast(_Intent):
    """Until when the Connects last."""

    name: Literal["forecast"] = "forecast"


class Help(_Intent):
    name: Literal["help"] = "help"


class Answer(_Intent):
    """A question with an answer in `data/answers`; for so many `connects` where it told any."""

    name: Literal["answer"] = "answer"
    topic: Text
    connects: Amount | None = None


class SmallTalk(_Intent):
    name: Literal["smalltalk"] = "smalltalk"
    kind: Literal["greeting", "thanks", "goodbye", "praise"]


class Decline(_Intent):
    """Not about Connects; `near` when it nearly is, and no answer is known."""

    name: Literal["decline"] = "decline"
    near: bool = False


Look = (
    Estimate
    | Shop
    | Balance
    | Proposals
    | Story
    | History
    | Reminders
    | Stats
    | Forecast
    | Help
    | Answer
    | SmallTalk
    | Decline
)
"""What changes nothing."""
Act = Spend | Buy | Earn | Correct | ChangePlan | UpdateSettings | Outcome | Edit | Undo | Remind
"""What changes something."""
Intent = Annotated[Act | Look, Field(discriminator="name")]
ACTS = (Spend, Buy, Earn, Correct, ChangePlan, UpdateSettings, Outcome, Edit, Undo, Remind)
INTENTS: TypeAdapter[tuple[Intent, ...]] = TypeAdapter(tuple[Intent, ...])


SURE, ASKED = 0.8, 0.5
"""The least certainty of what is done at once, and that of what is asked about."""


class Understanding(BaseModel):
    """What a sentence means: what to do or to answer, in the order said.

    Where `certainty` is below `SURE`, the acts are asked about first. `ask` is a question back, by
    its code, and `waiting` the act that lacks what it asks for. `confirms` when the sentence says
    yes to what was asked before. `unread` are words of the acts that are in none of their values;
    `instead` is what a question may ask else, `either` the acts that may be meant where those among
    the intents are not.
    """

    model_config = ConfigDict(frozen=True)

    intents: tuple[Intent, ...] = ()
    certainty: Annotated[float, Field(ge=0, le=1)] = 1.0
    ask: str | None = None
    waiting: Intent | None = None
    confirms: bool = False
    instead: Intent | None = None
    either: tuple[Intent, ...] = ()
    unread: tuple[str, ...] = ()
