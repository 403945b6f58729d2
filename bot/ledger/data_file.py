"""What rate cards and files of measured costs have in common: their fields and their reading."""

import tomllib
from datetime import date
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
)


class BadRateCard(Exception):
    """A rate card, or its measured costs, that cannot be used.

    The message names the file, the key and the reason.
    """


class Table(BaseModel):
    """A table of a data file: nothing in it but what is known, and nothing of it changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _dollars_to_cents(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("must be an amount in dollars, such as 0.15")
    cents = Decimal(value) * 100
    if not cents.is_finite() or cents != int(cents):
        raise ValueError("must be whole cents")
    return int(cents)


def _past(value: date, info: ValidationInfo) -> date:
    today: date | None = (info.context or {}).get("today")
    if today is not None and value > today:
        raise ValueError(f"{value} is in the future: today is {today}")
    return value


Connects = Annotated[int, Field(strict=True, ge=0, le=100_000)]
Count = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Cents = Annotated[int, BeforeValidator(_dollars_to_cents), Field(ge=0)]
PastDate = Annotated[date, AfterValidator(_past)]

Read = TypeVar("Read", bound=Table)


def read_data_file(kind: type[Read], text: str, file: str, today: date | None) -> Read:
    """Read a table of that kind from TOML; no date in it may be after `today` (None: any may).

    Raises BadRateCard naming `file`, the key and the reason.
    """
    try:
        data = tomllib.loads(text, parse_float=Decimal)
        return kind.model_validate(data, context={"today": today})
    except tomllib.TOMLDecodeError as error:
        raise BadRateCard(f"{file}: not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(the whole card)"
        raise BadRateCard(f"{file}: {key}: {first['msg']}") from error
