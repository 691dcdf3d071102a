"""Instructions about shadows, reflections and glare: what is planned in five languages, and what is refused."""

import pytest

from scumble.core.errors import Unsupported
from scumble.core.plan import Op
from scumble.planner.explain import describe
from scumble.planner.plan import plan_edit
from tests.planner.notation import CONTEXTS

ASKED = """
make the shadow lighter | shadow.adjust strength=-0.4
make the shadow slightly darker | shadow.adjust strength=0.24
make the shadow 30 % lighter | shadow.adjust strength=-0.3
reduce the shadow by half | shadow.adjust strength=-0.5
the shadow is too dark | shadow.adjust strength=-0.4
soften the shadow under the shoe | shadow.adjust softness=0.4 on=the shoe
lighten the shadow of the car | shadow.adjust strength=-0.4 on=the car
adjust the shadows | shadow.adjust softness=0.3 strength=-0.3
make the shadow weaker | shadow.adjust strength=-0.4
make the shadow stronger | shadow.adjust strength=0.4
make the shadow 30 % weaker | shadow.adjust strength=-0.3
make the shadow of the mug fainter | shadow.adjust strength=-0.4 on=the mug
make the mug's shadow stronger | shadow.adjust strength=0.4 on=the mug
make the shadow less dark | shadow.adjust strength=-0.4
the shadow is too strong | shadow.adjust strength=-0.4
the shadow is too harsh | shadow.adjust softness=0.4
make the shadow lighter and softer | shadow.adjust softness=0.4 strength=-0.4
weaker shadow | shadow.adjust strength=-0.4
remove the shadow | shadow.remove
remove all shadows | shadow.remove
no shadows | shadow.remove
get rid of the dog's shadow | shadow.remove on=the dog
remove the shadow under the car | shadow.remove on=the car
delete the shadow on the wall | shadow.remove
light from the left | shadow.add direction=right replace=True
make the light come from the right | shadow.add direction=left replace=True
move the shadow to the right | shadow.add direction=right replace=True
add a soft shadow under the product | shadow.add softness=0.7
add a strong shadow to the right of the car | shadow.add direction=right strength=0.9 on=the car
give it a natural shadow | shadow.add
add a soft reflection | reflection.add strength=0.3
add a faint reflection under the mug | reflection.add strength=0.3 on=the mug
add a glossy floor reflection | reflection.add
add a mirror reflection | reflection.add
add a strong reflection | reflection.add strength=0.875
remove the reflection | reflection.remove
remove the reflection under the bottle | reflection.remove on=the bottle
add a reflection under the product | reflection.add
add a reflection to the mug | reflection.add on=the mug
give the mug a reflection | reflection.add on=the mug
reduce the glare on the label | glare.reduce strength=0.7 on=the label
remove the glare | glare.reduce
remove the reflections on the screen | glare.reduce on=the screen
remove the highlights from the bottle | glare.reduce on=the bottle
Entferne den Schatten des Autos | shadow.remove on=the car
mach den Schatten weicher | shadow.adjust softness=0.4
Schatten um 30 % aufhellen | shadow.adjust strength=-0.3
Füge einen weichen Schatten unter dem Produkt hinzu | shadow.add softness=0.7
verschiebe den Schatten nach rechts | shadow.add direction=right replace=True
Licht von links | shadow.add direction=right replace=True
Entferne die Spiegelung | reflection.remove
Füge eine Spiegelung unter dem Produkt hinzu | reflection.add
reduziere die Blendung auf dem Etikett | glare.reduce strength=0.7 on=the label
supprime l'ombre sous la voiture | shadow.remove on=the car
rends l'ombre plus foncée | shadow.adjust strength=0.4
adoucis l'ombre | shadow.adjust softness=0.4
ajoute une ombre douce sous le produit | shadow.add softness=0.7
déplace l'ombre vers la droite | shadow.add direction=right replace=True
lumière venant de gauche | shadow.add direction=right replace=True
supprime le reflet | reflection.remove
ajoute un reflet sous le produit | reflection.add
réduis les reflets sur l'étiquette | glare.reduce strength=0.7 on=the label
elimina la sombra del coche | shadow.remove on=the car
haz la sombra más oscura | shadow.adjust strength=0.4
añade una sombra suave debajo del producto | shadow.add softness=0.7
luz desde la izquierda | shadow.add direction=right replace=True
elimina el reflejo | reflection.remove
añade un reflejo debajo del producto | reflection.add
reduce los destellos en la etiqueta | glare.reduce strength=0.7 on=the label
remova a sombra do carro | shadow.remove on=the car
deixe a sombra mais clara | shadow.adjust strength=-0.4
adicione uma sombra suave embaixo do produto | shadow.add softness=0.7
mova a sombra para a direita | shadow.add direction=right replace=True
luz vinda da esquerda | shadow.add direction=right replace=True
remova o reflexo | reflection.remove
adicione um reflexo embaixo do produto | reflection.add
reduza os reflexos no rótulo | glare.reduce strength=0.7 on=the label
"""
ROWS = [tuple(part.strip() for part in line.split("|")) for line in ASKED.strip().splitlines()]


@pytest.mark.parametrize(("words", "wanted"), ROWS)
def test_light_is_planned_with_its_amount_side_and_thing(words: str, wanted: str) -> None:
    (step,) = plan_edit(words, CONTEXTS["plain"]).steps
    found = [str(step.op), *(f"{k}={v}" for k, v in sorted(step.params.items()))]
    if step.target.kind == "object":
        found.append(f"on={step.target.words}")
    else:
        assert step.target.kind == "subject"
    assert " ".join(found) == wanted


@pytest.mark.parametrize(
    "words",
    [
        "Remove the reflection and adjust the shadows",
        "Spiegelung entfernen und Schatten anpassen",
        "supprime le reflet et ajuste les ombres",
        "elimina el reflejo y ajusta las sombras",
        "remova o reflexo e ajuste as sombras",
    ],
)
def test_after_a_reflection_the_shadow_is_drawn_anew(words: str) -> None:
    one, two = plan_edit(words, CONTEXTS["plain"]).steps
    assert (one.op, two.op) == (Op.REFLECTION_REMOVE, Op.SHADOW_ADD)
    assert one.params == {"otherwise": "shadow"}
    assert two.params == {"strength": 0.5, "softness": 0.6, "replace": True}


@pytest.mark.parametrize(
    "words", ["remove the reflection and soften the shadow", "remove the shadow and the reflection"]
)
def test_beside_a_shadow_a_reflection_need_not_be_there(words: str) -> None:
    steps = plan_edit(words, CONTEXTS["plain"]).steps
    assert next(s for s in steps if s.op is Op.REFLECTION_REMOVE).params == {"otherwise": "note"}
    (alone,) = plan_edit("remove the reflection", CONTEXTS["plain"]).steps
    assert alone.params == {}


def test_what_was_drawn_is_where_the_shadow_is() -> None:
    for words in ("remove the shadow", "make the shadow stronger", "reduce the glare", "remove the dog's shadow"):
        (step,) = plan_edit(words, CONTEXTS["drawn"]).steps
        assert step.target.kind == "region"


@pytest.mark.parametrize("joined", ["with a reflection", "and a reflection", ", add a reflection"])
def test_a_background_and_a_reflection_are_two_edits(joined: str) -> None:
    steps = plan_edit(f"white studio background {joined}", CONTEXTS["plain"]).steps
    assert [s.op for s in steps] == [Op.BACKGROUND_STUDIO, Op.REFLECTION_ADD]


def test_it_is_said_back() -> None:
    said = [
        describe(plan_edit(words, CONTEXTS["plain"]).steps[0])
        for words in ("make the shadow of the car 30 % lighter", "light from the left", "reduce the glare on the label")
    ]
    assert said == [
        'make the shadow of "the car" where it is found lighter by 30 %',
        "draw a shadow of the subject that falls to the right, in place of the one it has",
        'take glare off "the label" where it is found, at 70 %',
    ]


def test_a_shadow_on_a_thing_needs_a_mask() -> None:
    with pytest.raises(Unsupported, match="Draw a `mask` over it"):
        plan_edit("remove the shadow on his face", CONTEXTS["plain"])


@pytest.mark.parametrize(
    ("words", "op"),
    [
        ("white background with a soft shadow", Op.BACKGROUND_STUDIO),
        ("darken the man on the left", Op.TONE),
        ("make it a bit lighter", Op.TONE),
        ("remove the lamp on the left", Op.FILL),
        ("remove the reflection in the window", Op.FILL),
        ("move the dog to the right", Op.OBJECT_MOVE),
    ],
)
def test_what_is_about_something_else_stays_so(words: str, op: Op) -> None:
    assert plan_edit(words, CONTEXTS["plain"]).steps[0].op is op
