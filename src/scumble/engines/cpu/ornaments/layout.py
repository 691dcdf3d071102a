"""Layout: where motifs stand around a picture: one in each corner, the others spread evenly between, at any ratio."""

from collections.abc import Iterator
from dataclasses import dataclass

from scumble.core.borders import Margins


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """A border in pixels. width, height: of the whole canvas; sides: (top, right, bottom, left); unit: its width."""

    width: int
    height: int
    sides: Margins
    unit: float

    @property
    def hole(self) -> tuple[int, int, int, int]:
        """(x0, y0, x1, y1) of the picture inside."""
        top, right, bottom, left = self.sides
        return left, top, self.width - right, self.height - bottom

    def inset(self, share: float) -> tuple[float, float, float, float]:
        """(x0, y0, x1, y1) at a share of the border's width from its outer edge."""
        d = round(share * self.unit)
        return d, d, self.width - d, self.height - d


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A place for a motif. x, y: in pixels; turn: 0 on the upper side, 90, 180, 270 clockwise; nth: 0 in a corner, then
    1, 2 ... counted from the nearer corner; mirror: beyond the middle of its side; middle: in the middle of it."""

    x: float
    y: float
    turn: float
    nth: int
    mirror: bool
    middle: bool = False


def around(frame: Frame, spacing: float, depth: float = 0.5, *, between: bool = False) -> Iterator[Spot]:
    """Spots on the rectangle at `depth` (share of the border's width from its outer edge), clockwise from the top left.

    spacing: about how far apart, in widths; each side is divided into an even number of equal parts, so that both ends
    meet a corner and one motif stands in the middle. between: the
    places half-way instead. Counting from both ends makes every side its own mirror image.
    """
    d = depth * frame.unit
    across, down = frame.width - 2 * d, frame.height - 2 * d
    corners = ((d, d), (d + across, d), (d + across, d + down), (d, d + down))
    ways = ((1, 0), (0, 1), (-1, 0), (0, -1))
    for side, ((x, y), (dx, dy)) in enumerate(zip(corners, ways, strict=True)):
        length = across if side % 2 == 0 else down
        count = max(1, 2 * round(length / (2 * spacing * frame.unit)))
        for i in range(count):
            at = (i + 0.5) / count if between else i / count
            near = min(i, count - 1 - i) + 1 if between else min(i, count - i)
            yield Spot(
                x=x + dx * length * at,
                y=y + dy * length * at,
                turn=90.0 * side,
                nth=near,
                mirror=at > 0.5,
                middle=abs(at - 0.5) < 1e-9,
            )
