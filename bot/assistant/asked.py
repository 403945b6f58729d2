"""Questions about one's own books that say in so many words what they ask.

What a period moved, what became of one proposal, which reminders there are, how many proposals so
many Connects pay for: the whole sentence must be such a question, so nothing else is in it.
"""

import re
from functools import lru_cache

from bot.ledger.model import Kind
from bot.parsing.numbers import MOST_CONNECTS
from bot.parsing.periods import ALL_TIME, find_period
from bot.parsing.text import plain

from .intents import (
    LONGEST_TEXT,
    Answer,
    Balance,
    Forecast,
    Help,
    History,
    Look,
    Proposals,
    Reminders,
    Stats,
    Story,
)
from .tokens import normal
from .vocabulary import words

_LEAD = re.compile(
    r"^(?:(?:so|and|ok|okay|hey|hi|btw|purser|by the way|please|pls|y|oye|tell me|show me"
    r"|do you know|remind me)[ ,]+)*"
)
_TRAIL = re.compile(
    r"(?:[ ,]+(?:in the end|after all|so far|yet|btw|then|please|pls|exactly|at all|already|ever"
    r"|by now|or what|or not|al final|por favor|porfa(?:vor)?|pls|gracias))*[ ?!.]*$"
)
_MOST_WORDS = 20


@lru_cache(maxsize=8)  # of a message, and of its segments: often the same
def read_asked(text: str) -> Look | None:
    """What the text asks of one's own books; None where it is no such question, or more."""
    said = " ".join(plain(text).split())
    lead = _LEAD.match(said)
    said = said[lead.end() if lead else 0 :]
    if not said or len(said.split()) > _MOST_WORDS:
        return None
    return (
        _called(said)
        or _reminders(said)
        or _paid_for(said)
        or _total(said)
        or _story(said)
        or _topic(said)
    )


_CALLED: tuple[tuple[Look, re.Pattern[str]], ...] = (
    (
        Balance(),
        re.compile(
            r"(?:(?:my |the |current |check )?bal(?:ance)?(?: now)?"
            r"|(?:dame |dime |ver |cual es )?(?:el |mi )?saldo(?: actual| hoy)?"
            r"|cuant[oa]s?(?: connects)?(?: me quedan| tengo| quedan| hay)?(?: ahora| hoy)?)"
        ),
    ),
    (Help(), re.compile(r"(?:help(?: me)?|commands|ayuda|ayudame|comandos)")),
    (
        Proposals(),
        re.compile(r"(?:my )?(?:props|proposals|bids)|(?:ver )?(?:mis )?propuestas(?: abiertas)?"),
    ),
    (History(), re.compile(r"(?:my )?(?:history|hist)|(?:ver )?(?:mi )?historial")),
    (Stats(), re.compile(r"(?:my |the )?(?:stats|statistics)|(?:ver )?(?:mis )?estadisticas")),
    (Forecast(), re.compile(r"(?:my |the )?forecast|(?:ver )?(?:mi )?pronostico")),
)
"""What is asked by its name alone: too short for anything else to be told of it."""


def _called(said: str) -> Look | None:
    rest = _TRAIL.sub("", said).strip(" ¿?!.")
    return next((look for look, name in _CALLED if name.fullmatch(rest)), None)


_TOPICS = (
    (
        "fee",
        re.compile(
            r"(?:(?:and )?what|how (?:much|big)|is|does|que|cuanto|cuanta)\b[^.!]*"
            r"\b(?:fee|cut|commission|comision|percent(?:age)?(?=[^.!?]*\b(?:takes?|keeps?|upwork)\b))\b[^.!?]*\??"
            r"|(?:so )?how much (?:does |do |will )?(?:upwork|they) (?:take|keep)s?"
            r"(?: (?:from|of|out of)\b[^.!?]*)?\??|cuanto (?:se queda|cobra) upwork[^.!?]*\??"
        ),
    ),
    (
        "what-changed",
        re.compile(
            r"(?:did|has|have)\b[^.!]*\bchanged?\b[^.!]*\bconnects?\b[^.!?]*\??"
            r"|(?:did|has)(?: something| anything| upwork)? changed?\b[^.!]*\bconnects?[^.!?]*\??"
            r"|what (?:has |did they |did upwork )?changed?\b[^.!]*\bconnects?\b[^.!?]*\??"
        ),
    ),
)
"""Topics that few lines ask about, by what nothing else says."""


_MORE = re.compile(r"\b(?:and|also|n|cancel|then|am i)\b|[:,;]")
"""Signs that more is said than one question."""


def _topic(said: str) -> Answer | None:
    is_more = _MORE.search(said.removeprefix("and ")) is not None
    topic = next((topic for topic, asks in _TOPICS if asks.fullmatch(said)), None)
    return Answer(topic=topic) if topic and not is_more else None


_REMINDERS = re.compile(
    r"(?:(?:what|which|list|any|how many|do i have|have i|are there|show|see|que|cuales)\b.*"
    r"\b(?:reminders?|alarms?|nudges|pings|recordatorios?)\b|my reminders|mis recordatorios)"
    r"(?! (?:for|to|at|on) )[^.!?]*[?!. ]*$"
)


def _reminders(said: str) -> Reminders | None:
    return Reminders() if _REMINDERS.match(said) and not _MORE.search(said) else None


# --- how many proposals so many Connects pay for ------------------------------------------------

_HOW_MANY = re.compile(
    r"(?:how many(?! connects?\b)|how far|cuantas?|what (?:do|does|can|will)\b)"
    r"(?=.*\b(?:with|from|out of|for|con|buy|pay|cover|get|send|go|last|enough|alcanzan?)\b)"
)
_NO_BUDGET = re.compile(r"[$€£]|\b(?:dollars?|usd|bucks?|need|cheapest|cost|budget|days?|weeks?)\b")
_NUMBER = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d{1,6})(?![\d.,]*\d)")


def _paid_for(said: str) -> Answer | None:
    said = normal(said)
    numbers = _NUMBER.findall(said)
    counted = re.search(r"\b(?:with|from|out of|con) (?:only |just )?\d|\d connects?\b", said)
    if len(numbers) != 1 or not counted or not _HOW_MANY.match(said) or _NO_BUDGET.search(said):
        return None
    many = int(numbers[0].replace(",", ""))
    return Answer(topic="my-proposals-left", connects=many) if 0 < many <= MOST_CONNECTS else None


# --- what a period moved ------------------------------------------------------------------------

_MONEY = re.compile(r"\b(?:money|dollars?|bucks?|usd|cash|pa(?:id|y)|dinero|plata|pague)\b|\$")
_ON_CONNECTS = re.compile(r"\b(?:on|into|to|for|en) (?:buying )?(?:connects|packs|bundles)\b")
_ON_ONE = re.compile(r"\bon (?!(?:buying |the )?(?:connects|packs|bundles)\b)")
_KINDS = (
    (Kind.PURCHASE, r"bought|buy(?:ing)?|purchas\w*|top(?:ped)?[- ]?ups?|compr\w+"),
    (Kind.REFUND, r"(?:came|come|got|get|gave|given) back|refund\w*|returned|devol\w+|volvieron"),
    (Kind.EXPIRE, r"expired?|lost|lose|forfeited|cut|caduc\w+|perdi\w*"),
    (Kind.GRANT, r"arrived?|received?|earn(?:ed)?|granted|c[ao]me in|got|get|llegaron|recibi\w*"),
    (
        Kind.SPEND,
        r"spen[dt]\w*|use[d]?|burn\w*|blow|blew|w[eo]nt (?:out|through)|go(?:ne)? (?:out|through)"
        r"|drop(?:ped)?|cost|debits?|gast\w+|use",
    ),
    (Kind.CORRECT, r"corrections?|corrected"),
)
_KIND_WORDS = tuple((kind, re.compile(rf"\b(?:{said})\b")) for kind, said in _KINDS)
_COUNTS = re.compile(
    r"\b(?:how (?:much|many)|totals?|sum|in all|all told|cuant[oa]s?)\b"
    r"|^(?:and )?(?:what(?:'s| is| has| have| did|'d| all| went| came| i| we)?|que)\b"
)
_LISTS = re.compile(
    r"\b(?:show|list|log|ledger|journal|history|entries|which|when|every|each|where|statement"
    r"|receipts?|details?|print|badge|boosts?|boosted|profile|ads|proposals|bids|applications"
    r"|jobs|interviews?|hires?|muestra\w*|lista|cuando)\b"
)
_GONE = re.compile(
    r"\b(?:did|have|has|i've|we've|was|were|came|went|spent|used|bought|paid|got|lost|expired|burn"
    r"(?:ed|t)|received|arrived|refund(?:ed|s)|returned|blew|cost|total|gaste|compre|perdi|recibi"
    r"|volvieron|llegaron|pague)\b|what'd"
)
_NOT_GONE = re.compile(
    r"\b(?:will|would|can|could|should|if|shall|going to|need|friend|he|she|they|people|you|usual"
    r"(?:ly)?|average|normally|clients?|customers?|per|bring|brought|made|make|contracts?)\b"
)
_ALONE = re.compile(
    r"(?:(?:total|all|my|connects|number of|sum of|the|of|amount)\s+)*"
    r"(?:spent|used|burn(?:ed|t)|bought|purchased|refunded|refunds|returned|expired|lost|received"
    r"|spending|gastados?|comprados?)(?: connects)?(?: in total)?"
)


_SINCE = re.compile(r"(?:since|from|between|desde|entre) ", re.IGNORECASE)


def read_history(text: str, named: str = "") -> History:
    """The lines or the total that a question about the journal asks for.

    `named` is what was marked as a period: what cannot be read of it is said, not left out.
    """
    said = " ".join(plain(text).split())
    period = find_period(said)
    is_money = bool(_MONEY.search(said) or _ON_CONNECTS.search(said))
    rest = said.replace(period, " ", 1) if period else said
    kind = Kind.PURCHASE if is_money else _kind_in(rest)
    is_other = any(each.search(rest) for each in (_LISTS, _ON_ONE, _NOT_GONE))
    counts = _COUNTS.search(said) and not is_other
    is_total = bool(counts and kind) and bool(period or named or re.search("how m|total", said))
    return History(
        kind=kind,
        period=(period or (named if is_total or _SINCE.match(named) else ""))[:LONGEST_TEXT],
        total=is_total,
        money=is_total and is_money,
    )


def _is_balance(asked: History) -> bool:
    """`how much have I got in total` asks for what is held."""
    return asked.kind is Kind.GRANT and asked.period in ALL_TIME


def _kind_in(said: str) -> Kind | None:
    """The kind that is asked for; None of none, and of both what was bought and what was spent."""
    kinds = [kind for kind, pattern in _KIND_WORDS if pattern.search(said)]
    is_both = Kind.PURCHASE in kinds and Kind.SPEND in kinds
    return kinds[0] if kinds and not is_both else None


def _is_of_a_kind(said: str) -> bool:
    return _kind_in(said) is not None or _MONEY.search(said) is not None


def _total(said: str) -> History | None:
    if _LISTS.search(said) or _NOT_GONE.search(said) or not _is_of_a_kind(said):
        return None
    period = find_period(said)
    rest = said.replace(period, " ", 1)
    if not period or _MORE.search(rest) or re.search(r"\d", rest):
        return None
    asked = read_history(said)
    if _is_balance(asked) or (asked.money and "earn" in said):
        return None
    if _ALONE.fullmatch(_TRAIL.sub("", rest).strip()):
        return asked.model_copy(update={"total": True})
    return asked if asked.total and _GONE.search(rest) else None


# --- what became of one proposal ----------------------------------------------------------------

_EVER = r"(?:(?:ever|even|yet|already|actually|finally|really|been) )*"
_ANSWERS = (
    r"(?:answer|repl(?:y|ied)|respond|writ(?:e|ten) back|wr?ote back|g[eo]t(?:ten)? back|view|open"
    r"|look|see|saw|hire|declin|com?e back|came back)(?:e?d)?\b.*"
)
_CLIENT = (
    r"(?:(?:the |my |their )?(?:client|customer)|they|any(?:one|body)|some(?:one|body)|he|she)"
)
_STORIES = tuple(
    re.compile(pattern)
    for pattern in (
        r"what(?:ever|'s| is| has| ever)*? (?:happen(?:ed|ing)?|bec[ao]me|c[ao]me|going on"
        r"|(?:the )?(?:status|story|state|news|latest|history)) (?:to|with|of|on|about|for) "
        r"(?P<j>.+)",
        r"(?:any (?:news|movement|updates?|word)|status|story|whole story) "
        r"(?:on|of|from|about|with) (?P<j>.+)",
        r"how did (?P<j>.+?) (?:end|go|turn out|work out)(?: up)?",
        r"when (?:did|was) (?:i|we) (?:last )?(?:apply|applied|send|sent|submit|bid|pitch|propose) "
        r"(?:(?:a |my |the )?(?:proposal|bid|one) )?(?:(?:to|for|on|at|with) )?(?P<j>.+)",
        rf"(?:did|has|have) {_CLIENT} {_EVER}(?:view|open|look|see|repl|answer|respond|read)\w*"
        r" (?:(?:at|to|on|about|my|for) )*(?P<j>.+)",
        rf"(?:did|have) (?:i|we) {_EVER}(?:hear(?:d)?(?: back)? (?:from|about|on)|appl(?:y|ied) "
        r"(?:to|for)|bid on|(?:send|sent) (?:(?:something|one|a proposal) )?(?:to|for)) (?P<j>.+)",
        rf"(?:did|has|have) (?P<j>(?!{_CLIENT}\b|i\b|we\b|you\b).+?) {_EVER}{_ANSWERS}",
        r"(?:what|how (?:much|many)(?: connects)?) (?:did|has) (?P<j>.+?) (?:cost|take)"
        r"(?: (?:me|us))?(?: in (?:connects|total))?",
        r"(?:what|how (?:much|many)(?: connects)?) did (?:i|we) (?:spend|use|pay|put) "
        r"(?:on|for|into) (?P<j>.+)",
        r"que (?:paso|fue|hay)(?: al final)? (?:con|de) (?:(?:la|lo) de(?:l)? )?(?P<j>.+)",
        r"en que quedo (?:(?:la|lo) del? )?(?P<j>.+)",
    )
)
_ABOUT_NAMES = words("about_names")
_NO_JOB = words("no_job")
_MOST_NAME_WORDS = 7
_NO_NAME = re.compile(r"[.,;?!:]\s|\$|\d+ connects?\b|\b(?:also|and \d)\b")
_WITH = re.compile(r" (?:with|for) \d+(?: connects?)?$")


def _story(said: str) -> Story | None:
    asked = _TRAIL.sub("", said)
    for pattern in _STORIES:
        if found := pattern.fullmatch(asked):
            job = _job_in(found["j"])
            return Story(job=job) if job else None
    return None


def _job_in(said: str) -> str:
    """The words that name a job, without its article; empty where they name none."""
    said = _WITH.sub("", said)
    named = [word for word in re.findall(r"[^\s\"“”]+", said) if word not in _ABOUT_NAMES]
    if not named or len(named) > _MOST_NAME_WORDS or _NO_NAME.search(said):
        return ""
    return "" if set(named) & _NO_JOB else " ".join(named)[:LONGEST_TEXT]
