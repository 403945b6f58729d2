"""How long it takes to understand a sentence, whatever its length or form."""

import random
import time
from collections.abc import Callable

from bot.assistant.reader.network import Reader
from bot.assistant.tokens import LONGEST
from bot.assistant.topics import Questions, load_topics
from bot.assistant.understand import understand
from bot.assistant.vocabulary import words

from ..assistant.labels import TODAY, load
from .report import heading, line, percentile

ROUNDS = 3
HOSTILE = 2000


def run() -> None:
    started = time.perf_counter()
    questions = Questions(load_topics())
    heading("Understanding a sentence")
    line("the examples are read at start", f"{time.perf_counter() - started:.2f} s")
    started = time.perf_counter()
    reader = Reader.load()
    line("the learnt reader is loaded", f"{time.perf_counter() - started:.2f} s")
    sentences = [sentence.say for sentence in load()]
    times = [_timed(questions, reader, say) for _ in range(ROUNDS) for say in sentences]
    p50, p99 = percentile(times, 0.5) * 1000, percentile(times, 0.99) * 1000
    line(f"{len(sentences)} labelled ones, median", f"{p50:.2f} ms", "<= 5 ms", met=p50 <= 5)
    line("99th percentile", f"{p99:.2f} ms", "<= 20 ms", met=p99 <= 20)
    worst = max(_timed(questions, reader, say) for say in _hostile()) * 1000
    line(f"the slowest of {HOSTILE} hostile ones", f"{worst:.1f} ms", "<= 50 ms", met=worst <= 50)


def _timed(questions: Questions, reader: Reader | None, say: str) -> float:
    started = time.perf_counter()
    understand(say, TODAY, questions, None, reader)
    return time.perf_counter() - started


def _hostile() -> list[str]:
    """Long and repetitive texts of the words and signs that the grammar looks for."""
    chance = random.Random(7)
    vocabulary = sorted(words("result_words") | words("fillers") | words("spent") | words("typos"))
    signs = list("-+/.,:;()$€0123456789 \n\"'kh%&=")
    makers: list[Callable[[], str]] = [
        lambda: " ".join(chance.choices(vocabulary, k=200)),
        lambda: "".join(chance.choices(signs, k=LONGEST)),
        lambda: chance.choice([*vocabulary, *signs]) * LONGEST,
        lambda: (chance.choice(vocabulary) + chance.choice(signs)) * LONGEST,
        lambda: "".join(chr(chance.randrange(32, 0x2FFF)) for _ in range(LONGEST)),
        lambda: "boosted " * 30 + "spent 6 on the logo " * 10 + "?" * chance.randrange(50),
        lambda: " ".join("".join(chance.choices("abcdeinorst", k=7)) for _ in range(75)),
        lambda: f"spent {'9' * chance.randrange(590)} on x",
    ]
    return [chance.choice(makers)()[:LONGEST] for _ in range(HOSTILE)]
