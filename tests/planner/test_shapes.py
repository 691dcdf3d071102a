"""Instructions about plain shapes: what is meant and on which shape, in five languages; squares that are none."""

import pytest

from scumble.core.errors import Unsupported
from scumble.core.plan import Op
from scumble.planner.draft import Context
from scumble.planner.explain import describe
from scumble.planner.parameters import NotAllowed, read_step
from scumble.planner.plan import plan_edit
from tests.planner.notation import CONTEXTS

ASKED = """
make the red circle blue | object.recolor the red circle color=#0000ff
paint the largest square green | object.recolor the largest square color=#008000
change the colour of the second square from the right to black | object.recolor the second square from the right color=#000000
move the largest square 40 pixels right | object.move the largest square direction=right pixels=40
move the cross left of the red square 30 px down | object.move the cross left of the red square direction=down pixels=30
scale the blue square to twice its size | object.scale the blue square factor=2.0
scale the star by a factor of 2 | object.scale the star factor=2.0
make the green shape 60 % of its size | object.scale the green shape factor=0.6
shear the rectangle by 20 degrees | object.shear the rectangle degrees=20 axis=horizontal
skew the blue square 15 degrees to the left | object.shear the blue square degrees=-15 axis=horizontal
shear the second shape from the right by 10 degrees | object.shear the second shape from the right degrees=10 axis=horizontal
slant the triangle by 10 degrees vertically | object.shear the triangle degrees=10 axis=vertical
invert the colours of the circle | invert the circle
invert the star | invert the star
put a 5 px black border around the triangle | object.border the triangle color=#000000 pixels=5
outline the star with 3 px red | object.border the star color=#ff0000 pixels=3
add a blue border 2 px wide around the rectangle left of the yellow star | object.border the rectangle left of the yellow star color=#0000ff pixels=2
give the red hexagon a 6 pixel blue border on the inside | object.border the red hexagon color=#0000ff pixels=6 inside=True
copy the star 100 px down | object.duplicate the star direction=down pixels=100
crop to the yellow square | crop the yellow square subject=True margin=0.0
give the red rectangle a gradient from red to blue left to right | object.gradient the red rectangle colors=['#ff0000', '#0000ff'] direction=horizontal
fill the circle with a vertical gradient from white to black | object.gradient the circle colors=['#ffffff', '#000000'] direction=vertical
make the bottom left shape a vertical gradient from red to blue | object.gradient the bottom left shape colors=['#ff0000', '#0000ff'] direction=vertical
blend the circle 50 % with white | object.blend the circle color=#ffffff amount=0.5
tint the red ring 40 % green | object.blend the red ring color=#008000 amount=0.4
blend 30 % blue into the star | object.blend the star color=#0000ff amount=0.3
remove the circle left of the red square | fill the circle left of the red square
delete the star above the square | fill the star above the square
put a white outline around the dog | object.border the dog color=#ffffff
tint the car 20 % red | object.blend the car color=#ff0000 amount=0.2
mache den roten Kreis blau | object.recolor the red circle color=#0000ff
schere das Rechteck um 20 Grad | object.shear the rectangle degrees=20 axis=horizontal
invertiere die Farben des Kreises | invert the circle
setze einen 5 px breiten schwarzen Rahmen um das Dreieck | object.border the triangle color=#000000 pixels=5
entferne den Kreis links vom roten Quadrat | fill the circle to the left of red square
mische den Kreis mit 50 % Weiß | object.blend the circle color=#ffffff amount=0.5
déplace l'étoile de 40 pixels vers la droite | object.move the star direction=right pixels=40
ajoute une bordure noire de 5 px autour du triangle | object.border the triangle color=#000000 pixels=5
inverse les couleurs du cercle | invert the circle
mélange le cercle avec 50 % de blanc | object.blend the circle color=#ffffff amount=0.5
mueve la estrella 40 píxeles a la derecha | object.move the star direction=right pixels=40
añade un borde negro de 5 px alrededor del triángulo | object.border the triangle color=#000000 pixels=5
invierte los colores del círculo | invert the circle
recorta al cuadrado amarillo | crop the yellow square subject=True margin=0.0
adicione uma borda preta de 5 px ao redor do triângulo | object.border the triangle color=#000000 pixels=5
inverta as cores do círculo | invert the circle
misture o círculo com 50 % de branco | object.blend the circle color=#ffffff amount=0.5
"""  # noqa: E501


@pytest.mark.parametrize("row", ASKED.strip().splitlines())
def test_a_shape_and_what_is_done_to_it(row: str) -> None:
    words, _, wanted = row.partition(" | ")
    step = plan_edit(words, CONTEXTS["plain"]).steps[0]
    said = " ".join(f"{k}={v}" for k, v in step.params.items())
    assert f"{step.op} {step.target.words} {said}".strip() == wanted
    assert step.target.kind == "object"
    assert describe(step)


@pytest.mark.parametrize(
    ("words", "point"),
    [
        ("flood fill at 100, 120 with green", [100, 120]),
        ("flood fill the area at (40, 50) with green", [40, 50]),
        ("bucket fill at x=7, y=90 with green", [7, 90]),
        ("flood fill from point 100,120 with green", [100, 120]),
    ],
)
def test_points_of_a_flood_fill(words: str, point: list[int]) -> None:
    step = plan_edit(words, CONTEXTS["plain"]).steps[0]
    assert step.op is Op.FLOOD_FILL
    assert dict(step.params) == {"point": point, "color": "#008000"}
    assert step.target.kind == "whole"
    with pytest.raises(Unsupported, match="1200x800"):
        plan_edit("flood fill at 1300, 20 with green", CONTEXTS["plain"])


@pytest.mark.parametrize("words", ["invert the colours", "invert the picture", "make a negative", "flip the colors"])
def test_the_negative_of_the_whole(words: str) -> None:
    step = plan_edit(words, CONTEXTS["plain"]).steps[0]
    assert (step.op, step.target.kind) == (Op.INVERT, "whole")


@pytest.mark.parametrize(
    ("words", "op"),
    [
        ("crop to square", "crop"),
        ("crop to a square", "crop"),
        ("make it square", "crop"),
        ("pad to square with white", "pad"),
        ("add a black border", "border"),
        ("put a border around it", "border"),
        ("give the product a gradient from red to blue", "background.gradient"),
        ("give it a warm tint", "tone"),
        ("flip it horizontally", "flip"),
    ],
)
def test_words_of_shapes_keep_their_other_meanings(words: str, op: str) -> None:
    step = plan_edit(words, CONTEXTS["plain"]).steps[0]
    assert str(step.op) == op
    assert step.target.kind != "object"


@pytest.mark.parametrize(
    "words", ["shear the star by 85 degrees", "blend the star with", "put a 5 % border around the star"]
)
def test_what_cannot_be_meant_is_refused(words: str) -> None:
    with pytest.raises(Unsupported):
        plan_edit(words, CONTEXTS["plain"])


def test_a_models_steps_are_checked() -> None:
    context = Context(sources=1, has_drawn=False, transparent=None, width=100, height=100)
    step = {"op": "object.border", "target": "object", "thing": "the star", "params": {"color": "#ff0000", "pixels": 3}}
    assert read_step(step, context, "x").params["pixels"] == 3
    for wrong in ({"pixels": 0, "color": "#ff0000"}, {"color": "red"}, {"pixels": 3}):
        with pytest.raises(NotAllowed):
            read_step({**step, "params": wrong}, context, "x")
