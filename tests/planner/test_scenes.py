"""Instructions that ask for a scene: place and light, in five languages; what stays a thing, what is refused."""

import pytest

from scumble.core.errors import Unsupported
from scumble.core.plan import CUTTING, Op
from scumble.core.scenes import SCENES
from scumble.planner.explain import describe
from scumble.planner.plan import plan_edit
from tests.planner.notation import CONTEXTS

ASKED = """
Change the background to a winter scene with soft lighting | winter soft
put it on a wooden table with warm light | wood table warm
place the bottle on a marble countertop in a bright kitchen | marble bright
replace the background with an autumn forest at golden hour | autumn golden hour
make the background a beach at sunset | beach golden hour
put the dog in a snowy forest | winter
city lights at night behind the subject, moody light | city night moody
forest background with bokeh, soft warm light | forest soft warm
put the product in a christmas scene | christmas
set it against a blurred garden in soft morning light | garden soft
winter scene | winter
beach background | beach
replace the background with a cozy living room | living room warm
put the man in an office | office
put the mug on a rustic wooden table in a kitchen | kitchen
replace the background with spring blossoms | spring
put the shoe on a summer meadow | meadow
make the background a sunset | sunset
halloween background | halloween
show the bottle on a wooden table in soft warm light | wood table soft warm
Ersetze den Hintergrund durch eine Winterlandschaft mit weichem Licht | winter soft
Stell die Flasche auf einen Holztisch | wood table
setze den Hund in einen Herbstwald | autumn
Hintergrund Strand bei Sonnenuntergang | beach golden hour
Stadt bei Nacht als Hintergrund | city night
Setze das Produkt auf eine Marmorplatte | marble
Remplace l'arrière-plan par une scène d'hiver avec une lumière douce | winter soft
mets le produit sur une table en bois | wood table
remplace le fond par une forêt d'automne | autumn
Mets la bouteille sur une table en marbre | marble
Cambia el fondo por una escena de invierno con luz suave | winter soft
pon el producto sobre una mesa de madera | wood table
cambia el fondo a una playa al atardecer | beach golden hour
Mude o fundo para uma cena de inverno com luz suave | winter soft
coloque o produto em uma mesa de madeira | wood table
troque o fundo por uma floresta | forest
"""
ROWS = [tuple(part.strip() for part in line.split("|")) for line in ASKED.strip().splitlines()]


@pytest.mark.parametrize(("words", "wanted"), ROWS)
def test_a_scene_is_planned_with_its_light(words: str, wanted: str) -> None:
    (step,) = plan_edit(words, CONTEXTS["plain"]).steps
    moods = step.params.get("moods", [])
    assert isinstance(moods, list)
    assert (step.op, step.target.kind) == (Op.BACKGROUND_SCENE, "background")
    assert " ".join([str(step.params["scene"]), *map(str, moods)]) == wanted


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_can_be_asked_for_by_its_name(scene: str) -> None:
    (step,) = plan_edit(f"replace the background with a {scene} scene", CONTEXTS["plain"]).steps
    assert step.params["scene"] == scene
    assert describe(step).startswith("replace the background by ")


def test_it_is_said_back_and_a_kept_subject_keeps_its_light() -> None:
    (step,) = plan_edit("put it in a forest at golden hour in soft light", CONTEXTS["plain"]).steps
    assert describe(step) == "replace the background by a forest at golden hour in soft light, out of focus"
    (step,) = plan_edit("change the background to a forest, keep the product unchanged", CONTEXTS["plain"]).steps
    assert step.params["match"] == 0
    assert describe(step).endswith("the subject's own light kept")


@pytest.mark.parametrize(
    "words",
    [
        "on the moon with a dragon",
        "put the cat on the moon",
        "winter scene with a snowman",
        "put the car in a desert",
        "replace the background with a castle",
        "replace the sky with a sunset",
    ],
)
def test_other_places_are_refused_with_those_that_can_be_had_and_the_engine_they_need(words: str) -> None:
    with pytest.raises(Unsupported, match="Scenes that can be drawn here: winter, forest, autumn") as refused:
        plan_edit(words, CONTEXTS["plain"])
    assert refused.value.needs == "generative engine"


def test_two_scenes_at_once_are_refused() -> None:
    with pytest.raises(Unsupported, match="second scene"):
        plan_edit("replace the background with a beach in a forest", CONTEXTS["plain"])


@pytest.mark.parametrize(
    ("words", "op"),
    [
        ("remove the wooden table", Op.FILL),
        ("make the wooden table darker", Op.TONE),
        ("remove the person on the beach", Op.FILL),
        ("add a christmas border", Op.BORDER),
        ("make the marble table white", Op.OBJECT_RECOLOR),
    ],
)
def test_things_named_like_scenes_stay_things(words: str, op: Op) -> None:
    (step,) = plan_edit(words, CONTEXTS["plain"]).steps
    assert step.op == op


@pytest.mark.parametrize(
    "words",
    ["put the duck on a marble background with a soft shadow", "put it on a white marble table, soft shadow"],
)
def test_the_shadow_that_a_scene_has_anyway_may_be_named(words: str) -> None:
    (step,) = plan_edit(words, CONTEXTS["plain"]).steps
    assert (step.op, dict(step.params)) == (Op.BACKGROUND_SCENE, {"scene": "marble"})


def test_a_scene_without_a_shadow_is_refused_with_what_has_none() -> None:
    with pytest.raises(Unsupported, match="the shadow that") as refused:
        plan_edit("put it on a wooden table, no shadow", CONTEXTS["plain"])
    assert "make the background white, no shadow" in refused.value.nearest


@pytest.mark.parametrize(
    "words",
    [
        "put it on a white studio background and keep the subject exactly as it is",
        "make the background light grey but keep the subject unchanged",
        "remove the background and keep the subject as it is",
    ],
)
def test_where_the_subject_is_to_be_kept_its_rim_is_kept_too(words: str) -> None:
    """Else the old background's tint is taken off it."""
    (step,) = plan_edit(words, CONTEXTS["plain"]).steps
    assert step.op in CUTTING
    assert step.params["match"] == 0
