"""Files that people get and send: an export as JSON or CSV, and text out of any upload."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from bot.transfer.refusals import ImportArchive, ImportBinary, ImportLarge
from bot.transfer.rows import Export

LARGEST = 8 * 1024 * 1024
_ARCHIVES = (
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def text_of(content: bytes) -> str:
    """The text of a file. Raises ImportLarge, ImportArchive, ImportBinary."""
    if len(content) > LARGEST:
        raise ImportLarge(most=LARGEST)
    if content.startswith(_ARCHIVES):
        raise ImportArchive()
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        old_mac = b"\r" in content and b"\n" not in content
        text = content.decode("mac-roman" if old_mac else "cp1252", errors="replace")
    if "\x00" in text or text.count("\ufffd") > len(text) // 100:
        raise ImportBinary()
    return text


def as_json(export: Export) -> bytes:
    """The file that `/import` reads in again."""
    return msgspec.json.encode(export)


def as_csv(export: Export) -> dict[str, bytes]:
    """Five tables for a spreadsheet; times are ISO 8601 in UTC, money is dollars."""
    titles = {proposal.id: proposal.title for proposal in export.proposals}
    return {
        "accounts.csv": _table(
            (
                "rules", "plan", "connects", "cycle_day", "next_cycle_at", "top_rated", "offered",
                "timezone",
            ),
            [
                (
                    export.account.rates,
                    export.account.plan,
                    export.balance,
                    export.account.cycle_day,
                    _time(export.account.next_cycle_at),
                    bool(export.account.top_rated),
                    None if export.account.offered is None else bool(export.account.offered),
                    export.person.timezone,
                )
            ],
        ),
        "journal.csv": _table(
            ("id", "at", "kind", "connects", "source", "job", "reverses", "note"),
            (
                (e.id, _time(e.at), e.kind, e.amount, e.source,
                 titles.get(e.proposal_id or 0, ""), e.reverses, e.note)
                for e in export.entries
            ),
        ),
        "rules.csv": _table(
            ("at", "before", "rules"),
            ((_time(c.at), c.rates_before, c.rates) for c in export.card_changes),
        ),
        "proposals.csv": _table(
            ("id", "job", "link", "budget", "base", "boost", "invited", "state", "sent_at",
             "state_at", "connects_returned", "contract_value", "fee_percent"),
            (
                (p.id, p.title, p.link, _dollars(p.budget_cents), p.base, p.boost,
                 bool(p.invited), p.state, _time(p.submitted_at), _time(p.state_at), p.returned,
                 _dollars(p.contract_cents), p.fee_percent)
                for p in export.proposals
            ),
        ),
        "reminders.csv": _table(
            ("about", "rule", "zone", "next_at"),
            ((r.about, r.rule, r.zone, _time(r.due_at)) for r in export.reminders),
        ),
    }  # fmt: skip


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _harmless(cell: Any) -> Any:
    """A text that a spreadsheet would run as a formula, kept a text (OWASP, CSV injection)."""
    is_formula = isinstance(cell, str) and cell.lstrip().startswith(
        ("=", "+", "-", "@", "\t", "\r")
    )
    return f"'{cell}" if is_formula else cell


def _time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


def _dollars(cents: int | None) -> str:
    return "" if cents is None else f"{cents // 100}.{cents % 100:02}"
