"""The whole ledger against a naive model, which keeps every single Connect as a token."""

from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.ledger.model import Plan, Source, State
from bot.ledger.rate_card import RateCard, Returns, Rollover
from bot.ledger.refusals import (
    AlreadyUsed,
    EarnedAlready,
    EarnHowMany,
    NotEnough,
    PlanHasRun,
    ProposalUndone,
    Refusal,
    SamePlan,
)
from bot.rate_cards import RateCards, load_rate_cards
from bot.store import accounts, edits, movements, proposals
from bot.store.accounts import Setup
from bot.store.audit import broken
from bot.store.engine.postgres import Connection
from bot.store.journal import Request
from bot.store.movements import SpendRequest
from bot.store.refusals import NothingToUndo, OutcomeSuperseded, SpendRefunded

from ..depth import examples, thorough
from .conftest import on_postgres, on_sqlite
from .people import ANN, ask

SHIPPED = load_rate_cards("2022-07")
TIGHT = SHIPPED.default.model_copy(
    update={
        "name": "tight",
        "rollover": Rollover(cap=25),
        "grants": {Source.INTERVIEW: 7},
        "returns": Returns(
            given_back=frozenset({State.CLOSED, State.REMOVED, State.DECLINED}),
            not_given_back=frozenset(),
        ),
    }
)
CARDS = RateCards({**SHIPPED.by_name, "tight": TIGHT}, SHIPPED.default)
STORY = ("undo", "boost", "back", "viewed", "interviewing", "closed", "declined")


@dataclass(eq=False)
class Token:
    """One Connect. Tokens of a lot share `lot`, the number of its arrival."""

    lot: int
    expires: datetime
    held: bool = True


@dataclass
class Told:
    """An outcome that was told of a proposal by a card, with the state before it."""

    number: int
    before: State
    result: str
    card: RateCard


@dataclass
class Sent:
    """A proposal as the model sees it."""

    number: int
    boost: int
    out: list[Token]
    state: State = State.SUBMITTED
    refunded: list[Token] | None = None
    boost_back: list[Token] | None = None
    reward: list[Token] | None = None
    before_interview: State = State.SUBMITTED
    outcomes: list[Told] = field(default_factory=list)
    base: int = 0


@dataclass
class Made:
    """Something that the person made and may undo."""

    brought: list[Token] = field(default_factory=list)
    took: list[Token] = field(default_factory=list)
    proposal: Sent | None = None
    is_reward: bool = False
    one_time: Source | None = None
    before_upgrade: tuple[Plan, int, datetime, datetime] | None = None
    cycle_started: datetime | None = None
    cost_before: tuple[int, int] | None = None
    """Of the proposal, base and boost, before an edit."""


class Model:
    """The books as somebody would keep them on paper, with no thought of speed."""

    def __init__(self, at: datetime) -> None:
        self.now = at
        self.tokens: list[Token] = []
        self.lots = 0
        self.plan = Plan.BASIC
        self.next_plan: Plan | None = None
        self.cycle_day = 1
        self.cycle_started = at
        self.next_cycle = self.following(at)
        self.made: list[Made] = []
        self.sent: list[Sent] = []
        self.counted: set[Source] = set()
        self.card = CARDS.default
        self.offered: bool | None = None
        self.cards_until: list[tuple[datetime, RateCard]] = []

    def card_at(self, at: datetime) -> RateCard:
        """The card that a cycle's start at that instant goes by."""
        return next((card for until, card in self.cards_until if at <= until), self.card)

    def following(self, after: datetime) -> datetime:
        day = after.replace(hour=0, minute=0, second=0) + timedelta(days=1)
        while day.day != self.cycle_day:
            day += timedelta(days=1)
        return day

    def held(self) -> list[Token]:
        held = [token for token in self.tokens if token.held]
        return sorted(held, key=lambda token: (token.expires, token.lot))

    def arrive(self, amount: int, at: datetime) -> list[Token]:
        self.lots += 1
        leap = (at.month, at.day) == (2, 29)
        year_later = at + timedelta(days=1) if leap else at
        new = [Token(self.lots, year_later.replace(year=at.year + 1)) for _ in range(amount)]
        self.tokens += new
        return new

    def leave(self, amount: int, first: set[int] | None = None) -> list[Token]:
        held = self.held()
        if first:
            held.sort(key=lambda token: token.lot not in first)
        gone = held[:amount]
        for token in gone:
            token.held = False
        return gone

    def come_back(self, tokens: list[Token]) -> list[Token]:
        back = [token for token in tokens if token.expires > self.now]
        for token in back:
            token.held = True
        return back

    def advance(self, to: datetime) -> None:
        self.now = to
        self.apply_due()

    def apply_due(self) -> None:
        """Minute by minute would be the same; only expiries and cycle starts matter."""
        while True:
            expiries = [token.expires for token in self.tokens if token.held]
            following = min([*expiries, self.next_cycle])
            if following > self.now:
                return
            for token in self.tokens:
                if token.expires <= following:
                    token.held = False
            if following == self.next_cycle:
                self.start_cycle(following)

    def start_cycle(self, at: datetime) -> None:
        card = self.card_at(at)
        if card.rollover.cap is not None:
            self.leave(max(0, len(self.held()) - card.rollover.cap))
        self.plan = self.next_plan or self.plan
        self.next_plan = None
        terms = card.plans[self.plan]
        if monthly := terms.monthly or (terms.monthly_if_offered if self.offered else 0):
            self.arrive(monthly, at)
        self.cycle_started = at
        self.next_cycle = self.following(at)


class Ledger(RuleBasedStateMachine):
    """Drives the store and the model side by side; they must always agree."""

    def new_books(self) -> AbstractContextManager[Any]:
        return on_sqlite()

    @initialize(
        at=st.sampled_from(
            [
                datetime(2026, 3, 10, 12, tzinfo=UTC),
                datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC),
                datetime(2028, 2, 29, 6, tzinfo=UTC),
            ]
        )
    )
    def open(self, at: datetime) -> None:
        self.books_open = ExitStack()
        self.connection = self.books_open.enter_context(self.new_books())
        self.model = Model(at)
        accounts.open_account(self.connection, ANN, at)

    def teardown(self) -> None:
        if hasattr(self, "connection"):
            assert broken(self.connection) == []
            self.books_open.close()

    def ask(self) -> Request:
        return ask(at=self.model.now)

    @rule(hours=st.sampled_from([1, 13, 24 * 5, 24 * 31, 24 * 90, 24 * 366]))
    def time_passes(self, hours: int) -> None:
        self.model.advance(self.model.now + timedelta(hours=hours))

    @rule()
    def cycle_starts(self) -> None:
        self.model.advance(self.model.next_cycle)

    @precondition(lambda self: self.model.held())
    @rule()
    def lot_expires(self) -> None:
        self.model.advance(self.model.held()[0].expires)

    @rule(amount=st.integers(1, 150))
    def buy(self, amount: int) -> None:
        movements.buy(self.connection, self.ask(), amount, amount * 15, CARDS)
        self.model.made.append(Made(brought=self.model.arrive(amount, self.model.now)))

    @rule(source=st.sampled_from([Source.NEW_ACCOUNT, Source.RISING_TALENT, Source.INTERVIEW]))
    def earn(self, source: Source) -> None:
        amount = self.model.card.grants.get(source)
        refused = self.refused(movements.earn, source, None, "", CARDS)
        if source in self.model.counted:
            assert refused == EarnedAlready
            return
        if amount is None:
            assert refused == EarnHowMany
            return
        assert refused is None
        one_time = source if source is not Source.INTERVIEW else None
        if one_time:
            self.model.counted.add(one_time)
        brought = self.model.arrive(amount, self.model.now)
        self.model.made.append(Made(brought=brought, one_time=one_time))

    @rule(to=st.integers(0, 300))
    def correct(self, to: int) -> None:
        movements.correct(self.connection, self.ask(), to, "", CARDS)
        difference = to - len(self.model.held())
        if difference > 0:
            self.model.made.append(Made(brought=self.model.arrive(difference, self.model.now)))
        elif difference < 0:
            self.model.made.append(Made(took=self.model.leave(-difference)))

    @rule(base=st.integers(0, 60), boost=st.integers(0, 10))
    def spend(self, base: int, boost: int) -> None:
        self.spend_on(base, boost)

    def spend_on(self, base: int, boost: int) -> None:
        order = SpendRequest(base, boost, title="job")
        refused = self.refused(movements.spend, order, CARDS)
        if base + boost > len(self.model.held()):
            assert refused == NotEnough
            return
        assert refused is None
        row = self.connection.execute("SELECT max(id) FROM proposal").fetchone()
        sent = Sent(row[0], boost, self.model.leave(base + boost), base=base)
        self.model.sent.append(sent)
        self.model.made.append(Made(took=sent.out, proposal=sent))

    @precondition(lambda self: self.model.sent)
    @rule(data=st.data(), base=st.integers(0, 40), boost=st.integers(0, 10))
    def edit(self, data: st.DataObject, base: int, boost: int) -> None:
        sent = data.draw(st.sampled_from(self.model.sent))
        before = (sent.base, sent.boost)
        wanted = edits.Edit(connects=base, boost=boost)
        refused = self.refused(edits.edit, sent.number, wanted, CARDS)
        assert refused == self.model_edit(sent, base, boost)
        if refused is None and sum(before) != base + boost:
            self.model.made.append(Made(proposal=sent, cost_before=before))

    def model_edit(self, sent: Sent, base: int, boost: int) -> type[Refusal] | None:
        model, cost = self.model, sent.base + sent.boost
        if (base, boost) == (sent.base, sent.boost):
            return None
        if sent.state is State.UNDONE:
            return ProposalUndone
        if base + boost != cost:
            if sent.refunded is not None or sent.boost_back is not None:
                return SpendRefunded
            out = sorted(sent.out, key=lambda token: (token.expires, token.lot))
            more = base + boost - len(out)
            if more > len(model.held()):
                return NotEnough
            kept, left = out[: base + boost], out[base + boost :]
            back = model.come_back(left)
            sent.out = kept + [token for token in left if token not in back]
            sent.out += model.leave(max(0, more))
        sent.base, sent.boost = base, boost
        return None

    @precondition(lambda self: self.model.sent)
    @rule(
        data=st.data(),
        state=st.sampled_from([state for state in State if state is not State.UNDONE]),
    )
    def tell(self, data: st.DataObject, state: State) -> None:
        self.tell_of(data.draw(st.sampled_from(self.model.sent)), state)

    def tell_of(self, sent: Sent, state: State) -> None:
        before = sent.state
        refused = self.refused(proposals.tell_outcome, sent.number, state.value, None, CARDS)
        assert refused == self.model_tell(sent, state, self.model.card)
        self.note_outcome(sent, before, state.value, self.model.card)

    def note_outcome(self, sent: Sent, before: State, result: str, card: RateCard) -> None:
        """Keep what the store noted of an outcome, if it was one."""
        row = self.connection.execute(
            "SELECT max(id) FROM outcome WHERE proposal_id = :id", {"id": sent.number}
        ).fetchone()
        if row[0] is not None and row[0] not in [told.number for told in sent.outcomes]:
            sent.outcomes.append(Told(row[0], before, result, card))

    @precondition(lambda self: any(sent.outcomes for sent in self.model.sent))
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        sent = data.draw(st.sampled_from([sent for sent in self.model.sent if sent.outcomes]))
        self.take_back_of(sent, data.draw(st.sampled_from(sent.outcomes)))

    def take_back_of(self, sent: Sent, told: Told) -> None:
        before = sent.state
        is_boost = told.result == "boost_returned"
        restored = sent.state if is_boost else told.before
        card = self.card_told_by(sent, told, restored)
        refused = self.refused(proposals.take_back_outcome, told.number, CARDS)
        assert refused == self.model_take_back(sent, told, card)
        self.note_outcome(sent, before, restored, card)

    def card_told_by(self, sent: Sent, told: Told, before: State) -> RateCard:
        """The card by which the state before an outcome was told."""
        earlier = sent.outcomes[: sent.outcomes.index(told)]
        return next((e.card for e in reversed(earlier) if e.result == before), self.model.card)

    def model_take_back(self, sent: Sent, told: Told, card: RateCard) -> type[Refusal] | None:
        is_boost = told.result == "boost_returned"
        if sent.state is State.UNDONE:
            return ProposalUndone
        if told is not sent.outcomes[-1] or not (is_boost or sent.state == told.result):
            return OutcomeSuperseded
        if not is_boost:
            return self.model_tell(sent, told.before, card)
        if sent.boost_back is not None:
            if len(sent.boost_back) > len(self.model.held()):
                return NotEnough
            lots = {token.lot for token in sent.boost_back}
            sent.out = sent.out + self.model.leave(len(sent.boost_back), first=lots)
            sent.boost_back = None
        return None

    def model_tell(self, sent: Sent, state: State, card: RateCard) -> type[Refusal] | None:
        model = self.model
        if sent.state is State.UNDONE:
            return ProposalUndone
        if state is sent.state:
            return None
        gives_back = state in card.returns.given_back
        take_back = sent.refunded is not None and not gives_back
        if take_back and len(sent.refunded or []) > len(model.held()):
            return NotEnough
        drop_reward = state in (State.SUBMITTED, State.VIEWED) and sent.reward is not None
        if drop_reward and not self.reward_is_whole(sent, take_back):
            return AlreadyUsed
        if take_back:
            self.take_back_refund(sent)
        if gives_back and sent.refunded is None and sent.out:
            back = model.come_back(sent.out)
            sent.refunded = back
            sent.out = [token for token in sent.out if token not in back]
        reward = card.grants.get(Source.INTERVIEW)
        if state is State.INTERVIEWING and sent.reward is None and reward:
            sent.reward = model.arrive(reward, model.now)
            model.made.append(Made(brought=sent.reward, proposal=sent, is_reward=True))
        if state is State.INTERVIEWING and sent.state is not state:
            sent.before_interview = sent.state
        if drop_reward:
            self.drop_reward(sent)
        sent.state = state
        return None

    def reward_is_whole(self, sent: Sent, take_back: bool) -> bool:
        """Whether the reward's lot is whole once the refund has been taken back."""
        held = self.model.held()
        if take_back and sent.refunded is not None:
            first = {token.lot for token in sent.refunded}
            held = sorted(held, key=lambda token: token.lot not in first)[len(sent.refunded) :]
        return all(token in held for token in sent.reward or [])

    def take_back_refund(self, sent: Sent) -> None:
        assert sent.refunded is not None
        lots = {token.lot for token in sent.refunded}
        sent.out = sent.out + self.model.leave(len(sent.refunded), first=lots)
        sent.refunded = None

    def drop_reward(self, sent: Sent) -> None:
        for token in sent.reward or []:
            token.held = False
        self.model.made = [
            made for made in self.model.made if not (made.is_reward and made.proposal is sent)
        ]
        sent.reward = None

    @precondition(lambda self: any(sent.boost for sent in self.model.sent))
    @rule(data=st.data())
    def return_boost(self, data: st.DataObject) -> None:
        self.return_boost_of(
            data.draw(st.sampled_from([sent for sent in self.model.sent if sent.boost]))
        )

    def return_boost_of(self, sent: Sent) -> None:
        refused = self.refused(proposals.tell_outcome, sent.number, "boost_returned", None, CARDS)
        self.note_outcome(sent, sent.state, "boost_returned", self.model.card)
        if sent.state is State.UNDONE:
            assert refused == ProposalUndone
            return
        assert refused is None
        if sent.boost_back is None and sent.refunded is None:
            last_first = sorted(sent.out, key=lambda token: (token.expires, token.lot))[::-1]
            sent.boost_back = self.model.come_back(last_first[: sent.boost])
            sent.out = [token for token in sent.out if token not in sent.boost_back]

    @precondition(lambda self: len(self.model.held()) >= 16)
    @rule(steps=st.lists(st.sampled_from(STORY), min_size=2, max_size=6))
    def live_a_life(self, steps: list[str]) -> None:
        """Many things in a row that are told of one proposal: rare where each is drawn alone."""
        self.spend_on(6, 10)
        sent = self.model.sent[-1]
        for step in steps:
            if step == "undo":
                self.undo()
            elif step == "boost":
                self.return_boost_of(sent)
            elif step == "back":
                for told in reversed(sent.outcomes):
                    self.take_back_of(sent, told)
            else:
                self.tell_of(sent, State(step))

    @rule(plan=st.sampled_from(Plan))
    def change_plan(self, plan: Plan) -> None:
        model = self.model
        refused = self.refused(accounts.change_plan, plan, CARDS)
        if plan is (model.next_plan or model.plan):
            assert refused == SamePlan
        elif plan is model.plan:
            model.next_plan = None
        elif plan is Plan.BASIC:
            model.next_plan = plan
        else:
            before = (model.plan, model.cycle_day, model.cycle_started, model.next_cycle)
            model.plan, model.next_plan = plan, None
            model.cycle_day = model.now.day if model.now.day <= 28 else 1
            model.cycle_started = model.now
            model.next_cycle = model.following(model.now)
            brings = model.card.plans[plan].upgrade_brings
            if model.offered is False and model.card.name == "2026":
                brings += 10
            brought = model.arrive(brings, model.now)
            model.made.append(Made(brought=brought, before_upgrade=before, cycle_started=model.now))

    @rule(offered=st.booleans())
    def say_what_is_offered(self, offered: bool) -> None:
        """Whether the account's offer includes Basic's 10 of the card of 2026."""
        before = len(self.model.held())
        receipt = accounts.set_up(self.connection, self.ask(), Setup(offered=offered), CARDS)
        assert receipt.books.balance == before
        self.model.offered = offered

    @rule(day=st.integers(1, 31))
    def set_cycle_day(self, day: int) -> None:
        accounts.set_up(self.connection, self.ask(), Setup(cycle_day=day), CARDS)
        self.model.cycle_day = day if day <= 28 else 1
        self.model.next_cycle = self.model.following(self.model.now)

    @rule(
        name=st.sampled_from(sorted(CARDS.by_name)),
        hours=st.sampled_from([0, 5, 24 * 12, 24 * 100, 24 * 400]),
    )
    def change_card(self, name: str, hours: int) -> None:
        """After an outage of so many hours, in which nobody turned the cycles."""
        model = self.model
        model.advance(model.now + timedelta(hours=hours))
        before = len(model.held())
        receipt = accounts.set_up(self.connection, self.ask(), Setup(rates=name), CARDS)
        assert receipt.books.balance == before
        assert receipt.books.account.rates == name
        if name != model.card.name:
            model.cards_until.append((model.now, model.card))
            model.card = CARDS.named(name)

    @rule()
    def undo(self) -> None:
        refused = self.refused(movements.undo_newest, CARDS)
        assert refused == self.model_undo()

    def model_undo(self) -> type[Refusal] | None:
        model = self.model
        if not model.made:
            return NothingToUndo
        made = model.made[-1]
        if made.before_upgrade and model.cycle_started != made.cycle_started:
            return PlanHasRun
        if not all(token.held for token in made.brought):
            return AlreadyUsed
        if made.cost_before and made.proposal:
            refused = self.model_edit(made.proposal, *made.cost_before)
            if refused is None:
                model.made.pop()
            return refused
        model.made.pop()
        self.reverse(made)
        return None

    def reverse(self, made: Made) -> None:
        model = self.model
        for token in made.brought:
            token.held = False
        if made.one_time:
            model.counted.discard(made.one_time)
        if made.before_upgrade:
            model.plan, model.cycle_day, model.cycle_started, model.next_cycle = made.before_upgrade
            model.next_plan = None
            model.apply_due()
        if made.is_reward and made.proposal:
            made.proposal.reward = None
            if made.proposal.state is State.INTERVIEWING:
                self.undo_interview(made.proposal)
        elif made.proposal:
            model.come_back(made.proposal.out)
            made.proposal.state = State.UNDONE
        else:
            model.come_back(made.took)

    def undo_interview(self, sent: Sent) -> None:
        told = next(
            told
            for told in reversed(sent.outcomes)
            if told.result == State.INTERVIEWING and told.before is not State.INTERVIEWING
        )
        assert told.before is sent.before_interview
        self.model_tell(sent, told.before, self.card_told_by(sent, told, told.before))

    def refused(self, transaction, *arguments) -> type[Refusal] | None:  # type: ignore[no-untyped-def]
        """Run a transaction as the database would; the code of its refusal, if it was refused."""
        self.connection.execute("BEGIN")
        try:
            transaction(self.connection, self.ask(), *arguments)
        except Refusal as refusal:
            self.connection.execute("ROLLBACK")
            return type(refusal)
        self.connection.execute("COMMIT")
        return None

    @invariant()
    def agree(self) -> None:
        if not hasattr(self, "model"):
            return
        books = accounts.up_to_date_books(self.connection, ANN, self.model.now, CARDS)
        assert books.balance == len(self.model.held())
        assert books.account.plan is self.model.plan
        assert books.account.next_cycle_at == self.model.next_cycle
        expiries = [token.expires for token in self.model.held()]
        assert [lot.expires_at for lot in books.lots for _ in range(lot.remaining)] == expiries
        for sent in self.model.sent:
            found = proposals.find_proposal(self.connection, books.account.id, sent.number)
            assert found is not None
            assert found.state is sent.state
            assert (found.base, found.boost) == (sent.base, sent.boost)


@thorough
def test_ledger_on_postgres(postgres_schema: Connection) -> None:
    class OnPostgres(Ledger):
        def new_books(self) -> AbstractContextManager[Any]:
            return on_postgres(postgres_schema)

    few = settings(max_examples=examples(12), stateful_step_count=40)
    run_state_machine_as_test(OnPostgres, settings=few)


TestLedger = thorough(Ledger.TestCase)
TestLedger.settings = settings(max_examples=examples(100), stateful_step_count=50)
