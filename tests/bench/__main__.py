"""`make bench`: run them all, or those named: `python -m tests.bench store`."""

import sys

from . import store, wire

BENCHES = {"store": store.run, "wire": wire.run}

for name in sys.argv[1:] or BENCHES:
    BENCHES[name]()
