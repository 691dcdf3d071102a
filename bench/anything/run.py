"""Any instruction on any picture: nothing may crash, and nothing outside the reported region may change.

    python -m bench.anything.run [--photos DIR] [--count 500] [--seed 1] [--edge 512]

Random instructions (grammar-made, broken, nonsense), some with a drawn mask, on random photos (drawn pictures without
--photos), sent to a real server. Every answer is a picture or an error in the OpenAI envelope with a message, never a
500; and outside the region that the answer itself reports, the decoded output equals the source pixel by pixel. Edits
that move or resize the whole picture are compared by the server's own proof. Writes bench/results/anything.md.
"""

import argparse
import base64
import collections
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import httpx
import numpy as np
from numpy.typing import NDArray

from bench.anything.sentences import sentences
from tests.serving import serving

RESULT = Path(__file__).resolve().parent.parent / "results" / "anything.md"
Bytes = NDArray[np.uint8]


@dataclass(kw_only=True)
class Outcome:
    """What came back. faults: what must never happen, a sentence each; compared: answers whose pixels were compared."""

    statuses: collections.Counter[int] = field(default_factory=collections.Counter)
    codes: collections.Counter[str] = field(default_factory=collections.Counter)
    operations: collections.Counter[str] = field(default_factory=collections.Counter)
    compared: int = 0
    moved: int = 0
    faults: list[str] = field(default_factory=list)


def drawn_pictures() -> list[Bytes]:
    """Pictures for where there are no photos: a ball on grass, boxes on a table. uint8 (H, W, 3), BGR."""
    rng = np.random.default_rng(3)
    found: list[Bytes] = []
    for ground, thing in (((60, 140, 70), (40, 40, 210)), ((150, 160, 170), (170, 80, 30))):
        picture = np.clip(rng.normal(0, 8, (288, 384, 3)) + np.array(ground), 0, 255).astype(np.uint8)
        picture[:110] = (225, 190, 150)
        cv2.circle(picture, (200, 170), 60, thing, -1, cv2.LINE_AA)
        cv2.putText(picture, "SALE", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (20, 20, 30), 3)
        found.append(picture)
    return found


def load(folder: Path | None, edge: int) -> list[Bytes]:
    """The photos of a folder, their longer side at most `edge` pixels; drawn pictures without one."""
    if folder is None:
        return drawn_pictures()
    found: list[Bytes] = []
    for path in sorted((*folder.glob("*.jpg"), *folder.glob("*.png"))):
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if picture is not None:
            factor = min(1.0, edge / max(picture.shape[:2]))
            small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
            found.append(np.asarray(small, np.uint8))
    return found


def png(picture: Bytes) -> bytes:
    """A PNG file."""
    return cv2.imencode(".png", picture)[1].tobytes()


def ask(client: httpx.Client, words: str, picture: Bytes, dice: random.Random, outcome: Outcome) -> None:
    """Sends one edit and looks at what comes back."""
    height, width = picture.shape[:2]
    files: list[tuple[str, tuple[str, bytes, str]]] = [("image", ("p.png", png(picture), "image/png"))]
    if dice.random() < 0.2:
        mask = np.full((height, width, 4), 255, np.uint8)
        cv2.circle(mask, (dice.randrange(width), dice.randrange(height)), dice.randint(5, 80), (0, 0, 0, 0), -1)
        files.append(("mask", ("m.png", png(mask), "image/png")))
    form = {"prompt": words, "include": "mask", "output_format": dice.choice(("png", "png", "webp"))}
    answer = client.post("/images/edits", data=form, files=files)
    outcome.statuses[answer.status_code] += 1
    said = f"{words[:120]!r} ({width}x{height})"
    try:
        body = answer.json()
    except json.JSONDecodeError:
        outcome.faults.append(f"{answer.status_code}, not JSON: {said}")
        return
    if answer.status_code != 200:
        _check_refusal(answer.status_code, body, said, outcome)
        return
    _check_picture(body["data"][0], picture, said, outcome)


def _check_refusal(status: int, body: dict[str, dict[str, str | None]], said: str, outcome: Outcome) -> None:
    """4xx with a message and a code in the OpenAI envelope."""
    error = body.get("error") or {}
    outcome.codes[str(error.get("code"))] += 1
    if not 400 <= status < 500 or not error.get("message") or not error.get("type"):
        outcome.faults.append(f"{status} {error}: {said}")


def _check_picture(found: dict[str, object], source: Bytes, said: str, outcome: Outcome) -> None:
    """Outside the reported region nothing differs."""
    edit = found["edit"]
    assert isinstance(edit, dict)
    outcome.operations.update(s["op"] for s in edit["plan"]["steps"])
    if edit["preservation"]["changed"]:
        outcome.faults.append(f"the server itself counted {edit['preservation']['changed']} changed pixels: {said}")
    result = _decode(str(found["b64_json"]))
    if result.shape[:2] != source.shape[:2] or _moves(edit["plan"]["steps"]):
        outcome.moved += 1
        return
    region = _decode(edit["region"]["mask"])[:, :, 3]
    outside = region == 255
    if result.shape[2] == 4 and (result[outside][:, 3] != 255).any():
        outcome.faults.append(f"transparency outside the region: {said}")
    changed = int((result[:, :, :3] != source).any(axis=2)[outside].sum())
    outcome.compared += 1
    if changed:
        outcome.faults.append(f"{changed} pixels changed outside the region: {said}")


def _moves(steps: Sequence[dict[str, str]]) -> bool:
    """True for edits after which a pixel is no longer where it was."""
    whole = {"crop", "resize", "pad", "rotate", "flip", "straighten", "border"}
    return any(s["op"] in whole for s in steps)


def _decode(encoded: str) -> Bytes:
    """uint8 (H, W, 3 or 4), BGR(A)."""
    found = cv2.imdecode(np.frombuffer(base64.b64decode(encoded), np.uint8), cv2.IMREAD_UNCHANGED)
    assert found is not None
    return np.asarray(found, np.uint8)


def run(count: int, seed: int, photos: Path | None = None, edge: int = 512, note: bool = False) -> Outcome:
    """`count` instructions on random pictures. note: print each."""
    dice, outcome = random.Random(seed), Outcome()
    pictures = load(photos, edge)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        headers = {"Authorization": f"Bearer {server.key}"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=300) as client:
            for index, words in enumerate(sentences(count, seed)):
                before = len(outcome.faults)
                ask(client, words, dice.choice(pictures), dice, outcome)
                if note and (index % 25 == 24 or len(outcome.faults) > before):
                    print(index + 1, dict(outcome.statuses), *outcome.faults[before:], flush=True)
    return outcome


def report(outcome: Outcome, count: int, seed: int) -> str:
    """The outcome in Markdown."""
    lines = [
        "# Any instruction on any picture",
        "",
        f"{count} random instructions (seed {seed}): about two thirds made by a grammar, the others broken or",
        "nonsense; every fifth with a drawn mask; on random photos, against a real server.",
        "",
        "Faults (a 500, an answer that is no JSON, a pixel changed outside the reported region): "
        f"{len(outcome.faults)}.",
        f"Pictures compared pixel by pixel outside their region: {outcome.compared}; moved or resized as a whole and",
        f"compared by the server's own proof: {outcome.moved}.",
        "",
        "| answer | times |",
        "| --- | --- |",
        *(f"| {status} | {n} |" for status, n in sorted(outcome.statuses.items())),
        *(f"| error `{code}` | {n} |" for code, n in outcome.codes.most_common()),
        *(f"| operation `{op}` | {n} |" for op, n in outcome.operations.most_common()),
        "",
        *(f"- {fault}" for fault in outcome.faults),
    ]
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--edge", type=int, default=512)
    args = parser.parse_args()
    text = report(run(args.count, args.seed, args.photos, args.edge, note=True), args.count, args.seed)
    print(text)
    RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
