"""Whether the words beside a number agree with it, in a text as it is read."""

import re

_MARKUP = re.compile(r"[*_`~]|<t:\d+:\w>")

_NOUNS = {
    "en": r"Connects|proposals|reminders|lines|days|weeks|months|years|hours|interviews|hires|jobs"
    r"|people|members|contracts|servers|rows|seconds",
    "es": r"Connects|propuestas|recordatorios|líneas|días|semanas|meses|años|horas|entrevistas"
    r"|contrataciones|trabajos|personas|miembros|contratos|servidores|filas|segundos",
}
_ONE_NOUN = {
    "en": r"Connect|proposal|reminder|line|day|week|month|year|hour|interview|hire|job|member"
    r"|contract|server|row|second",
    "es": r"Connect|propuesta|recordatorio|línea|día|semana|mes|año|hora|entrevista|contratación"
    r"|trabajo|persona|miembro|contrato|servidor|fila|segundo",
}
_BETWEEN = {"en": r"(?:(?:more|other|such|of them) )*", "es": r"(?:(?:más|ya|de ellos) )*"}
_MANY = {
    "en": r"are|were|have|come|arrive|expire|stay|carry|return|last|pay|go|remain",
    "es": r"son|están|fueron|han|habían|habrían|llegan|llegaron|vencen|vencieron|caducan|vuelven"
    r"|volvieron|valen|quedan|se quedan|se fueron|se recortan|se recortarían|comprados|gastados"
    r"|enviadas|vistas|medidos|leídas",
}
_ONE = {
    "en": r"is|was|has|comes|arrives|expires|stays|carries|returns|lasts|pays|goes|remains",
    "es": r"es|está|fue|ha|había|habría|llega|llegó|vence|venció|caduca|vuelve|volvió|vale|queda"
    r"|se queda|se fue|se recorta|se recortaría|comprado|gastado|enviada|vista|medido|leída",
}
_MANY_BEFORE = (
    r"llegan|llegaron|vencen|vencieron|vuelven|volvieron|salieron|sobran|faltan|quedan|fueron"
    r"|se recortarían|bastarían|valen|Tus|sus|los"
)
_ONE_BEFORE = (
    r"llega|llegó|vence|venció|vuelve|volvió|salió|sobra|falta|queda|se recortaría|vale|Tu"
)
_NUMBER = r"(?<![\w.,$:/−–-])"


def wrong_agreements(text: str, language: str) -> list[str]:
    """What in the text disagrees with a number of 0, 1 or 2 beside it."""
    text = " ".join(_MARKUP.sub("", text).split())
    words = {name: each[language] for name, each in _WORDS.items()}
    after = _BETWEEN[language]
    noun = rf"(?:{words['nouns']}|{words['one_noun']})"
    patterns = [
        rf"{_NUMBER}1 {after}(?:{words['nouns']}|{words['many']})\b",
        rf"{_NUMBER}1 {noun} {after}(?:{words['many']})\b",
        rf"{_NUMBER}[02] {after}(?:{words['one_noun']}|{words['one']})\b",
        rf"{_NUMBER}[02] {noun} {after}(?:{words['one']})\b",
    ]
    if language == "es":
        patterns += [
            rf"\b(?:{_MANY_BEFORE}) 1\b(?![.,]?\d)",
            rf"\b(?:{_ONE_BEFORE}) [02]\b(?![.,]?\d)",
        ]
    found = (each.group() for at in patterns for each in re.finditer(at, text, re.IGNORECASE))
    return list(found)


_WORDS = {"nouns": _NOUNS, "one_noun": _ONE_NOUN, "many": _MANY, "one": _ONE}
