"""The forms of a spend, a purchase and a correction, and the buttons that open the last two."""

from bot.actions import account, movements
from bot.actions.movements import LONGEST_BUDGET, SpendForm
from bot.actions.waiting import SPEND, Draft
from bot.app import App
from bot.client import Interaction
from bot.i18n.language import gettext, gettext_noop
from bot.ledger.model import Purpose
from bot.ledger.refusals import Refusal
from bot.parsing.money import parse_budget, parse_money
from bot.parsing.text import LONGEST_LINK, LONGEST_TITLE, parse_link
from bot.views.buttons import ButtonAction, on_press
from bot.views.forms import Form, whole
from bot.views.interactions import request_of
from bot.views.movements import buy_card, correct_card, spend_card
from bot.views.replies import reply

LONGEST_NUMBER = 7
"""Signs of a number of Connects, with one to be wrong in."""
LONGEST_PRICE = 40


class LogForm(Form, kind=SPEND, title=gettext_noop("Log this proposal")):
    """A spend, filled in from a job post, an estimate, or what was refused."""

    def __init__(self, app: App, draft: Draft) -> None:
        super().__init__(app, draft)
        self.is_invited = bool(draft.about.get("invited"))
        self.purpose = Purpose(str(draft.about.get("purpose", Purpose.PROPOSAL)))
        if self.purpose is not Purpose.PROPOSAL:
            self.title = gettext("Log a spend")
            self.ask("connects", gettext("Connects"), LONGEST_NUMBER, required=True)
            self.ask("job", gettext("Note"), LONGEST_TITLE)
            return
        connects = gettext("Connects (empty: by the budget)")
        if self.is_invited:
            self.title = gettext("Log this proposal (invited)")
            connects = gettext("Connects (empty: none)")
        self.ask("connects", connects, LONGEST_NUMBER, gettext("as the job post says"))
        self.ask("boost", gettext("Boost"), LONGEST_NUMBER, "0")
        hint = gettext("500, $1.5k, 30/hr 20h/wk")
        self.ask("budget", gettext("Budget in US dollars"), LONGEST_BUDGET, hint)
        self.ask("job", gettext("Job"), LONGEST_TITLE)
        self.ask("link", gettext("Link"), LONGEST_LINK)

    async def on_submit(  # type: ignore[override]
        self, interaction: Interaction
    ) -> None:
        app, request = self.app, request_of(self.app, interaction)
        connects = self.read("connects", whole(1))
        boost = self.read("boost", whole(0))
        budget = self.read("budget", parse_budget)
        self.read("link", parse_link)
        is_read = (budget is None) == (not self.typed("budget"))
        if is_read and not self.typed("connects"):
            rates = await account.card_of(app, request.user_id)
            try:
                movements.cost_of_job(budget, self.is_invited, rates)
            except Refusal as refusal:
                self.note("connects", refusal)
        self.check()
        form = SpendForm(
            connects=connects,
            budget=self.typed("budget") or None,
            job=self.typed("job"),
            link=self.typed("link"),
            boost=boost or 0,
            invited=self.is_invited,
            purpose=self.purpose,
            days_ago=int(self.draft.about.get("days_ago", 0)),
        )
        receipt = await movements.spend(app, request, form)
        rates = app.cards.of(receipt.books.account)
        await reply(interaction, spend_card(receipt, rates, request.user_id))


class BuyForm(Form, kind="buy", title=gettext_noop("Log a purchase")):
    """Connects bought; about a spend that waits for them, if one does."""

    def __init__(self, app: App, draft: Draft) -> None:
        super().__init__(app, draft)
        self.ask("connects", gettext("Connects"), LONGEST_NUMBER, required=True)
        hint = gettext("empty: the rate card's price")
        self.ask("paid", gettext("Paid, in US dollars"), LONGEST_PRICE, hint)

    async def on_submit(  # type: ignore[override]
        self, interaction: Interaction
    ) -> None:
        app, request = self.app, request_of(self.app, interaction)
        connects = self.read("connects", whole(1))
        self.read("paid", parse_money)
        self.check()
        assert connects is not None  # noqa: S101 (a field that is required)
        done = await movements.buy(app, request, connects, self.typed("paid") or None)
        rates, waits = (
            app.cards.of(done.receipt.books.account),
            int(self.draft.about.get("spend", 0)),
        )
        await reply(interaction, buy_card(done, rates, request.user_id, waits))


class CorrectForm(Form, kind="correct", title=gettext_noop("Set my balance")):
    """The balance that Upwork shows; about a spend that waits for it, if one does."""

    def __init__(self, app: App, draft: Draft) -> None:
        super().__init__(app, draft)
        label = gettext("Connects that Upwork shows you")
        self.ask("connects", label, LONGEST_NUMBER, required=True)

    async def on_submit(  # type: ignore[override]
        self, interaction: Interaction
    ) -> None:
        app, request = self.app, request_of(self.app, interaction)
        connects = self.read("connects", whole(0))
        self.check()
        assert connects is not None  # noqa: S101 (a field that is required)
        done = await movements.correct(app, request, connects)
        waits = int(self.draft.about.get("spend", 0))
        await reply(interaction, correct_card(done.receipt, request.user_id, waits))


@on_press(ButtonAction.BUY_FORM)
async def open_purchase(interaction: Interaction, missing: int, spend: int) -> None:
    draft = Draft(form=BuyForm.kind, about={"spend": spend}, typed={"connects": str(missing)})
    await BuyForm.open(interaction, draft)


@on_press(ButtonAction.CORRECT_FORM)
async def open_correction(interaction: Interaction, spend: int) -> None:
    await CorrectForm.open(interaction, Draft(form=CorrectForm.kind, about={"spend": spend}))
