"""The restoring bench, small: ours is nearer to the truth than OpenCV's ways, and the measures tell good from bad."""

from collections import defaultdict

import numpy as np
import pytest

from bench.restoring.cases import Bytes, Case, cases
from bench.restoring.methods import METHODS
from bench.restoring.run import Scores, psnr, score, ssim, structure, table
from tests.engines.cpu.test_denoise import scene


@pytest.fixture(scope="module")
def truth() -> Bytes:
    """A drawn scene of lines, letters, a disc and a gradient."""
    return scene(180, 240).astype(np.uint8)


def of(kind: str, truth: Bytes) -> list[Case]:
    """The cases of a kind."""
    return list(cases("scene", truth, (kind,)))


def test_noise_goes_better_than_by_non_local_means(truth: Bytes) -> None:
    for case in of("denoise", truth)[1:]:
        ours, theirs = (METHODS["denoise"][m](case) for m in ("scumble", "OpenCV non-local means"))
        assert psnr(ours, truth) > psnr(theirs, truth) + 1.0
        assert ssim(ours, truth) > ssim(case.given, truth) + 0.02


def test_blur_goes_better_than_by_an_unsharp_mask_that_knows_it(truth: Bytes) -> None:
    gains = [
        psnr(METHODS["deblur"]["scumble"](c), truth) - psnr(METHODS["deblur"]["unsharp mask, blur known"](c), truth)
        for c in of("deblur", truth)
    ]
    assert np.mean(gains) > 0.5


def test_an_extension_has_the_structure_of_the_truth(truth: Bytes) -> None:
    for case in of("extend", truth):
        ours, smear = (structure(METHODS["extend"][m](case), case) for m in ("scumble", "OpenCV Telea"))
        assert 0.6 < ours < 1.5
        assert abs(np.log(ours)) < abs(np.log(smear))


def test_enlarging_is_not_behind_opencv(truth: Bytes) -> None:
    for case in of("enlarge", truth):
        best = max(psnr(METHODS["enlarge"][m](case), truth) for m in ("OpenCV cubic", "OpenCV linear"))
        assert psnr(METHODS["enlarge"]["scumble"](case), truth) > best - 0.1


def test_the_table_has_a_row_for_every_method(truth: Bytes) -> None:
    scores: Scores = defaultdict(list)
    case = of("enlarge", truth)[0]
    score(case, scores)
    text = table(scores)
    assert all(f"| {name} |" in text for name in METHODS["enlarge"])
    assert psnr(truth, truth) == 99.0
    assert ssim(truth, truth) == pytest.approx(1.0)
