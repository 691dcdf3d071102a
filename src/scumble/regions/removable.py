"""What can be removed by continuing its surroundings: no faces; parts of things with a word about what is behind."""

from scumble.core.errors import Unsupported
from scumble.regions.phrase import read_phrase

OF_FACES = frozenset({"face", "head", "eye", "nose", "mouth", "eyebrow"})
"""Parts without which a person or animal is not one: nothing around them shows what would be there instead."""
BESIDE = frozenset({"shadow", "part"})
"""'Parts' behind which lies what is around them."""


def check_removable(words: str) -> tuple[str, ...]:
    """Notes about removing what a noun phrase names; none for whole things.

    Raises Unsupported for faces and what belongs to them.
    """
    phrase = read_phrase(words)
    if phrase.kind != "part" or BESIDE.intersection(phrase.labels):
        return ()
    if OF_FACES.intersection(phrase.labels):
        raise Unsupported(
            f'"{phrase.text}" cannot be removed well here: its surroundings do not show what would be there instead. '
            "It can be blurred; to take it away, a generative engine is needed.",
            part=phrase.text,
            nearest=(f"blur {phrase.text}",),
            needs="generative edit",
        )
    return (
        f'"{phrase.text}" is part of a thing: it was filled from what lies around it, so the thing may look cut off. '
        "A generative engine could complete it.",
    )
