"""What the shipped reader reads of some sentences, kept to be compared on every machine.

`python -m tests.assistant.golden` writes it anew, for a reader that was made anew.
"""

from collections.abc import Sequence
from pathlib import Path

from bot.assistant.reader.before import NOTHING
from bot.assistant.reader.network import load_reader
from bot.assistant.reader.segments import Segment
from bot.assistant.tokens import clean
from bot.assistant.training.lines import CORPUS, conversations

GOLDEN = Path(__file__).parent / "golden.txt"
EVERY = 25
"""Of the lines that nobody was trained on, one in so many."""
SURE = 0.7
"""What is read less surely may turn with a processor's rounding of products in 8 bits."""


def marked(text: str, segments: Sequence[Segment]) -> str:
    """The text with the marks of the segments."""
    line, at = "", 0
    for segment in segments:
        line += f"{text[at : segment.start]}<{segment.act}>"
        at = segment.start
        for value in segment.values:
            words = text[value.start : value.end]
            line += f"{text[at : value.start]}{{{value.key} {words}}}"
            at = value.end
    return line + text[at:]


def sentences() -> list[str]:
    unseen = sorted(CORPUS.glob("[dt]*.txt"))
    told = ([line for talk in conversations(path) for line in talk] for path in unseen)
    return [clean(line.text) for lines in told for line in lines[::EVERY]]


def main() -> None:
    reader = load_reader()
    assert reader is not None
    lines = []
    for text in sentences():
        segments = reader.read(text, NOTHING)
        if min((min(each.sure, each.values_sure) for each in segments), default=0) >= SURE:
            lines.append(marked(text, segments))
    GOLDEN.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
