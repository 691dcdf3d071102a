"""Instructions that replace a thing by one of another picture; without it the error says what it would need."""

from dataclasses import replace

import pytest

from scumble.core.errors import InvalidRequest, Unsupported
from scumble.core.plan import Op
from scumble.planner.explain import describe
from scumble.planner.plan import plan_edit
from tests.planner.notation import CONTEXTS

TWO = replace(CONTEXTS["plain"], sources=2)
ONE = replace(CONTEXTS["plain"], sources=1)
ASKED = """
Replace the car with a different model while keeping the road | the car
replace the mug with the one from the second image | the mug
replace the car with the second image | the car
swap the mug for this one | the mug
replace the car by image 2 | the car
exchange the mug for the attached one | the mug
use the mug from the second picture instead of the cup | the cup
put the car from the second image in place of the truck | the truck
replace the man on the left with the woman from image 2 | the man on the left
Ersetze das Auto durch das aus dem zweiten Bild | the car
Ersetze das Auto durch ein anderes Modell | the car
Remplace la voiture par celle de la deuxième image | the car
remplace la voiture par un autre modèle | the car
Reemplaza el coche por el de la segunda imagen | the car
"""
ROWS = [tuple(part.strip() for part in line.split("|")) for line in ASKED.strip().splitlines()]


@pytest.mark.parametrize(("words", "thing"), ROWS)
def test_the_old_thing_is_found_and_the_new_one_is_picture_2s(words: str, thing: str) -> None:
    (step,) = plan_edit(words, TWO).steps
    assert (step.op, step.target.kind, step.target.words) == (Op.OBJECT_REPLACE, "object", thing)
    assert step.params == {"image": 2}
    assert describe(step) == f'replace "{thing}" where it is found by what picture 2 shows'


@pytest.mark.parametrize("words", ["Replace the car with a different model", "replace the mug with the second image"])
def test_without_a_second_picture_the_error_names_both_ways(words: str) -> None:
    with pytest.raises(Unsupported, match=r"send a picture that shows it .* generative engine") as refused:
        plan_edit(words, ONE)
    assert (refused.value.needs, refused.value.param) == ("generative engine", "image")


def test_one_of_several_pictures_has_to_be_named() -> None:
    three = replace(TWO, sources=3)
    assert plan_edit("replace the mug with the one in image 3", three).steps[0].params == {"image": 3}
    with pytest.raises(InvalidRequest, match="image 3"):
        plan_edit("replace the mug with a different one", three)


@pytest.mark.parametrize(
    ("words", "op"),
    [
        ("replace the red car with a blue one", Op.OBJECT_RECOLOR),
        ("replace the background with the second image", Op.BACKGROUND_IMAGE),
        ("put the product on the second image", Op.BACKGROUND_IMAGE),
        ("change the car to red", Op.OBJECT_RECOLOR),
    ],
)
def test_other_replacements_stay_what_they_were(words: str, op: Op) -> None:
    assert plan_edit(words, TWO).steps[0].op == op
