"""The figures that a host sees of a bot, for Prometheus."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

LATE_SECONDS = 3.0
"""By then Discord has told the person that the application did not respond."""
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5)


class Metrics:
    """The figures of one bot, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._latency = Histogram(
            "purser_answer_seconds", "From an interaction's arrival to its answer",
            ["name"], buckets=_BUCKETS, registry=self.registry,
        )  # fmt: skip
        self._late = Counter(
            "purser_answers_late", "Answers after Discord's three seconds",
            ["name"], registry=self.registry,
        )  # fmt: skip
        self._faults = Counter(
            "purser_faults", "Apologies that were made, each with a reference in the log",
            registry=self.registry,
        )  # fmt: skip
        self._due = Gauge(
            "purser_due_work", "Work that is due and not done", ["kind"], registry=self.registry
        )
        self._set_aside = Gauge(
            "purser_set_aside", "What failed, and is tried again later", ["kind"],
            registry=self.registry,
        )  # fmt: skip
        self._clock_wrong = Gauge(
            "purser_clock_wrong", "1 while the clock differs from Discord's: the calendar waits",
            registry=self.registry,
        )  # fmt: skip
        self._broken = Gauge(
            "purser_broken_rules", "Rules of the ledger that the last audit found broken",
            registry=self.registry,
        )  # fmt: skip
        self._commits = Gauge("purser_commits", "Commits since the start", registry=self.registry)
        self._writes = Gauge(
            "purser_writes", "Transactions since the start; by commits: the writer's batch size",
            registry=self.registry,
        )  # fmt: skip
        self._ready = Gauge(
            "purser_gateway_ready", "1 while the gateway is connected", registry=self.registry
        )
        self._heartbeat = Gauge(
            "purser_gateway_latency_seconds", "Of the gateway's heartbeats", registry=self.registry
        )

    def answered(self, name: str, took: float) -> None:
        """Count an answer of a command, or of a button by its action, after so many seconds."""
        self._latency.labels(name).observe(took)
        if took > LATE_SECONDS:
            self._late.labels(name).inc()

    def apologised(self) -> None:
        self._faults.inc()

    def audited(self, broken: int) -> None:
        self._broken.set(broken)

    def seen(
        self,
        due: Mapping[str, int],
        set_aside: Mapping[str, int],
        *,
        clock_is_wrong: bool,
        commits: int,
        writes: int,
    ) -> None:
        """Take note of how the database and the clock stand."""
        for kind, count in due.items():
            self._due.labels(kind).set(count)
        for kind, count in set_aside.items():
            self._set_aside.labels(kind).set(count)
        self._clock_wrong.set(clock_is_wrong)
        self._commits.set(commits)
        self._writes.set(writes)

    def gateway(self, *, is_ready: bool, latency: float) -> None:
        """Take note of how the gateway stands; its latency (seconds) counts while it is ready."""
        self._ready.set(is_ready)
        if is_ready:
            self._heartbeat.set(latency)

    def as_text(self) -> bytes:
        """All of them, in Prometheus' text format."""
        return generate_latest(self.registry)
