"""What was understood, compared with the books before it is done: what they hold already, or hold
nothing of, is asked about."""

from collections.abc import Sequence

from bot.app import App
from bot.assistant import intents as said
from bot.assistant.intents import ASKED, SURE, Intent, Understanding
from bot.assistant.leaning import says_more
from bot.assistant.naming import noted_already, proposals_named
from bot.assistant.rewards import rewarded_once, tells_reward
from bot.assistant.turns import Turn
from bot.ledger.model import Proposal, Source, State

from . import account, proposals


async def compared(
    app: App, user_id: int, understood: Understanding, last: Turn | None, text: str
) -> Understanding:
    """What was understood of the text behind the turn before, as the person's books let it be done.

    Asked about are a spend on a proposal that waits for an answer already, unless it is noted anew
    in place of that one, and the reward of an interview where one of the proposals that are
    interviewing brought it. What a job took that no proposal is called is offered as a spend.
    """
    if understood.confirms:
        return understood
    rewarded = any(map(tells_reward, understood.intents))
    reward = await _reward(app, user_id) if rewarded else None
    if reward:
        understood = rewarded_once(understood, last, reward)
    intents = understood.intents
    if any(isinstance(each, said.Undo) for each in intents):
        return understood
    jobs = [each.job for each in intents if isinstance(each, said.Spend) and each.job]
    may_be_noted = bool(reward) and any(map(tells_reward, intents))
    took = _took(intents)
    if not (jobs or may_be_noted or took):
        return understood
    newest = await proposals.newest(app, user_id)
    if took and not proposals_named(newest, took.job):
        return understood.model_copy(update={"intents": (took,), "either": (), "certainty": ASKED})
    noted = [each for job in jobs for each in noted_already(newest, job)]
    came_with_it = may_be_noted and any(each.state is State.INTERVIEWING for each in newest)
    if understood.certainty < SURE or not (noted or came_with_it):
        return understood
    in_its_place = () if says_more(text) else _in_its_place(intents, noted)
    either = in_its_place or understood.either
    return understood.model_copy(update={"certainty": ASKED, "either": either})


async def _reward(app: App, user_id: int) -> int | None:
    """The Connects that an interview brings by the person's card; some cards know of none."""
    return (await account.card_of(app, user_id)).grants.get(Source.INTERVIEW)


def _took(intents: Sequence[Intent]) -> said.Spend | None:
    """`the logo job was 14`, told alone, as a spend."""
    match intents:
        case [said.Edit(proposal_id=None, connects=int(), new_job="") as edit] if edit.job:
            boost = (edit.boost or 0) + edit.more_boost
            return said.Spend(connects=edit.connects, boost=boost, job=edit.job, budget=edit.budget)
        case _:
            return None


def _in_its_place(intents: Sequence[Intent], noted: Sequence[Proposal]) -> tuple[Intent, ...]:
    """A spend told alone, and of no other day, on one that is noted with another cost: as the
    correction of that."""
    match intents, noted:
        case [said.Spend(connects=int(), days_ago=0) as spend], [proposal]:
            boost = spend.boost or proposal.boost
            if (spend.connects, boost) == (proposal.base, proposal.boost):
                return ()
            told = spend.model_dump(include={"connects", "boost", "budget"}, exclude_defaults=True)
            named = {"job": proposal.title, "proposal_id": proposal.id}
            return (said.Edit.model_validate(told | named),)
        case _:
            return ()
