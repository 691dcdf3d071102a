"""Contact shadow: darkest at the feet, fading away from them, never floating, none where the frame cuts the subject."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.plan import JsonValue, Op
from scumble.engines.cpu.shadow import WORK_SIDE, ground_shadow
from tests.engines.cpu.scenes import composed, draw, soft_disc, speckled, standing, task


def contact_problems(alpha: NDArray[np.float32], density: NDArray[np.float32], feet: list[int]) -> list[str]:
    """What a shop would refuse in a shadow map of the alpha's size."""
    problems: list[str] = []
    bottom = int(np.flatnonzero(alpha.any(axis=1))[-1])
    seen = np.where(alpha > 0.5, 0, density)
    for x in feet:
        below = density[bottom + 1 :, x]
        if below[0] < 0.2:
            problems.append(f"no contact under the foot at {x}: {below[0]:.2f}")
        if (np.diff(below) > 1e-4).any():
            problems.append(f"darkness rises again away from the foot at {x}")
    y, x = np.unravel_index(int(seen.argmax()), seen.shape)
    if abs(int(y) - bottom) > 4 or min(abs(int(x) - f) for f in feet) > 14:
        problems.append(f"darkest at ({x}, {y}), not at a foot")
    if max(density[0].max(), density[-1].max(), density[:, 0].max(), density[:, -1].max()) > 0:
        problems.append("reaches the frame")
    return problems


def shadow_of(alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """The map at strength 1; there is one."""
    density = ground_shadow(alpha, 1.0)
    assert density is not None
    return density


def test_two_legs_have_contact_and_fall_off() -> None:
    """And the measure refuses a shadow that hangs 12 px lower, and one without contact."""
    alpha = standing()
    density = shadow_of(alpha)
    feet = [160, 240]
    assert contact_problems(alpha, density, feet) == []
    floating = np.roll(density, 12, axis=0)
    assert any("rises again" in p or "not at a foot" in p for p in contact_problems(alpha, floating, feet))
    assert any("no contact" in p for p in contact_problems(alpha, density * np.float32(0.1), feet))


def test_the_belly_between_the_legs_casts_no_blob_on_the_wall() -> None:
    """Just under the belly, half way between the legs, it is lighter than on the ground below."""
    density = shadow_of(standing())
    assert density[195, 200] < 0.35 * density[238, 200]
    assert density[195, 200] < 0.08


@pytest.mark.parametrize("strength", [0.25, 0.5, 1.0])
def test_strength_scales_the_shadow(strength: float) -> None:
    """Weaker strength, lighter everywhere, and never over its own bound."""
    full, weak = shadow_of(standing()), ground_shadow(standing(), strength)
    assert weak is not None
    assert (weak <= full + 1e-6).all()
    assert weak.min() >= 0
    assert weak.max() <= strength


def test_a_subject_cut_by_the_bottom_of_the_frame_has_no_shadow() -> None:
    """A portrait: the same figure with the frame's edge at its legs."""
    assert ground_shadow(standing()[:230], 1.0) is None
    assert ground_shadow(np.zeros((50, 50), np.float32), 1.0) is None


def test_a_leaping_subject_gets_a_fainter_shadow_than_a_standing_one() -> None:
    """One narrow foot far from under the centre: not standing, so no dark pool."""
    flying = np.zeros((300, 400), np.float32)
    flying[80:150, 140:380], flying[150:240, 140:160] = 1, 1
    leap, rest = shadow_of(flying), shadow_of(standing())
    ground = np.where(flying > 0.5, 0, leap)
    assert 0 < ground.max() < 0.75 * np.where(standing() > 0.5, 0, rest).max()
    assert ground.sum() < 0.5 * np.where(standing() > 0.5, 0, rest).sum()


def test_lettering_whose_strokes_hang_in_the_air_does_not_stand() -> None:
    """Strokes one above the other, and others on the line; two figures beside each other go on standing."""
    lettering = np.zeros((300, 400), np.float32)
    lettering[60:90, 80:180] = lettering[130:160, 80:180] = lettering[200:230, 80:180] = 1
    lettering[60:230, 220:250] = 1
    assert ground_shadow(lettering, 1.0) is None
    pair = np.zeros((300, 400), np.float32)
    pair[80:230, 80:160] = pair[120:236, 220:300] = 1
    assert shadow_of(pair).max() > 0.3


def test_crumbs_of_the_mask_cast_nothing() -> None:
    """A stray speck below the feet does not become the ground."""
    alpha = standing()
    dirty = alpha.copy()
    dirty[280:284, 40:44] = 1
    np.testing.assert_allclose(shadow_of(dirty), shadow_of(alpha), atol=1e-6)


def test_the_base_edge_of_a_box_seen_at_an_angle_is_in_contact_all_along() -> None:
    """A slanting straight base: no half of it hangs in the air."""
    y, x = np.mgrid[:300, :400]
    alpha = ((x >= 100) & (x < 300) & (y >= 80) & (y < 210 + (x - 100) * 0.2)).astype(np.float32)
    density = shadow_of(alpha)
    for column in (115, 160, 200, 240, 285):
        under = int(np.flatnonzero(alpha[:, column])[-1]) + 2
        assert density[under, column] > 0.3, column


def test_size_is_bounded_and_proportions_hold() -> None:
    """Worked at no more than 700 px; a picture twice as large has the same shadow."""
    large = np.kron(standing(), np.ones((4, 4), np.float32))
    density = shadow_of(large)
    assert max(density.shape) == WORK_SIDE
    twice = shadow_of(np.kron(standing(), np.ones((2, 2), np.float32)))
    assert abs(float(density.max()) - float(twice.max())) < 0.1


def test_white_studio_is_really_white_and_dark_at_the_feet() -> None:
    """Corners and most of the picture 255 to the bit, subject untouched, grey shadow neutral, darkest at a foot."""
    alpha = standing()
    image = composed(alpha, (90, 60, 200), (20, 120, 40))
    made = draw(task(Op.BACKGROUND_STUDIO, image, alpha, {"color": "#ffffff", "shadow": 0.8})).image
    outside = alpha == 0
    for corner in (made.rgb[:20, :20], made.rgb[:20, -20:], made.rgb[-6:, :20], made.rgb[-6:, -20:]):
        assert (corner == 255).all()
    assert (made.rgb[outside] == 255).all(axis=1).mean() > 0.6
    assert (np.ptp(made.rgb[outside].astype(int), axis=1) == 0).all()
    assert made.rgb[241, 160, 0] < 190
    assert made.rgb[241, 160, 0] < made.rgb[250, 160, 0] < made.rgb[262, 160, 0]
    np.testing.assert_array_equal(made.pixels[~outside], image.pixels[~outside])


def test_no_shadow_when_none_is_wanted() -> None:
    """shadow = 0 leaves pure white."""
    alpha = soft_disc(100, 100, 30)
    image = composed(alpha, (90, 60, 200), (20, 120, 40))
    made = draw(task(Op.BACKGROUND_STUDIO, image, alpha, {"shadow": 0})).image
    assert (made.rgb[alpha == 0] == 255).all()


def test_a_plain_colour_is_exact_but_for_a_soft_contact_shadow() -> None:
    """Grey, as a shop has it: corners and most of the ground to the bit, darker at a foot, never another hue."""
    alpha = standing()
    image = speckled(composed(alpha, (90, 60, 200), (20, 120, 40)))
    made = draw(task(Op.BACKGROUND_COLOR, image, alpha, {"color": "#d3d3d3"})).image
    outside = alpha == 0
    exact = (made.rgb == 0xD3).all(axis=2)
    assert exact[:40].all()
    assert exact[:, :20].all()
    assert exact[:, -20:].all()
    assert exact[-6:].all()
    assert exact[outside].mean() > 0.6
    assert 150 < made.rgb[241, 160, 0] < 200
    assert made.rgb[241, 160, 0] < made.rgb[250, 160, 0] < made.rgb[262, 160, 0] <= 0xD3
    assert (np.ptp(made.rgb[outside].astype(int), axis=1) == 0).all()


@pytest.mark.parametrize("params", [{"color": "#d3d3d3", "shadow": 0}, {"color": "#ffffff"}, {"color": "#fafafa"}])
def test_white_and_a_colour_without_shadow_are_exact_everywhere(params: dict[str, JsonValue]) -> None:
    """What a marketplace asks for."""
    alpha = standing()
    image = speckled(composed(alpha, (90, 60, 200), (20, 120, 40)))
    made = draw(task(Op.BACKGROUND_COLOR, image, alpha, params)).image
    assert len(np.unique(made.rgb[alpha == 0])) == 1


def test_a_drawn_area_is_painted_without_a_shadow() -> None:
    """Only the ground behind the subject is ground."""
    alpha = standing()
    image = speckled(composed(alpha, (90, 60, 200), (20, 120, 40)))
    made = draw(task(Op.BACKGROUND_COLOR, image, alpha, {"color": "#d3d3d3"}, kind="region")).image
    assert (made.rgb[alpha == 0] == 0xD3).all()
