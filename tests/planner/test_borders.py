"""Borders by style: in five languages, said back, refused with the list; and words that name no style elsewhere."""

from collections.abc import Mapping

import pytest

from scumble.core.borders import USUAL
from scumble.core.errors import Unsupported
from scumble.core.plan import Op
from scumble.planner.border_styles import GENERAL, HOLIDAYS, LINES, MOTIFS, said
from scumble.planner.plan import plan_edit
from tests.planner.notation import CONTEXTS

FESTIVE = {"style": "festive", "amount": 0.1}
CHRISTMAS = {"style": "christmas", "amount": 0.11}
THIN_DOUBLE = {"style": "double", "color": "#000000", "amount": 0.03}
POLAROID = {"style": "polaroid", "amount": 0.06}
HALLOWEEN = {"style": "halloween", "colors": ["#ffa500", "#000000"], "amount": 0.11}
SNOW = {"style": "winter", "inside": True, "amount": 0.1}
HEARTS = {"style": "valentine", "amount": 0.1}
SENTENCES: list[tuple[str, Mapping[str, object]]] = [
    ("füge einen festlichen Rahmen hinzu", FESTIVE),
    ("mach einen Weihnachtsrahmen um das Bild", CHRISTMAS),
    ("weihnachtlicher Rahmen", CHRISTMAS),
    ("füge einen dünnen doppelten schwarzen Rand hinzu", THIN_DOUBLE),
    ("Polaroid-Rahmen", POLAROID),
    ("Halloween-Rahmen in Orange und Schwarz", HALLOWEEN),
    ("füge Schneeflocken um den Rand hinzu", SNOW),
    ("Rahmen mit Herzen", HEARTS),
    ("ajoute une bordure festive", FESTIVE),
    ("mets un cadre de Noël autour de la photo", CHRISTMAS),
    ("ajoute une double bordure noire fine", THIN_DOUBLE),
    ("cadre polaroid", POLAROID),
    ("bordure d'halloween en orange et noir", HALLOWEEN),
    ("ajoute des flocons de neige autour du bord", SNOW),
    ("un cadre avec des cœurs", HEARTS),
    ("añade un borde festivo", FESTIVE),
    ("pon un marco navideño alrededor de la foto", CHRISTMAS),
    ("añade un borde doble negro fino", THIN_DOUBLE),
    ("marco polaroid", POLAROID),
    ("borde de halloween en naranja y negro", HALLOWEEN),
    ("añade copos de nieve alrededor del borde", SNOW),
    ("marco con corazones", HEARTS),
    ("adiciona uma borda festiva", FESTIVE),
    ("coloca uma moldura de Natal à volta da foto", CHRISTMAS),
    ("adiciona uma borda dupla preta fina", THIN_DOUBLE),
    ("moldura polaroid", POLAROID),
    ("borda de halloween em laranja e preto", HALLOWEEN),
    ("adiciona flocos de neve à volta da borda", SNOW),
    ("moldura com corações", HEARTS),
]


@pytest.mark.parametrize(("words", "params"), SENTENCES)
def test_a_style_is_understood_in_every_language(words: str, params: Mapping[str, object]) -> None:
    plan = plan_edit(words, CONTEXTS["plain"])
    assert [(s.op, dict(s.params)) for s in plan.steps] == [(Op.BORDER, params)]


@pytest.mark.parametrize(
    "words",
    [
        "remove the logo and add a festive border",
        "entferne das Logo und füge einen festlichen Rahmen hinzu",
        "supprime le logo et ajoute une bordure festive",
        "quita el logo y añade un borde festivo",
        "remove o logotipo e adiciona uma borda festiva",
    ],
)
def test_two_steps_keep_their_order(words: str) -> None:
    steps = plan_edit(words, CONTEXTS["plain"]).steps
    assert [s.op for s in steps] == [Op.FILL, Op.BORDER]
    assert steps[1].params["style"] == "festive"


@pytest.mark.parametrize("style", [s for s in USUAL if s != "plain"])
def test_every_style_can_be_asked_for_and_is_said_back(style: str) -> None:
    plan = plan_edit(f"add a {said(style)} border", CONTEXTS["plain"])
    assert plan.steps[0].params["style"] == style
    assert f"{said(style)} border of {USUAL[style] * 100:g} %" in plan.understood


def test_every_word_names_a_style_that_exists() -> None:
    named = {style for table in (HOLIDAYS, LINES, MOTIFS, GENERAL) for style in table}
    assert named | {"plain"} == set(USUAL)


def test_a_style_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(Unsupported) as refused:
        plan_edit("add a steampunk border", CONTEXTS["plain"])
    assert all(said(style) in refused.value.message for style in USUAL)
    assert refused.value.needs is None


def test_words_of_styles_keep_their_meaning_elsewhere() -> None:
    assert plan_edit("remove the snowflakes", CONTEXTS["plain"]).steps[0].target.words == "the snowflakes"
    assert plan_edit("double the size", CONTEXTS["plain"]).steps[0].op is Op.RESIZE
    for words in ("add fireworks", "replace the background with fireworks", "add hearts to the shirt"):
        with pytest.raises(Unsupported):
            plan_edit(words, CONTEXTS["plain"])
