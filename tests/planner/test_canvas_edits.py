"""Extending, formats, perspective, noise and blur as people ask for them in five languages, and what is not meant."""

import pytest

from scumble.core.errors import Unsupported
from scumble.core.formats import FORMATS
from scumble.core.plan import JsonValue, Op
from scumble.planner.parameter_table import TABLE
from scumble.planner.parameters import NotAllowed, read_step
from scumble.planner.plan import plan_edit
from tests.planner.notation import CONTEXTS

PLAIN = CONTEXTS["plain"]
Steps = list[tuple[str, str, dict[str, JsonValue]]]


def planned(words: str) -> Steps:
    """(op, target, params) of each step."""
    return [(str(s.op), s.target.kind, dict(s.params)) for s in plan_edit(words, PLAIN).steps]


WIDE: Steps = [("extend", "whole", {"ratio": "16:9"})]
ABOVE: Steps = [("extend", "whole", {"shares": [0.2, 0, 0, 0]})]
SIDEWAYS: Steps = [("extend", "whole", {"shares": [0, 0.2, 0, 0.2]})]
ROUND: Steps = [("extend", "whole", {"amount": 0.2})]
CLEAN: Steps = [("denoise", "whole", {"amount": 0.6})]
SHARP: Steps = [("deblur", "whole", {"amount": 0.6})]
WHITE: Steps = [("background.color", "background", {"color": "#ffffff"})]


def framed(name: str) -> Steps:
    """Framed for a format."""
    return [("frame", "whole", {"format": name})]


def level(kind: str) -> Steps:
    """Perspective."""
    return [("perspective", "whole", {"what": kind})]


CASES: list[tuple[str, Steps]] = [
    ("extend the background to 16:9", WIDE),
    ("Erweitere den Hintergrund auf 16:9", WIDE),
    ("Étends l'arrière-plan à 16:9", WIDE),
    ("Extiende el fondo a 16:9", WIDE),
    ("Estende o fundo para 16:9", WIDE),
    ("add more space above", ABOVE),
    ("add more headroom", ABOVE),
    ("Mehr Platz oben", ABOVE),
    ("Füge oben mehr Platz hinzu", ABOVE),
    ("Ajoute plus d'espace en haut", ABOVE),
    ("Añade más espacio arriba", ABOVE),
    ("Adiciona mais espaço em cima", ABOVE),
    ("make it wider", SIDEWAYS),
    ("Mach das Bild breiter", SIDEWAYS),
    ("Deixa a imagem mais larga", SIDEWAYS),
    ("uncrop the image", ROUND),
    ("zoom out", ROUND),
    ("more space around the product", ROUND),
    ("extend the picture by 20 % on the left", [("extend", "whole", {"shares": [0, 0, 0, 0.2]})]),
    ("extend the canvas by 200 px on the right", [("extend", "whole", {"pixels": [0, 200, 0, 0]})]),
    ("extend it slightly", [("extend", "whole", {"amount": 0.1})]),
    ("remove the noise", CLEAN),
    ("denoise", CLEAN),
    ("make it less grainy", CLEAN),
    ("the photo is too noisy", CLEAN),
    ("Entferne das Rauschen", CLEAN),
    ("Entrausche das Bild", CLEAN),
    ("Enlève le bruit", CLEAN),
    ("Elimina el ruido", CLEAN),
    ("Remove o ruído", CLEAN),
    ("reduce the grain a bit", [("denoise", "whole", {"amount": 0.35})]),
    ("denoise the background", [("denoise", "background", {"amount": 0.6})]),
    ("fix the blur", SHARP),
    ("deblur the photo", SHARP),
    ("fix the blurry photo", SHARP),
    ("Entferne die Unschärfe", SHARP),
    ("Supprime le flou", SHARP),
    ("Quita el desenfoque", SHARP),
    ("Tira o desfoque", SHARP),
    ("correct the perspective", level("auto")),
    ("Korrigiere die Perspektive", level("auto")),
    ("Corrige la perspective", level("auto")),
    ("Corrige la perspectiva", level("auto")),
    ("Corrige a perspectiva", level("auto")),
    ("straighten the document", level("document")),
    ("flatten the label", level("document")),
    ("Begradige das Dokument", level("document")),
    ("Redresse le document", level("document")),
    ("Endereza el documento", level("document")),
    ("Endireita o documento", level("document")),
    ("straighten the verticals", level("verticals")),
    ("fix the perspective of the building", level("verticals")),
    ("Stürzende Linien korrigieren", level("verticals")),
    ("crop for an instagram story", framed("instagram story")),
    ("Zuschneiden für eine Instagram-Story", framed("instagram story")),
    ("Recadre pour une story Instagram", framed("instagram story")),
    ("Recorta para una historia de Instagram", framed("instagram story")),
    ("Corta para um story do Instagram", framed("instagram story")),
    ("resize for a youtube thumbnail", framed("youtube thumbnail")),
    ("prepare it for pinterest", framed("pinterest pin")),
    ("make it an amazon main image", WHITE + framed("amazon main")),
    ("Amazon-Hauptbild", WHITE + framed("amazon main")),
    ("Imagen principal de Amazon", WHITE + framed("amazon main")),
    ("white studio background and crop for ebay", [("background.studio", "background", {}), *framed("ebay")]),
]


@pytest.mark.parametrize(("words", "steps"), CASES)
def test_they_are_understood(words: str, steps: Steps) -> None:
    found = planned(words)
    assert [(op, kind) for op, kind, _ in found] == [(op, kind) for op, kind, _ in steps]
    for (_, _, params), (op, _, wanted) in zip(found, steps, strict=True):
        assert op == "background.studio" or params == wanted


@pytest.mark.parametrize(
    ("words", "op"),
    [
        ("white background for amazon", "background.color"),
        ("remove the background for instagram", "background.remove"),
        ("Weißer Hintergrund für Amazon", "background.color"),
        ("straighten the photo", "straighten"),
        ("pad to square with white", "pad"),
        ("extend to a square with white bars", "pad"),
        ("make it sharper", "tone"),
        ("blur the background", "background.blur"),
        ("remove the sign", "fill"),
    ],
)
def test_what_else_is_meant_stays_so(words: str, op: str) -> None:
    assert [s[0] for s in planned(words)] == [op]


@pytest.mark.parametrize("words", ["add grain", "make the car wider", "extend it by 300 %", "extend it to 0:1"])
def test_what_cannot_be_done_is_refused(words: str) -> None:
    with pytest.raises(Unsupported):
        plan_edit(words, PLAIN)


def test_every_format_can_be_named_and_is_said_with_its_size() -> None:
    for name, wanted in FORMATS.items():
        said = plan_edit(f"crop for {name}", PLAIN)
        assert dict(said.steps[-1].params) == {"format": name}
        assert f"{wanted.width}x{wanted.height}" in said.understood


def test_a_language_models_answer_is_held_to_the_table() -> None:
    good = read_step(
        {"op": "extend", "target": "whole", "thing": None, "params": {"shares": [0, 0.5, 0, 0]}}, PLAIN, "x"
    )
    assert good.op is Op.EXTEND
    for params in ({}, {"ratio": "16:9", "amount": 0.2}, {"shares": [0, 9, 0, 0]}, {"amount": "much"}):
        with pytest.raises(NotAllowed):
            read_step({"op": "extend", "target": "whole", "thing": None, "params": params}, PLAIN, "x")
    with pytest.raises(NotAllowed):
        read_step({"op": "frame", "target": "whole", "thing": None, "params": {"format": "myspace"}}, PLAIN, "x")
    assert set(TABLE) >= {Op.EXTEND, Op.FRAME, Op.PERSPECTIVE, Op.DENOISE, Op.DEBLUR}
