"""`bought 40`, `passed the readiness test`, `upwork shows 57`: Connects that came, or are held."""

from bot.ledger.model import Source
from bot.parsing.numbers import MOST_CONNECTS

from ..clauses import Clause
from ..intents import Buy, Correct, Earn
from ..tokens import Token
from ..vocabulary import APPLIED, GOT, LOG, SPENT, words
from .reading import Act, Reading, cents_of, sound

_PURCHASE_SAID = words("purchase_said")
_NO_BALANCE = words("no_balance")
_BALANCE_SAID = words("balance_said")
_GRANT_SAID = words("grant_said")
_ONLY_BUY = words("only_buy")


def read_purchase(reading: Reading) -> Act | None:
    """`bought 40`, `two bundles of 40`, `paid $6 for 40 connects`."""
    clause = reading.clause
    if not _tells_of_purchase(clause):
        return None
    many = _bundles(reading) or _number_of(reading.take("connects") or reading.take("number"))
    paid = reading.take("money", sure=False) or _bare_price(reading)
    ago = reading.take_days_ago()
    reading.take_words(_ONLY_BUY | _PURCHASE_SAID)
    if not many:
        about_connects = clause.of("money") or clause.words & _WARE
        return Act(None, missing="buy-how-many") if about_connects else None
    cents = cents_of(paid.text) if paid else None
    if many > MOST_CONNECTS or (paid and cents is None) or reading.take("number"):
        return Act(None, missing="amount")
    left = reading.left_over()
    if len(left) > 1 and not clause.of("connects"):
        return None
    return Act(Buy(connects=many, paid_cents=cents, days_ago=ago), left)


_WARE = frozenset({"connects", "bundle", "bundles", "pack"})
_CONTRACT = frozenset({"contract", "job", "gig", "project", "hired", "client", "offer"})
_ANOTHER_WARE = frozenset({"plus", "membership", "subscription"})


def _tells_of_purchase(clause: Clause) -> bool:
    said = clause.words
    if "badge" in said or (said & _ANOTHER_WARE and not clause.of("connects")):
        return False
    if said & (_ONLY_BUY | {"grabbed"}) or {"picked", "up"} <= said or {"top", "up"} <= said:
        return True
    for_money = said & (GOT | {"paid"}) and clause.of("money") and not said & _CONTRACT
    if for_money and (clause.of("connects") or said & _WARE or "paid" not in said):
        return True
    if "myself" in said and said & GOT:
        return bool(clause.of("connects"))
    return "purchase" in said and bool(said & LOG)


def _number_of(token: Token | None) -> int:
    return token.value or 0 if token else 0


def _bare_price(reading: Reading) -> Token | None:
    """The 6 in `bought 40 for 6`."""
    if not reading.clause.words & {"paid", "for"}:
        return None
    number = reading.take("number")
    return Token("money", f"${number.text}", number.raw) if number else None


def _bundles(reading: Reading) -> int:
    """`two bundles of 40`, `2 x 40`: how many Connects together; 0 where it is not said so."""
    tokens = reading.tokens
    for at, token in enumerate(tokens[:-1]):
        several = token.kind == "count" and token.text in ("bundles", "packs")
        times = token.kind == "number" and tokens[at + 1].text in ("x", "times", "*")
        if not (several or times):
            continue
        for of in range(at + 1, min(at + 3, len(tokens))):
            each = tokens[of]
            if each.kind in ("number", "connects") and sound(each.value) and sound(token.value):
                reading.used.update((at, at + 1, of))
                return (token.value or 0) * (each.value or 0)
    return 0


_ARRIVED = GOT | words("arrived")
_GIFT = words("gift")


_CODE = frozenset({"code", "coupon", "voucher"})


def _source(clause: Clause) -> Source | None:
    words = clause.words
    if "readiness" in words:
        return Source.READINESS_TEST
    if "rising" in words:
        return Source.RISING_TALENT
    if "rated" in words or "toprated" in words:
        return Source.TOP_RATED
    if (
        words & {"signup", "joining", "signing", "registration", "welcome"}
        or ({"signed", "up"} <= words or (words & {"joined", "registered"} and "upwork" in words))
        or ("new" in words and "account" in words)
        or {"created", "account"} <= words
    ):
        return Source.NEW_ACCOUNT
    if words & {"interview", "interviewing"} and clause.of("connects"):
        return Source.INTERVIEW
    if words & _GIFT:
        return Source.OTHER
    return None


def read_grant(reading: Reading) -> Act | None:
    """Free Connects that came, and their source."""
    clause = reading.clause
    source = _source(clause)
    if clause.words & _CODE and clause.words & {"used", "redeemed", "entered"}:
        amount = reading.take("connects") or reading.take("number")
        redeemed = Earn(source=Source.OTHER, connects=amount.value if amount else None)
        return Act(redeemed, ("code",)) if amount else None
    if (
        source is None
        or not clause.words & _ARRIVED
        or clause.words & {"back", "spent", "bought", "applied"}
    ):
        return None
    if clause.words & {"client", "hired"} and source is not Source.INTERVIEW:
        return None
    amount = reading.take("connects") or reading.take("number")
    if source is Source.INTERVIEW and not amount:
        return None
    ago = reading.take_days_ago()
    reading.take_words(_ARRIVED | _GIFT | _GRANT_SAID)
    left = reading.left_over()
    if source is Source.OTHER and amount is None:
        return Act(None, missing="earn-how-many") if "connects" in clause.words else None
    if amount and not amount.value:
        return Act(None, missing="amount")
    earned = Earn(source=source, connects=amount.value if amount else None, days_ago=ago)
    return Act(earned, left)


_HOLD = words("hold")
_STRONG = words("strong")


def read_correction(reading: Reading) -> Act | None:
    """The balance that Upwork shows."""
    clause = reading.clause
    words = clause.words
    if words & {"spend", "spent", "proposal"}:
        return None
    if not words & (_HOLD - {"got"}) and not ({"got"} & words and "left" in words):
        return None
    if words & _NO_BALANCE or clause.of("money"):
        return None
    amount = next((t for t in (*clause.of("connects"), *clause.of("number"))), None)
    if amount is None or not sound(amount.value):
        return Act(None, missing="amount") if amount is not None and words & _STRONG else None
    strong = (
        bool(words & _STRONG)
        or amount.kind == "connects"
        or {"set", "make", "actually", "fix", "change", "update"} & words
    )
    if not strong:
        return None
    if words & (SPENT | APPLIED) - {"put", "cost", "took", "sent"}:
        return None
    reading.used.add(next(i for i, t in enumerate(reading.tokens) if t is amount))
    reading.take("day")
    reading.take_words(_HOLD | _BALANCE_SAID)
    return Act(Correct(connects=amount.value or 0), reading.left_over())
