import pytest

from bot.assistant.spanish import is_spanish


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
