"""From the drawn picture to the bytes that are sent: size, encoding, and the proof on the decoded bytes."""

from dataclasses import dataclass, field, replace

from scumble.codec import geometry
from scumble.codec.decode import Limits, decode
from scumble.codec.encode import encode
from scumble.codec.fit import contain, cover, subject_box
from scumble.codec.jpeg_blocks import Spliced, splice
from scumble.core.image import Source
from scumble.core.instruction import Output
from scumble.core.outcome import Candidate, Drawing, Preservation, Verdict
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.edits.clock import Clock
from scumble.edits.compose import move
from scumble.guards import change, fidelity, preservation

UNCHECKED = Preservation(mode="unchecked", outside=0, changed=0, maximum=0, reason="the request turned checks off")
NO_LIMITS = Limits(max_bytes=2**40, max_pixels=2**31, max_side=2**31, max_ratio=2**31)
"""For reading our own output again: limits are for what comes in."""
BLOCKS = "JPEG blocks that the edit touches were re-encoded with the source's own tables; all others are copied"


@dataclass(frozen=True, kw_only=True, eq=False)
class Finished:
    """The bytes to send and what was proved about them. region: where the drawing may differ from the source,
    measured."""

    data: bytes = field(repr=False)
    drawing: Drawing
    region: Region
    preservation: Preservation
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()


def resize_to(drawing: Drawing, output: Output, subject: Region | None) -> Drawing:
    """The drawing at the size the caller asked for: covered (cropped) or contained (padded), never stretched."""
    if output.width is None or output.height is None:
        return drawing
    if (drawing.image.width, drawing.image.height) == (output.width, output.height):
        return drawing
    if output.fit == "cover":
        steps = cover(drawing.image, output.width, output.height, subject_box(subject))
    else:
        steps = contain(drawing.image, output.width, output.height, "#ffffff" if drawing.image.opaque else None)
    image = drawing.image
    for step in steps:
        image = geometry.apply_image(step, image)
    return move(drawing, Candidate(image=image, geometry=steps))


def finish(drawing: Drawing, source: Source | None, output: Output, clock: Clock, cancel: CancelToken) -> Finished:
    """Encodes the drawing as asked and proves, on the decoded bytes, what was kept.

    source: image 1 as it came (None for a generation). Raises core errors of the codec, Cancelled.
    """
    moved = source is None or drawing.reference is not source.image
    conversion = f"the source was converted once ({source.converted})" if source and source.converted else None
    if output.format == "jpeg" or output.transparent is False:
        flat = _flattened(drawing)
        conversion = conversion if flat.reference is drawing.reference else "transparency was laid over white"
        drawing = flat
    with clock("encode"):
        cancel.check()
        whole = as_file(drawing, output)
        spliced = None if whole else _spliced(drawing, source, output)
        touched = spliced.changed if spliced else drawing.touched
        data = whole or (spliced.data if spliced else None)
        if data is None:
            data = encode(drawing.image, format=output.format, compression=output.compression)
    if not output.checked:
        return Finished(data=data, drawing=drawing, region=_touched_by(drawing), preservation=UNCHECKED, verdicts=())
    with clock("check"):
        cancel.check()
        # The pixels of a file that is sent as it is were decoded from it: they are what its reader will see.
        sent = drawing.image if whole else decode(data, limits=NO_LIMITS, name="output").image
        cancel.check()
        lossy = not (whole or spliced) and (output.format == "jpeg" or _is_lossy_webp(output))
        mode, reason = "exact", BLOCKS if spliced else None
        if lossy:
            mode, reason = "reencoded", f"{output.format} re-encodes every block"
        elif conversion:
            mode, reason = "converted", f"{conversion}; proved against the converted picture"
        kept = preservation.measure(sent, drawing.reference, touched, mode=mode, reason=reason)
        verdicts = [preservation.verdict(kept)]
        if lossy:
            drawn = preservation.measure(drawing.image, drawing.reference, touched, mode="exact")
            verdicts = [preservation.verdict(kept, drawn), fidelity.verdict(sent, drawing.image, output.compression)]
        verdicts.append(change.verdict(drawing.image, drawing.reference, drawing.touched, moved=moved))
        region = _touched_by(drawing)
    return Finished(data=data, drawing=drawing, region=region, preservation=kept, verdicts=tuple(verdicts))


def _touched_by(drawing: Drawing) -> Region:
    """Where the drawing may differ from the source, measured: an answer tells how much that is."""
    touched = drawing.touched
    whole = Region.full(*touched.shape)
    return whole if touched is whole.inside or bool(touched.all()) else Region.of_mask(touched).measured()


def as_file(drawing: Drawing, output: Output) -> bytes | None:
    """The file that the picture was read from, where it is what was asked for and nothing was done to it since."""
    file, size = drawing.image.file, (drawing.image.width, drawing.image.height)
    if file is None or file.format != output.format or output.compression is not None:
        return None
    return file.data if (output.width or size[0], output.height or size[1]) == size else None


def _is_lossy_webp(output: Output) -> bool:
    """WebP is lossless here unless a compression below 100 was asked for."""
    return output.format == "webp" and output.compression not in (None, 100)


def _flattened(drawing: Drawing) -> Drawing:
    """Picture and reference over white; the same objects where they are opaque already."""
    if drawing.image.opaque and drawing.reference.opaque:
        return drawing
    return replace(drawing, image=drawing.image.over_white(), reference=drawing.reference.over_white())


def _spliced(drawing: Drawing, source: Source | None, output: Output) -> Spliced | None:
    """JPEG to JPEG without an explicit compression: untouched blocks are copied; None where that cannot be."""
    if output.format != "jpeg" or output.compression is not None or source is None or source.format != "jpeg":
        return None
    if drawing.reference is not source.image:
        return None  # moved or resized: no block stands where it stood
    return splice(source, drawing.image, drawing.touched)
