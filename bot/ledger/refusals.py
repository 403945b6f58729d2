"""What the ledger refuses, as a code with its facts; the sentence for the person is a view's."""

from typing import Any


class Refusal(Exception):
    """A request that cannot be done as asked; nothing has changed.

    `code` names the reason, `facts` holds what a sentence about it needs
    (Connects as int, money in cents, instants in UTC).
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
