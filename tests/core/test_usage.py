"""Token formulas against the published table and measured values; money stays Decimal."""

import pytest

from scumble.core.usage import Usage, input_image_tokens, output_tokens, text_tokens


@pytest.mark.parametrize(
    ("size", "low", "medium", "high"),
    [
        ((1024, 1024), 196, 1756, 7024),
        ((1024, 1536), 158, 1372, 5488),
        ((1536, 864), 120, 1078, 4312),
        ((2048, 1152), 157, 1413, 5650),
        ((2880, 2880), 659, 5930, 23719),
        ((3840, 2160), 371, 3336, 13342),
        ((3840, 1280), 139, 1328, 5311),
    ],
)
def test_output_tokens_match_the_published_calculator(size: tuple[int, int], low: int, medium: int, high: int) -> None:
    assert [output_tokens(*size, q) for q in ("low", "medium", "high")] == [low, medium, high]


@pytest.mark.parametrize(
    ("size", "tokens"),
    [
        ((512, 512), 1024),
        ((768, 1152), 864),
        ((1024, 1024), 1024),
        ((1024, 1536), 1536),
        ((1920, 1080), 1508),
        ((3840, 2160), 1508),
        ((1800, 2400), 1452),
        ((2048, 2048), 1521),
    ],
)
def test_input_tokens_match_what_was_measured(size: tuple[int, int], tokens: int) -> None:
    assert input_image_tokens(*size) == tokens


@pytest.mark.parametrize("size", [(1, 1), (1, 20_000), (20_000, 1), (7, 5000)])
def test_input_tokens_of_extreme_shapes_stay_in_the_budget(size: tuple[int, int]) -> None:
    assert 1 <= input_image_tokens(*size) <= 1536


def test_text_tokens_grow_with_the_text() -> None:
    assert text_tokens("a" * 400) == 106
    assert text_tokens("é" * 100) == 56


def test_usages_add_up() -> None:
    assert Usage(input_text=1, input_image=2, output_image=3) + Usage(output_image=4) == Usage(
        input_text=1, input_image=2, output_image=7
    )
