# mypy: ignore-errors
"""Red-DiscordBot's bank: withdrawals a second. Runs in a Python that has Red, not in ours.

Argument: how many accounts the bank has. Prints withdrawals a second at 1, 8 and 64 at once.
"""

import asyncio
import sys
import tempfile
import time
from types import SimpleNamespace

from redbot.core import _drivers, bank, data_manager

OPERATIONS = 320


async def main(accounts: int) -> None:
    data_manager.basic_config = {
        "DATA_PATH": tempfile.mkdtemp(),
        "COG_PATH_APPEND": "cogs",
        "CORE_PATH_APPEND": "core",
        "STORAGE_TYPE": "JSON",
        "STORAGE_DETAILS": {},
    }
    await _drivers.get_driver_class().initialize()
    await bank._init()
    await bank.set_global(True)
    people = [SimpleNamespace(id=i, display_name=f"p{i}") for i in range(1, accounts + 1)]
    values = {str(person.id): {"name": "p", "balance": 100_000} for person in people}
    await bank._config._get_base_group("USER").set(values)
    for at_once in (1, 8, 64):
        start = time.perf_counter()

        async def worker(number: int, count: int = OPERATIONS // at_once) -> None:
            for _ in range(count):
                await bank.withdraw_credits(people[number % accounts], 1)

        await asyncio.gather(*map(worker, range(at_once)))
        print(OPERATIONS / (time.perf_counter() - start))


asyncio.run(main(int(sys.argv[1])))
