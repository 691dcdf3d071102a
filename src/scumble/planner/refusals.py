"""What clauses that are not understood seem to want, as data: the engine they would need and what works instead."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What a clause that was not understood seems to want: all of these classes are in it -> the engine it needs."""

    has: frozenset[str]
    needs: str
    nearest: tuple[str, ...]


_BACKDROPS = ("replace the background with a white studio", "blur the background")
REFUSALS: tuple[Refusal, ...] = (
    Refusal(has=frozenset({"KEEP", "BG"}), needs="an edit to make", nearest=_BACKDROPS),
    Refusal(has=frozenset({"STYLE"}), needs="style transfer", nearest=("make it black and white",)),
    Refusal(has=frozenset({"DEFECT"}), needs="photo restoration", nearest=("sharpen the photo", "auto enhance")),
    Refusal(has=frozenset({"BG", "UNKNOWN"}), needs="generative engine", nearest=_BACKDROPS),
    Refusal(has=frozenset({"BG", "SEASON"}), needs="generative engine", nearest=_BACKDROPS),
    Refusal(has=frozenset({"OBJECT", "COLOR"}), needs="recolouring objects", nearest=("make the background navy",)),
    Refusal(has=frozenset({"SUBJECT", "COLOR"}), needs="recolouring objects", nearest=("make the background navy",)),
    Refusal(has=frozenset({"OBJECT", "ADD"}), needs="generative engine", nearest=("add a white border",)),
    Refusal(has=frozenset({"ADD", "UNKNOWN"}), needs="generative engine", nearest=("add a white border",)),
    Refusal(has=frozenset({"PART"}), needs="finding objects by words", nearest=("remove this",)),
    Refusal(has=frozenset({"OBJECT"}), needs="finding objects by words", nearest=("cut out the subject",)),
    Refusal(has=frozenset({"UNKNOWN"}), needs="generative engine", nearest=()),
)
