"""Instructions that ask for a style: which one, how strong, on what, in five languages; and what is refused."""

import pytest

from scumble.core.errors import Unsupported
from scumble.core.plan import Op
from scumble.planner.explain import describe
from scumble.planner.plan import Context, plan_edit
from tests.planner.notation import CONTEXTS

ASKED = """
convert this illustration to a neon cyberpunk style | neon
make it look like a watercolour painting | watercolour
turn the photo into a pencil sketch | pencil
comic style | comic
pixel art | pixel art
vintage look | vintage
make it vintage | vintage
add a vintage filter | vintage
posterize the image | poster
oil paint effect | oil
render this as stained glass | stained glass
make it look like stained glass | stained glass
give me an engraving of this photo | engraving
turn it into line art | line art
make the image look like an old film photo | film
in the style of a comic book | comic
ink drawing | ink
halftone effect | halftone
make it look slightly vintage | vintage strength=0.45
watercolour at 50 % | watercolour strength=0.5
duotone in navy and pink | duotone colors=#000080,#ffc0cb
navy and pink duotone | duotone colors=#000080,#ffc0cb
style only the background as an oil painting | oil on=background
apply a halftone effect to the subject | halftone on=subject
Wandle diese Illustration in einen Neon-Cyberpunk-Stil um | neon
Lass es wie ein Ölgemälde aussehen | oil
mach ein Aquarell daraus | watercolour
verwandle das Foto in eine Bleistiftzeichnung | pencil
Comic-Stil | comic
Duotone in Marineblau und Rosa | duotone colors=#000080,#ffc0cb
nur den Hintergrund als Ölgemälde | oil on=background
convertis cette illustration en style cyberpunk néon | neon
transforme la photo en croquis au crayon | pencil
style bande dessinée | comic
transforme seulement l'arrière-plan en peinture à l'huile | oil on=background
convierte esta ilustración a un estilo neón cyberpunk | neon
haz que parezca una acuarela | watercolour
convierte la foto en un dibujo a lápiz | pencil
convierte solo el fondo en una pintura al óleo | oil on=background
converta esta ilustração para um estilo neon cyberpunk | neon
transforme a foto em uma aquarela | watercolour
estilo quadrinhos | comic
transforme só o fundo em uma pintura a óleo | oil on=background
"""
ROWS = [tuple(part.strip() for part in line.split("|")) for line in ASKED.strip().splitlines()]


@pytest.mark.parametrize(("words", "wanted"), ROWS)
def test_a_style_is_planned_with_its_target_strength_and_colours(words: str, wanted: str) -> None:
    (step,) = plan_edit(words, CONTEXTS["plain"]).steps
    found = [str(step.params["style"])]
    if "strength" in step.params:
        found.append(f"strength={step.params['strength']}")
    if isinstance(colors := step.params.get("colors"), list):
        found.append("colors=" + ",".join(str(c) for c in colors))
    if step.target.kind != "whole":
        found.append(f"on={step.target.kind}")
    assert (step.op, " ".join(found)) == (Op.STYLE, wanted)


def test_it_is_said_back() -> None:
    steps = plan_edit("slightly vintage look, then duotone in navy and pink", CONTEXTS["plain"]).steps
    assert describe(steps[0]) == "draw the picture as a vintage photo, at 45 %"
    assert describe(steps[1]) == "draw the picture as a duotone in navy and pink"


def test_a_drawn_region_is_what_is_styled() -> None:
    (step,) = plan_edit("comic style", CONTEXTS["drawn"]).steps
    assert step.target.kind == "region"


@pytest.mark.parametrize(
    "words",
    [
        "turn it into an anime picture",
        "in the style of Pixar",
        "make it lego style",
        "make it look like studio ghibli",
        "paint it like Van Gogh",
        "make it look like a 3d render",
        "claymation style",
        "transforme en anime",
    ],
)
def test_styles_that_need_new_shapes_are_refused_with_those_that_can_be_had(words: str) -> None:
    with pytest.raises(Unsupported, match="Styles that can be drawn here: neon cyberpunk, watercolour, oil painting"):
        plan_edit(words, CONTEXTS["plain"])


@pytest.mark.parametrize("words", ["blue watercolour", "duotone in red, green and blue"])
def test_colours_that_a_style_cannot_have_are_refused(words: str) -> None:
    with pytest.raises(Unsupported, match="cannot be done"):
        plan_edit(words, CONTEXTS["plain"])


@pytest.mark.parametrize(
    ("words", "op"),
    [
        ("remove the stained glass window", Op.FILL),
        ("blur the stained glass window", Op.BLUR),
        ("remove the poster", Op.FILL),
        ("remove the pencil", Op.FILL),
        ("make the neon sign brighter", Op.TONE),
        ("remove the ink stain", Op.FILL),
    ],
)
def test_things_named_like_styles_stay_things(words: str, op: Op) -> None:
    (step,) = plan_edit(words, CONTEXTS["plain"]).steps
    assert (step.op, step.target.kind) == (op, "object")


def context(sources: int) -> Context:
    return Context(sources=sources, has_drawn=False, transparent=None, width=800, height=600)


LIKE = """
make it look like the second image | 2
in the style of the reference image | 2
use image 2 as a style reference | 2
give it the style of the second image at 50 % | 2 strength=0.5
restyle the background like the third image | 3 on=background
im Stil des zweiten Bildes | 2
applique le style de la deuxième image | 2
aplica el estilo de la segunda imagen | 2
aplique o estilo da segunda imagem | 2
"""


@pytest.mark.parametrize("row", LIKE.strip().splitlines())
def test_the_style_of_another_picture_is_planned(row: str) -> None:
    words, wanted = (part.strip() for part in row.split("|"))
    index, *more = wanted.split()
    step = plan_edit(words, context(3 if index == "3" else 2)).steps[0]
    assert step.op is Op.STYLE
    assert step.params["style"] == "reference"
    assert step.params["image"] == int(index)
    asked = dict(m.split("=") for m in more)
    assert step.target.kind == asked.get("on", "whole")
    assert step.params.get("strength", 1) == float(asked.get("strength", 1))


def test_the_style_of_a_picture_that_was_not_sent_is_refused() -> None:
    with pytest.raises(Unsupported, match="add it as a further `image`"):
        plan_edit("make it look like the second image", context(1))


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Make it a vintage photo with a white polaroid frame", Op.STYLE),
        ("make it black and white with a thin black border", Op.TONE),
        ("brighten it with a white frame", Op.TONE),
    ],
)
def test_a_look_with_a_frame_is_two_edits(words: str, first: Op) -> None:
    assert [s.op for s in plan_edit(words, CONTEXTS["plain"]).steps] == [first, Op.BORDER]


def test_the_style_of_a_picture_is_not_the_place_in_it() -> None:
    for words in ("make it in the style of picture 2", "put it in the look of the second image"):
        (step,) = plan_edit(words, CONTEXTS["two"]).steps
        assert (step.op, step.params["style"]) == (Op.STYLE, "reference"), words
    (place,) = plan_edit("put it in the setting of picture 2", CONTEXTS["two"]).steps
    assert place.op is Op.BACKGROUND_IMAGE
