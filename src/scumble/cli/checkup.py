"""The doctor's checks: one function each, from settings to a finding with advice; nothing is changed by looking."""

# ruff: noqa: PLC0415 - each check imports what it looks at, so that one broken library is one finding

import hashlib
import importlib
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Literal

from scumble.cli.files import FULL
from scumble.config import Settings
from scumble.config_values import memory_mb
from scumble.core.errors import ScumbleError, StorageFull

NATIVE: Final = {
    "numpy": "numpy",
    "cv2": "opencv-python-headless",
    "onnxruntime": "onnxruntime",
    "PIL": "pillow",
    "pi_heif": "pi-heif",
    "simplejpeg": "simplejpeg",
    "jpeglib": "jpeglib",
    "patchmatch": "pypatchmatch",
    "httptools": "httptools",
    "orjson": "orjson",
    "obstore": "obstore",
    "pybase64": "pybase64",
}
"""Compiled modules and the packages they come from."""
WEIGHTS: Final = {
    "u2netp.onnx": "bbd6453f2e2c46ac70e52b362cca7452f97a9babcf5babed29de1e652d0d1935",
    "selfie.onnx": "cf282ef88443cf451e38522d7c4d77934ba3e0dd20bff7a3566ab19a3e49dd91",
    "nanodet.onnx": "4f505e246a3c4df330eb903ceeda7de76ddf19d2d2732edc8f9d2d025ddc9165",
    "face.onnx": "ac1eae78cd79d59ba47ca295bdde86abfd9bc26a5823038fd9b0a6680f0d89cd",
    "minilm.npz": "490d8e23f7093050c38b789b5511dcf23f7d03bcc63e5c6364bf47123afc5ac1",
    "lettering_boxes.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "lettering_lines.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    "segment_encoder.onnx": "18348d144bd357285285dbd75dacd8c44a2789ea63c5edbc908e681516e95246",
    "segment_decoder.onnx": "f1b50a139f5f2512b465bc951e58f87dd28b69b55a905d5536e157a30a516de3",
    "style_predict.onnx": "d832a92a6afc170510252cc5b65836fcf8354909e6f17cf02f8960f4e054a20d",
    "style_transform.onnx": "b31ad3a5f1675185a90dca478c153fb5054d5641265a143584c39a67c6538630",
    "kinds.onnx": "0e4cec82bf47bdba6a3b39e824849267accda481535f0b52249dc97bde93f3f3",
    "palm.onnx": "ecf134749444dfb422afd182c82d5e489350ace184f7d3945530ca85205579a0",
    "hand.onnx": "f6039b25fea3794d85e0b1c3677f060eaac5d3389835dc74aaf26346c7d0c9a9",
    "face_mesh.onnx": "54c2e6d82364b376e83e16414ec90faa813c14d32a2bbf2e805f122e518958d0",
}
"""The packaged models and their SHA-256, as in tools/weights/weights.toml (a test compares them)."""
LITTLE_DISK: Final = 1 << 30
NO_DISK: Final = 64 << 20
FREE: Final = "Free some space; nothing can be kept."
PHOTO_MEGAPIXELS: Final = 12
"""What most phones take; a budget that is too small for it is worth a warning."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check found. advice: what to do, empty when all is well."""

    check: str
    state: Literal["ok", "warn", "fail"]
    found: str
    advice: str = ""


def python(settings: Settings) -> Finding:
    """The interpreter and the machine."""
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Finding(check="python", state="ok", found=f"{found}, {sys.executable}")


def libraries(settings: Settings) -> Finding:
    """Every compiled library can be loaded."""
    broken: list[str] = []
    for module, package in NATIVE.items():
        try:
            importlib.import_module(module)
        except Exception as e:  # a damaged library raises anything
            broken.append(f"{package} ({type(e).__name__})")
    if broken:
        advice = "Install the package again: pip install --force-reinstall scumble."
        return Finding(check="libraries", state="fail", found="cannot be loaded: " + ", ".join(broken), advice=advice)
    return Finding(check="libraries", state="ok", found=f"{len(NATIVE)} native libraries load; {_versions()}")


def _versions() -> str:
    def of(package: str) -> str:
        try:
            return f"{package} {version(package)}"
        except PackageNotFoundError:
            return package

    return ", ".join(of(p) for p in ("numpy", "onnxruntime", "opencv-python-headless"))


def weights(settings: Settings) -> Finding:
    """The packaged models are there and are what they should be."""
    from scumble.language import embed
    from scumble.vision import models

    folders = {embed.PACKAGED.name: embed.PACKAGED.parent}
    paths = {name: folders.get(name, models.PACKAGED) / name for name in WEIGHTS}
    wrong = [f"{name} {state}" for name, digest in WEIGHTS.items() if (state := _state(paths[name], digest))]
    if wrong:
        advice = "Run `make setup`, or install the package again."
        return Finding(check="models", state="fail", found=", ".join(wrong), advice=advice)
    return Finding(check="models", state="ok", found=", ".join(WEIGHTS) + " (SHA-256 right)")


def fonts(settings: Settings) -> Finding:
    """The bundled fonts are there, and the operator's folder of fonts where one is set."""
    import scumble

    bundled = Path(scumble.__file__).parent / "engines" / "cpu" / "fonts"
    count = sum(p.suffix in {".ttf", ".woff"} for p in bundled.glob("*"))
    if not count:
        advice = "Run `make setup`, or install the package again."
        return Finding(check="fonts", state="fail", found="the bundled fonts are missing", advice=advice)
    own = settings.fonts
    if own is not None and not own.is_dir():
        advice = "Make the folder, or take `fonts` out of the settings."
        return Finding(check="fonts", state="fail", found=f"{own} is no folder", advice=advice)
    mine = "" if own is None else f", your own in {own}"
    return Finding(check="fonts", state="ok", found=f"{count} bundled{mine}")


def _state(path: Path, digest: str) -> str:
    try:
        same = hashlib.sha256(path.read_bytes()).hexdigest() == digest
    except OSError:
        return "is missing"
    return "" if same else "is damaged"


def own_weights(settings: Settings) -> Finding:
    """The operator's folder of models, when one is set."""
    folder = settings.weights
    if folder is None:
        return Finding(check="own models", state="ok", found="none set (weights)")
    if not folder.is_dir():
        advice = "Make the folder, or take `weights` out of the settings."
        return Finding(check="own models", state="fail", found=f"{folder} is no folder", advice=advice)
    names = sorted(p.name for p in folder.glob("*.onnx"))
    if not names:
        advice = "Put .onnx files there; without them the packaged models serve."
        return Finding(check="own models", state="warn", found=f"{folder} holds no .onnx file", advice=advice)
    return Finding(check="own models", state="ok", found=f"{', '.join(names)} in {folder}")


def folder(settings: Settings) -> Finding:
    """The data folder can be written (a file is made there and removed again)."""
    there = _existing(settings.data)
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"scumble")
    except OSError as e:
        advice = "Give this user the right to write there, or set `data` (SCUMBLE_DATA) to another folder."
        if e.errno in FULL:
            advice = FREE
        return Finding(check="data folder", state="fail", found=f"{there}: {e.strerror}", advice=advice)
    made = "" if there == settings.data else " (made at the first start)"
    return Finding(check="data folder", state="ok", found=f"{settings.data}{made}")


def disk(settings: Settings) -> Finding:
    """Room under the data folder."""
    free = shutil.disk_usage(_existing(settings.data)).free
    found = f"{free / (1 << 30):.1f} GB free under {settings.data}"
    if free < NO_DISK:
        return Finding(check="disk", state="fail", found=found, advice=FREE)
    if free < LITTLE_DISK:
        return Finding(check="disk", state="warn", found=found, advice="Free some space soon.")
    return Finding(check="disk", state="ok", found=found)


def _existing(path: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    return next((p for p in (path, *path.absolute().parents) if p.is_dir()), Path("/"))


def database(settings: Settings) -> Finding:
    """The database answers and its schema is this version's."""
    from scumble.db.engine import Database
    from scumble.db.migrate import head

    try:
        opened = Database(settings.database)
        if opened.file is not None and not opened.file.exists():
            return Finding(check="database", state="ok", found=f"{opened.shown} (made at the first start)")
        try:
            at = opened.revision()
        finally:
            opened.close()
    except ScumbleError as e:
        advice = "Check database_url, and that the database runs and lets this user in."
        if isinstance(e, StorageFull):
            advice = FREE
        return Finding(check="database", state="fail", found=e.message, advice=advice)
    return _schema(opened.shown, at, head())


def _schema(shown: str, at: str | None, needed: str) -> Finding:
    if at == needed:
        return Finding(check="database", state="ok", found=f"{shown}, schema {at}")
    if at is not None and at > needed:
        advice = "Upgrade Scumble: a newer version has used this database."
        return Finding(check="database", state="fail", found=f"{shown}, schema {at} is newer", advice=advice)
    return Finding(check="database", state="ok", found=f"{shown}, schema {at or 'none'} (brought to {needed} at start)")


def storage(settings: Settings) -> Finding:
    """Where pictures and files are kept answers (something that is not there is asked for; nothing is written)."""
    if not settings.storage_url:
        return Finding(check="storage", state="ok", found=f"{settings.data / 'blobs'}")
    from scumble.store.remote import remote_blobs

    try:
        with tempfile.TemporaryDirectory() as spool:
            remote_blobs(settings.storage_url, Path(spool)).size("proj_default", "0" * 64)
    except ScumbleError as e:
        advice = "Check storage_url, its credentials (AWS_…, GOOGLE_…, AZURE_… variables) and that they may read there."
        return Finding(check="storage", state="fail", found=e.message, advice=advice)
    return Finding(check="storage", state="ok", found=f"{settings.storage_url} answers")


def port(settings: Settings) -> Finding:
    """The server's address is free."""
    from scumble.cli.serve import listen

    try:
        listen(settings.host, settings.port).close()
    except ScumbleError as e:
        advice = "This is fine when the server is running already."
        return Finding(check="port", state="warn", found=e.message, advice=advice)
    return Finding(check="port", state="ok", found=f"{settings.host}:{settings.port} is free")


def memory(settings: Settings) -> Finding:
    """Memory of the machine or container beside what edits may use, and the pictures that this is enough for."""
    from scumble.api.services import DoorSettings

    there, budget = memory_mb(), settings.memory_budget_mb
    door = DoorSettings()
    largest = (budget << 20) / (door.bytes_per_source_pixel + door.bytes_per_pixel) / 1e6
    found = (
        f"{there:,} MB; edits may use {budget:,} MB (memory_budget_mb), enough for pictures of {largest:.0f}"
        f" megapixels; {settings.workers} workers"
    )
    if budget > there:
        advice = "Set memory_budget_mb to at most half of the memory."
        return Finding(check="memory", state="fail", found=found, advice=advice)
    if largest < PHOTO_MEGAPIXELS:
        advice = "Larger pictures will be refused (413); give memory_budget_mb more where there is more memory."
        return Finding(check="memory", state="warn", found=found, advice=advice)
    return Finding(check="memory", state="ok", found=found)


ALL: Final[tuple[Callable[[Settings], Finding], ...]] = (
    python,
    libraries,
    weights,
    own_weights,
    fonts,
    folder,
    disk,
    database,
    storage,
    port,
    memory,
)
"""In the order they are shown."""
