"""Table of border styles: what draws each, its colours, and which of them a colour that is asked for replaces."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scumble.engines.cpu.ornaments import corners, lines, parties, seasons
from scumble.engines.cpu.ornaments.style import Style, shifted

_LINES: Final = {"ground": "#ffffff", "line": "#1c1c1e"}
_LEAF: Final = {"leaf": "#3f8f4f", "leaf_dark": "#2f7440", "leaf_light": "#a9d6a0"}


def _bright(*colors: str) -> dict[str, str]:
    """The bright colours of paper and balloons with their shades."""
    found: dict[str, str] = {}
    for k, color in enumerate(colors):
        found |= {f"tint{k}": color, f"tint{k}_dark": shifted(color, -0.2)}
    return found


def _fall(*colors: str) -> dict[str, str]:
    """The colours of autumn leaves with their shades."""
    found: dict[str, str] = {}
    for k, color in enumerate(colors):
        found |= {f"fall{k}": color, f"fall{k}_dark": shifted(color, -0.16)}
    return found


STYLES: Final[Mapping[str, Style]] = MappingProxyType(
    {
        "plain": Style(draw=lines.plain, inks={"ground": "#ffffff"}, order=("ground",), solid=True),
        "double": Style(draw=lines.double, inks=_LINES, order=("line", "ground")),
        "rounded": Style(draw=lines.rounded, inks={"ground": "#ffffff"}, order=("ground",), solid=True),
        "polaroid": Style(
            draw=lines.polaroid,
            inks={"ground": "#fcfbf7", "edge": "#e3e0d8", "shade": "#cfcbc2"},
            order=("ground",),
            solid=True,
        ),
        "dashed": Style(draw=lines.dashed, inks=_LINES, order=("line", "ground")),
        "dotted": Style(draw=lines.dotted, inks=_LINES, order=("line", "ground")),
        "deco": Style(draw=corners.deco, inks={"ground": "#14171f", "line": "#d8b25c"}, order=("line", "ground")),
        "scroll": Style(draw=corners.scroll, inks={"ground": "#fbf7ec", "line": "#8a6a35"}, order=("line", "ground")),
        "ribbon": Style(
            draw=lines.ribbon,
            inks={"ground": "#fffdf8", "ribbon": "#c8203a", "ribbon_dark": "#99132a", "ribbon_light": "#e2606f"},
            order=("ribbon", "ground"),
        ),
        "film": Style(
            draw=lines.film, inks={"ground": "#111113", "hole": "#f4f1ea"}, order=("ground", "hole"), solid=True
        ),
        "christmas": Style(
            draw=seasons.christmas,
            inks={
                "ground": "#fbf6ea",
                "line": "#b3202c",
                "fir": "#3d8a4e",
                "fir_dark": "#1f5d37",
                "twig": "#6b4a2b",
                "leaf": "#2f8146",
                "leaf_dark": "#226237",
                "leaf_light": "#8cc48f",
                "berry": "#d9303c",
                "berry_dark": "#9c1824",
                "light": "#ffffff",
                "ball": "#cf2531",
                "ball_dark": "#9a1420",
                "ball_two": "#e0b04a",
                "ball_two_dark": "#b07f22",
                "trim": "#fff3d6",
                "cap": "#c99b3b",
                "gold": "#f0c453",
                "gold_dark": "#cd972a",
            },
            order=("ground", "ball", "ball_two"),
        ),
        "winter": Style(
            draw=seasons.winter,
            inks={"ground": "#2b5c8f", "line": "#a9cdea", "flake": "#ffffff"},
            order=("ground", "flake"),
        ),
        "autumn": Style(
            draw=seasons.autumn,
            inks={
                "ground": "#fbf3e2",
                "line": "#a5562a",
                "vein": "#6d3d1d",
                "nut": "#c98a45",
                "nut_dark": "#a3662b",
                "light": "#f6dcae",
                "seed": "#b5402b",
                **_fall("#d9622b", "#e3a02f", "#b93a2c", "#8c7a35"),
            },
            order=("ground", "fall0", "fall1", "fall2"),
        ),
        "spring": Style(
            draw=seasons.spring,
            inks={
                "ground": "#f3f8ee",
                "line": "#e79ab3",
                "petal": "#fbd0dc",
                "petal_rim": "#ee9db6",
                "petal_deep": "#e06c90",
                "stamen": "#c94f78",
                "pollen": "#f3c64f",
                "bark": "#7a5236",
                **_LEAF,
            },
            order=("ground", "petal"),
        ),
        "easter": Style(
            draw=seasons.easter,
            inks={
                "ground": "#fdf9e6",
                "line": "#8cbf6a",
                "white": "#ffffff",
                "light": "#ffffff",
                "fur": "#ffffff",
                "fur_dark": "#cfc6bd",
                "pink": "#f7b7c5",
                "pink_deep": "#e5738f",
                "dark": "#54463f",
                "egg0": "#f58fae",
                "egg0_dark": "#d46a8d",
                "egg1": "#74c3e3",
                "egg1_dark": "#4b9fc4",
                "egg2": "#f7cf5b",
                "egg2_dark": "#dcae35",
                "paint0": "#fff0a8",
                "paint1": "#fff6c9",
                "paint2": "#e5738f",
                "petal_rim": "#d8cfc0",
                "pollen": "#f6c343",
                "pollen_dark": "#d99a25",
                "tulip": "#e8597a",
                "tulip_dark": "#c83e61",
                "tulip_light": "#f3839c",
                "leaf": "#7db956",
                "leaf_dark": "#5f9e42",
                "leaf_light": "#b9dd9b",
            },
            order=("ground", "egg0", "egg1", "egg2"),
        ),
        "halloween": Style(
            draw=parties.halloween,
            inks={
                "ground": "#4a2f6b",
                "line": "#ee7a1a",
                "pumpkin": "#ee7a1a",
                "pumpkin_dark": "#c65a0c",
                "pumpkin_light": "#f7933a",
                "stem": "#6f8b3a",
                "carved": "#241433",
                "night": "#140a20",
                "eye": "#ffd24d",
                "sheet": "#f6f2fb",
                "web": "#cfc0e4",
                "moon": "#ffd24d",
            },
            order=("ground", "night"),
            follow={"line": "night", "carved": "night"},
        ),
        "valentine": Style(
            draw=parties.valentine,
            inks={
                "ground": "#fdeaee",
                "line": "#e2557a",
                "heart": "#e0304f",
                "heart_dark": "#b71c3c",
                "light": "#ffd9e0",
            },
            order=("ground", "heart"),
            follow={"line": "heart"},
        ),
        "birthday": Style(
            draw=parties.birthday,
            inks={
                "ground": "#fffaf0",
                "line": "#3aa0c9",
                "string": "#7b6f66",
                "light": "#ffffff",
                **_bright("#ef4f5f", "#f7b733", "#3aa0c9", "#6bbf59", "#a45fc0", "#f58bb0"),
            },
            order=("ground", "tint0", "tint1", "tint2"),
        ),
        "newyear": Style(
            draw=parties.newyear,
            inks={
                "ground": "#10163a",
                "line": "#d8b25c",
                "spark0": "#f6cf6b",
                "spark1": "#ff7f9c",
                "spark2": "#8fd0ff",
                "glint": "#fff4cf",
            },
            order=("ground", "spark0", "spark1", "spark2"),
        ),
        "festive": Style(
            draw=parties.festive,
            inks={
                "ground": "#fffaf0",
                "line": "#d3a233",
                "gold": "#f3c64f",
                "gold_dark": "#d39a27",
                **_bright("#e5484d", "#3d9fd6", "#56b870", "#f28f3b", "#a463c9", "#f3c64f"),
            },
            order=("ground", "gold"),
        ),
    }
)
