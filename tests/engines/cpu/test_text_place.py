"""Where added words stand: off things, in the calmest part of the zone that was asked for; what stays in one line."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.engines.cpu import text_add
from scumble.engines.cpu.text_place import home, spot_for
from tests.engines.cpu.lettered import added
from tests.engines.cpu.pictures import opaque

H, W = 300, 400


def busy(rows: slice, columns: slice) -> NDArray[np.uint8]:
    """Grey with a loud patch."""
    rgb = np.full((H, W, 3), 120, np.uint8)
    loud = np.random.default_rng(1).integers(0, 2, (H // 4, W // 4)).repeat(4, axis=0).repeat(4, axis=1) * 255
    rgb[rows, columns] = loud[rows, columns, None]
    return rgb


def test_on_calm_ground_the_place_that_was_said_is_kept() -> None:
    rgb = np.full((H, W, 3), 120, np.uint8)
    for place in ("bottom", "top left", "center"):
        spot = spot_for(rgb, None, [(160, 30)], place, 15)
        assert not spot.moved
        assert (spot.x, spot.y) == home((160, 30), Box(x0=0, y0=0, x1=W, y1=H), place, 15)


def test_words_at_the_bottom_give_way_to_a_loud_middle_and_stay_at_the_bottom() -> None:
    spot = spot_for(busy(slice(0, H), slice(100, 400)), None, [(80, 24)], "bottom", 15)
    assert spot.moved
    assert spot.x + 80 <= 104
    assert spot.y > 0.7 * H


def test_words_keep_off_a_face_and_a_corner_stays_a_corner() -> None:
    rgb = np.full((H, W, 3), 120, np.uint8)
    face = np.zeros((H, W), bool)
    face[0:120, 120:280] = True
    spot = spot_for(rgb, Region.of_mask(face), [(100, 30)], "top", 15)
    assert not face[int(spot.y) : int(spot.y + 30), int(spot.x) : int(spot.x + 100)].any()
    held = spot_for(busy(slice(0, H), slice(0, W)), Region.of_mask(face), [(100, 30)], "top left", 15)
    assert held.x < 60
    assert held.y < 60


def test_two_lines_are_taken_where_one_would_run_over_a_thing() -> None:
    rgb = np.full((H, W, 3), 120, np.uint8)
    thing = np.zeros((H, W), bool)
    thing[:, 160:] = True
    spot = spot_for(rgb, Region.of_mask(thing), [(300, 24), (140, 60)], "bottom", 15)
    assert spot.option == 1
    assert spot.x + 140 <= 164


def test_the_task_says_that_the_words_gave_way() -> None:
    thing = np.zeros((H, W), bool)
    thing[200:, 120:280] = True
    task = added(opaque(np.full((H, W, 3), 120.0)), "Hi", place="bottom", size=0.08)
    stays = text_add.render(task, CancelToken())
    gave = text_add.render(replace(task, avoid=Region.of_mask(thing)), CancelToken())
    assert stays.notes == ()
    assert text_add.GAVE_WAY in gave.notes
    assert gave.region is not None
    assert not (gave.region.inside & thing).any()


def test_a_dash_leads_no_line_and_a_unit_stays_with_its_number() -> None:
    assert text_add.pieces("Spring sale – from 19,99 €") == ["Spring", "sale –", "from", "19,99 €"]
    image = Image(pixels=np.full((300, 260, 4), 255, np.uint8))
    done = text_add.render(added(image, "Spring sale – from 19,99 €", size=0.1), CancelToken())
    lines = [i.text for i in done.inscriptions]
    assert len(lines) > 1
    assert " ".join(lines) == "Spring sale – from 19,99 €"
    assert not any(line.startswith(("–", "€")) for line in lines)


def test_busy_ground_under_the_letters_gets_a_shade_and_calm_ground_of_the_same_contrast_none() -> None:
    calm = np.full((H, W, 3), 160, np.uint8)
    loud = busy(slice(0, H), slice(0, W))
    loud = np.where(loud == 255, 160, np.where(loud == 0, 20, loud)).astype(np.uint8)
    notes = [text_add.render(added(opaque(a), "Hi", color="#ffffff"), CancelToken()).notes for a in (calm, loud)]
    assert notes[0] == ()
    assert any("shadow" in n for n in notes[1])
