import pytest

from bot.assistant.reader.network import WEIGHTS, Reader
from bot.assistant.spanish import is_spanish
from bot.assistant.topics import Questions, load_topics
from bot.assistant.understand import understand

from .labels import TODAY


@pytest.mark.parametrize(
    "text",
    [
        "gasté 6 en el logo",
        "¿cuántos me quedan?",
        "mandé una propuesta a la panadería por 8 connects",
        "compre 40 y me quedan 52",
        "sí, anótalo",
        "El cliente cerró el aviso sin contratar a nadie.",
    ],
)
def test_spanish(text: str) -> None:
    assert is_spanish(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6",
        "spent 6 on the logo job",
        "applied to La Casa del Mar, 12",
        "bought 40 for $6",
        "El Paso bakery site took 8",
        "my client in Los Angeles hired me",
        "ich habe 6 für das Logo ausgegeben",
        "j'ai dépensé 6 pour le logo",
        "ho speso 6 per il logo",
    ],
)
def test_other_languages(text: str) -> None:
    assert not is_spanish(text)


EXAMPLES = {
    "¿cuántos me quedan?": "balance",
    "¿cuánto cuesta un trabajo de $700?": "estimate",
    "gasté 6 en el logo": "spend",
    "gasté 20 en la insignia de disponibilidad": "spend",
    "me invitaron al logo": "spend",
    "compré 40": "buy",
    "compré 40 por $6": "buy",
    "el cliente cerró el trabajo del logo": "outcome",
    "¿vencen los connects?": "answer",
    "deshaz eso": "undo",
    "deshaz el del logo": "undo",
    "recuérdame el viernes a las 9 dar seguimiento": "remind",
}
"""What the Spanish catalogue says that one may write, and what it is."""


@pytest.mark.skipif(not WEIGHTS.exists(), reason="the weights are absent")
@pytest.mark.parametrize("text", EXAMPLES)
def test_what_the_catalogue_quotes_is_understood(text: str) -> None:
    found = understand(text, TODAY, Questions(load_topics()), None, Reader.load())
    assert [intent.name for intent in found.intents] == [EXAMPLES[text]]
