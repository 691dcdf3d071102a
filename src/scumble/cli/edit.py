"""`scumble edit`: one picture edited on this machine, with progress and a one-line report."""

# ruff: noqa: PLC0415 - the engine takes a second to import; the help must not wait for it

import asyncio
import json
import re
import secrets
import signal
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from scumble.cli.files import read_file, refuse_overwriting, refuse_unwritable, write_file
from scumble.cli.options import Config, Json
from scumble.config import Settings, load_settings
from scumble.core.caller import LOCAL
from scumble.core.errors import InvalidSize, InvalidValue

if TYPE_CHECKING:
    from scumble.app import App
    from scumble.core.instruction import Drawn, Instruction
    from scumble.core.outcome import Edited

Show = Callable[[str], None]
"""Tells the person waiting what is being done."""

SUFFIXES = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}
FormatName = Literal["png", "jpeg", "webp"]
QualityName = Literal["auto", "low", "medium", "high", "xhigh", "max"]
FitName = Literal["cover", "contain"]
REGION_EXAMPLE = '{"type":"box","x":10,"y":20,"width":300,"height":200}'


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The command line's wishes, as given."""

    photo: Path
    words: str
    mask: Path | None
    region: str | None
    images: tuple[Path, ...]
    size: str
    fit: FitName
    format: FormatName
    compression: int | None
    quality: QualityName
    seed: int
    model: str | None


def command(
    photo: Annotated[Path, typer.Argument(help="The picture to edit.")],
    instruction: Annotated[str, typer.Argument(help='What to do, such as "white studio background".')],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the result goes: .png, .jpg or .webp.")],
    mask: Annotated[Path | None, typer.Option(help="PNG of the picture's size; transparent = may change.")] = None,
    region: Annotated[str | None, typer.Option(help=f"Where, as JSON: {REGION_EXAMPLE}")] = None,
    image: Annotated[list[Path] | None, typer.Option(help="A further input picture; can be repeated.")] = None,
    size: Annotated[str, typer.Option(help="WIDTHxHEIGHT in pixels, or auto.")] = "auto",
    fit: Annotated[FitName, typer.Option(help="How another ratio is met: cut to cover, or padded.")] = "cover",
    output_format: Annotated[FormatName | None, typer.Option("--format", help="Instead of the suffix.")] = None,
    compression: Annotated[int | None, typer.Option(min=0, max=100, help="For jpeg and webp: 100 = best.")] = None,
    quality: Annotated[QualityName, typer.Option(help="How much an engine may spend.")] = "auto",
    seed: Annotated[int, typer.Option(help="Variants differ by it.")] = 0,
    model: Annotated[str | None, typer.Option(help="An engine by name (`scumble models`).")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the input by the result.")] = False,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Edit a picture; what you did not ask to change stays.

    The report counts the pixels that changed outside: 0, unless a lossy format was asked for.
    """
    asked = Asked(
        photo=photo,
        words=instruction,
        mask=mask,
        region=region,
        images=tuple(image or ()),
        size=size,
        fit=fit,
        format=output_format or _format_of(out),
        compression=compression,
        quality=quality,
        seed=seed,
        model=model,
    )
    refuse_overwriting(out, [photo, *asked.images, *([mask] if mask else [])], force=force)
    refuse_unwritable(out)
    settings = load_settings(config)
    started = time.perf_counter()
    with spinner() as show:
        edited = _edit(settings, asked, show)
        show(f"writing {out.name}")
        write_file(out, edited.data)
    _report(edited, out, time.perf_counter() - started, as_json=as_json)


def _format_of(out: Path) -> FormatName:
    found = SUFFIXES.get(out.suffix.lower())
    if found is None:
        raise InvalidValue(f"{out}: name the output .png, .jpg or .webp, or give --format.", param="format")
    return cast(FormatName, found)


def _edit(settings: Settings, asked: Asked, show: Show) -> "Edited":
    """Reads the pictures, builds the application, edits."""
    show(f"reading {asked.photo.name}")
    instruction = _read(settings, asked)
    show("starting")
    from scumble.app import build

    app = build(settings)
    try:
        return asyncio.run(_run(app, instruction, show))
    finally:
        app.close()


def _read(settings: Settings, asked: Asked) -> "Instruction":
    """The pictures decoded and everything put together. Raises what the decoder raises, with the file's name."""
    from scumble.app import limits_of
    from scumble.codec.decode import decode
    from scumble.core.instruction import Instruction, Output

    limits = limits_of(settings)
    paths = (asked.photo, *asked.images)
    sources = tuple(
        decode(read_file(path, "image", settings.max_image_bytes), limits=limits, name=str(path)) for path in paths
    )
    width, height = read_size(asked.size, settings)
    output = Output(
        format=asked.format,
        compression=asked.compression if asked.format != "png" else None,
        width=width,
        height=height,
        fit=asked.fit,
        quality=None if asked.quality == "auto" else asked.quality,
    )
    first = sources[0].image
    drawn = _drawn(settings, asked, first.width, first.height)
    return Instruction(
        words=asked.words, sources=sources, drawn=drawn, output=output, model=asked.model, seed=asked.seed
    )


def read_size(text: str, settings: Settings) -> tuple[int | None, int | None]:
    """(width, height), (None, None) for auto. Raises InvalidSize."""
    if text == "auto":
        return None, None
    found = re.fullmatch(r"([1-9]\d{0,5})[xX]([1-9]\d{0,5})", text)
    if found is None:
        raise InvalidSize(f"--size {text!r} does not work; write WIDTHxHEIGHT such as 1024x768, or auto.", param="size")
    width, height = int(found[1]), int(found[2])
    if max(width, height) > settings.max_side or width * height > settings.max_pixels:
        most = f"sides up to {settings.max_side:,} and {settings.max_pixels:,} pixels in all"
        raise InvalidSize(f"--size {text} is too large; the settings allow {most}.", param="size")
    return width, height


def _drawn(settings: Settings, asked: Asked, width: int, height: int) -> "Drawn | None":
    """What --mask or --region draws. Raises InvalidMask, InvalidValue."""
    from scumble.app import limits_of
    from scumble.codec.decode import decode
    from scumble.core.instruction import Drawn
    from scumble.regions.drawn import mask_region, region_json

    if asked.mask is not None and asked.region is not None:
        raise InvalidValue("--mask and --region exclude each other; give one.", param="region")
    if asked.mask is not None:
        data = read_file(asked.mask, "mask", settings.max_image_bytes)
        mask = decode(data, limits=limits_of(settings), name=str(asked.mask)).image
        return Drawn(region=mask_region(mask, width, height))
    if asked.region is None:
        return None
    try:
        shape: object = json.loads(asked.region)
    except json.JSONDecodeError as e:
        raise InvalidValue(f"--region is not JSON; write it like '{REGION_EXAMPLE}'.", param="region") from e
    return region_json(shape, width, height)


async def _run(app: "App", instruction: "Instruction", show: Show) -> "Edited":
    """Says what was understood, then does it. Ctrl-C cancels between stages, so that nothing is left behind."""
    from scumble.api.services import PlanQuestion
    from scumble.core.work import CancelToken

    cancel = CancelToken()
    if sys.platform != "win32":  # Ctrl-C raises KeyboardInterrupt there
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, cancel.cancel)
    first = instruction.sources[0].image
    question = PlanQuestion(
        words=instruction.words,
        sources=len(instruction.sources),
        drawn=instruction.drawn is not None,
        width=first.width,
        height=first.height,
        transparent=not first.opaque,
        model=instruction.model,
    )
    planned = await app.editor.plan(question, LOCAL)
    show(f"{planned.plan.understood} ({planned.engine})")
    request_id = "cli_" + secrets.token_hex(12)
    results = await app.editor.edit(instruction, LOCAL, request_id=request_id, on_partial=None, cancel=cancel)
    return results[0]


@contextmanager
def spinner() -> Generator[Show]:
    """A spinner with the elapsed time on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda text: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("starting", total=None)
        yield lambda text: progress.update(task, description=text)


def _report(edited: "Edited", out: Path, seconds: float, *, as_json: bool) -> None:
    """One line on stdout (or JSON); notes and failed checks on stderr."""
    if as_json:
        from scumble.api.answers import edit_object

        facts = {"out": str(out), "seconds": round(seconds, 3), "edit": edit_object(edited)}
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    parts = (edited.plan.understood.rstrip("."), edited.engine, f"{seconds:.2f} s", kept(edited))
    typer.echo(f"{out}: " + " · ".join(parts))
    for note in edited.notes:
        typer.echo(f"Note: {note}", err=True)
    for verdict in edited.verdicts:
        if not verdict.passed:
            typer.echo(f"Check: {verdict.sentence}", err=True)


def kept(edited: "Edited") -> str:
    """What happened to the pixels outside, in words."""
    found = edited.preservation
    if found.outside == 0:
        return "nothing lies outside what was to change"
    text = f"pixels changed outside = {found.changed:,} of {found.outside:,}"
    return text if found.mode == "exact" or not found.reason else f"{text} ({found.mode}: {found.reason})"
