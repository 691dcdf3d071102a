"""From the drawn picture to the bytes that are sent: size, encoding, and the proof on the decoded bytes."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scumble.codec import geometry
from scumble.codec.decode import Limits, decode
from scumble.codec.encode import encode
from scumble.codec.jpeg_blocks import splice
from scumble.core.image import Image, Source
from scumble.core.instruction import Output
from scumble.core.outcome import Candidate, Drawing, Geometry, Preservation, Verdict
from scumble.core.region import Region
from scumble.edits.clock import Clock
from scumble.edits.compose import move
from scumble.guards import change, preservation

BLOCKS = "JPEG blocks that the edit touches were re-encoded with the source's own tables; all others are copied"


@dataclass(frozen=True, kw_only=True, eq=False)
class Finished:
    """The bytes to send and what was proved about them."""

    data: bytes = field(repr=False)
    drawing: Drawing
    preservation: Preservation
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()


def resize_to(drawing: Drawing, output: Output, subject: Region | None) -> Drawing:
    """The drawing at the size the caller asked for: covered (cropped) or contained (padded), never stretched."""
    if output.width is None or output.height is None:
        return drawing
    steps = fit_steps(drawing.image, output.width, output.height, output.fit == "cover", subject)
    pixels = drawing.image.pixels
    for step in steps:
        pixels = geometry.apply(step, pixels)
    return move(drawing, Candidate(image=drawing.image.with_pixels(pixels), geometry=steps)) if steps else drawing


def fit_steps(image: Image, width: int, height: int, cover: bool, subject: Region | None) -> tuple[Geometry, ...]:
    """Crop-and-resize (cover, centred on the subject) or resize-and-pad (contain) to exactly width x height."""
    w, h = image.width, image.height
    if (w, h) == (width, height):
        return ()
    if cover:
        cw, ch = min(w, max(1, round(h * width / height))), min(h, max(1, round(w * height / width)))
        x, y = (w - cw) // 2, (h - ch) // 2
        if subject is not None and (box := subject.bounds) is not None:
            x = min(max((box.x0 + box.x1 - cw) // 2, 0), w - cw)
            y = min(max((box.y0 + box.y1 - ch) // 2, 0), h - ch)
        crop = () if (cw, ch) == (w, h) else (geometry.crop(x, y, cw, ch),)
        return (*crop, geometry.resize(width, height))
    scale = min(width / w, height / h)
    rw, rh = max(1, min(width, round(w * scale))), max(1, min(height, round(h * scale)))
    left, top = (width - rw) // 2, (height - rh) // 2
    resized = () if (rw, rh) == (w, h) else (geometry.resize(rw, rh),)
    fill = "#ffffff" if image.opaque else "transparent"
    return (*resized, geometry.pad(top, width - rw - left, height - rh - top, left, fill=fill))


def flatten(image: Image) -> Image:
    """The picture over white, opaque."""
    if image.opaque:
        return image
    out = image.pixels.copy()
    for top in range(0, image.height, 256):
        band = out[top : top + 256]
        alpha = band[:, :, 3:].astype(np.uint16)
        band[:, :, :3] = ((band[:, :, :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)
        band[:, :, 3] = 255
    return image.with_pixels(out)


def finish(drawing: Drawing, source: Source | None, output: Output, limits: Limits, clock: Clock) -> Finished:
    """Encodes the drawing as asked and proves, on the decoded bytes, what was kept.

    source: image 1 as it came (None for a generation). Raises core errors of the codec.
    """
    if output.format == "jpeg" or output.transparent is False:
        drawing = _flattened(drawing)
    touched, reason = drawing.touched, None
    mode = "exact"
    with clock("encode"):
        spliced = _spliced(drawing, source, output)
        if spliced is not None:
            data, touched, reason = spliced
        else:
            data = encode(drawing.image, format=output.format, compression=output.compression)
            if output.format == "jpeg" or (output.format == "webp" and output.compression not in (None, 100)):
                mode, reason = "reencoded", f"{output.format} re-encodes every block"
    with clock("check"):
        sent = decode(data, limits=limits, name="output").image
        if source is not None and source.converted and mode == "exact":
            mode, reason = "converted", f"the source was converted once ({source.converted}); proved against that"
        kept = preservation.measure(sent, drawing.reference, touched, mode=mode, reason=reason)
        moved = source is None or drawing.reference is not source.image
        verdicts = (
            preservation.verdict(kept),
            change.verdict(drawing.image, drawing.reference, drawing.touched, moved=moved),
        )
    return Finished(data=data, drawing=drawing, preservation=kept, verdicts=verdicts)


def _flattened(drawing: Drawing) -> Drawing:
    """Picture and reference over white."""
    if drawing.image.opaque and drawing.reference.opaque:
        return drawing
    return Drawing(
        image=flatten(drawing.image),
        reference=flatten(drawing.reference),
        touched=drawing.touched,
        regions=drawing.regions,
    )


def _spliced(drawing: Drawing, source: Source | None, output: Output) -> tuple[bytes, NDArray[np.bool_], str] | None:
    """JPEG to JPEG without an explicit compression: untouched blocks are copied; None where that cannot be."""
    if output.format != "jpeg" or output.compression is not None or source is None or source.format != "jpeg":
        return None
    if drawing.reference is not source.image:
        return None  # moved or resized: no block stands where it stood
    result = splice(source, drawing.image, drawing.touched)
    return (result.data, result.changed, BLOCKS) if result else None
