"""Draws golden cases through the whole product: words, plan, region, engine, paste, PNG bytes.

python -m tests.golden.draw --digests [--backwards] [--threads N]   JSON: the SHA-256 of each case's bytes; backwards
                                                      also without a memory of pictures; threads: OpenCV's
python -m tests.golden.draw --keep [CASE...]          writes the goldens anew; look at them before committing
python -m tests.golden.draw --sheet DIR [CASE...]     before, after and the wrong one at full size, to be looked at
"""

import argparse
import asyncio
import hashlib
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from scumble.app import App, build, limits_of
from scumble.codec.decode import decode
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.image import Image, Source
from scumble.core.instruction import Drawn, Instruction, Output
from scumble.core.outcome import Edited
from scumble.core.region import Region
from scumble.core.work import CancelToken
from tests.golden.cases import CASES, Box, Case
from tests.golden.pictures import mask, picture
from tests.golden.signature import keep

CANVAS = Output(width=160, height=120)


@contextmanager
def product() -> Iterator[App]:
    """The product in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        app = build(load_settings(None, {}, data=Path(folder)))
        yield app
        app.close()


def right(app: App, one: Case) -> Edited:
    """What the case asks for."""
    return _edit(app, instruction(one, one.words, one.box))


def wrong(app: App, one: Case) -> Edited:
    """What its wrong words ask for."""
    return _edit(app, instruction(one, one.wrong, one.wrong_box or one.box))


def opened(app: App, edited: Edited) -> Image:
    """The picture that was sent."""
    return decode(edited.data, limits=limits_of(app.settings)).image


def instruction(one: Case, words: str, box: Box | None = None) -> Instruction:
    """Words about a case's picture."""
    names = [n for n in (one.picture, one.second) if n]
    sources = tuple(Source(image=picture(n), data=b"", format="png") for n in names)
    drawn = None
    if box is not None:
        image = sources[0].image
        drawn = Drawn(region=Region.of_mask(mask((image.width, image.height), box)))
    return Instruction(words=words, sources=sources, drawn=drawn, output=Output() if sources else CANVAS, seed=one.seed)


def _edit(app: App, asked: Instruction) -> Edited:
    door = app.editor.edit(asked, LOCAL, request_id="req_golden", on_partial=None, cancel=CancelToken())
    return asyncio.run(door)[0]


def digests(cases: Sequence[Case]) -> dict[str, str]:
    """SHA-256 of the bytes of every case, drawn in this order."""
    with product() as app:
        return {c.title: hashlib.sha256(right(app, c).data).hexdigest() for c in cases}


def _sheet(app: App, one: Case, folder: Path) -> None:
    """Before, right, wrong, side by side."""
    shown = [picture(one.picture)] if one.picture else []
    shown += [opened(app, right(app, one)), opened(app, wrong(app, one))]
    high = max(i.height for i in shown)
    row = [np.pad(_over_squares(i), ((0, high - i.height), (0, 6), (0, 0)), constant_values=255) for i in shown]
    folder.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(folder / f"{one.title}.png"), cv2.cvtColor(np.hstack(row), cv2.COLOR_RGB2BGR))


def _over_squares(image: Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Transparent parts over a chessboard."""
    ys, xs = np.mgrid[: image.height, : image.width]
    board = np.where((ys // 8 + xs // 8) % 2, 255.0, 200.0)[:, :, None]
    a = image.pixels[:, :, 3:] / 255.0
    return np.rint(a * image.rgb + (1 - a) * board).astype(np.uint8)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--digests", action="store_true")
    parser.add_argument("--backwards", action="store_true")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--sheet", type=Path)
    args = parser.parse_args()
    if args.threads:
        cv2.setNumThreads(args.threads)
    if args.digests:
        order = CASES[::-1] if args.backwards else CASES
        print(json.dumps({"threads": cv2.getNumThreads(), "digests": digests(order)}))
        return
    with product() as app:
        for one in [c for c in CASES if not args.cases or c.title in args.cases]:
            start = time.process_time()
            if args.keep:
                keep(one.title, opened(app, right(app, one)))
            if args.sheet:
                _sheet(app, one, args.sheet)
            print(f"{one.title} {time.process_time() - start:.2f} s")


if __name__ == "__main__":
    main()
