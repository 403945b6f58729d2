"""`make bench`: run all but the soak, or those named: `python -m tests.bench store`."""

import multiprocessing
import sys

from . import (
    assistant,
    figures,
    guilds,
    hostile,
    imports,
    load,
    peer,
    processes,
    readers,
    reminders,
    sentences,
    soak,
    stop,
    store,
    wire,
)

BENCHES = {
    "store": store.run,
    "rollovers": store.run_rollovers,
    "wire": wire.run,
    "stop": stop.run,
    "assistant": assistant.run,
    "sentences": sentences.run,
    "reminders": reminders.run,
    "readers": readers.run,
    "hostile": hostile.run,
    "imports": imports.run,
    "figures": figures.run,
    "load": load.run,
    "guilds": guilds.run,
    "processes": processes.run,
    "peer": peer.run,
    "soak": soak.run,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or [name for name in BENCHES if name != "soak"]:
        bench = multiprocessing.get_context("spawn").Process(target=BENCHES[name])
        bench.start()
        bench.join()
