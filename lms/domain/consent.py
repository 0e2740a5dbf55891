"""The consent to sign electronically: fixed texts that every signature binds word for word."""

CONSENT = {
    "en": (
        "I agree to sign this document electronically. I know that my electronic signature expresses my agreement, "
        "that I can ask for a paper version instead, and that I receive a copy of what I sign."
    ),
    "fr": (
        "J'accepte de signer ce document par voie électronique. Je sais que ma signature électronique exprime mon "
        "accord, que je peux demander une version papier, et que je reçois une copie de ce que je signe."
    ),
}


def consent_text(language: str) -> str:
    """The consent in that language, English where there is none."""
    return CONSENT.get(language, CONSENT["en"])
