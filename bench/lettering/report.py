"""The table of the changed texts: read back, typeface kept, time, pixels outside; and the worst cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench.lettering.scenes import Scene


@dataclass(frozen=True, kw_only=True)
class Scored:
    """One changed text. read, found: share of the letters read back at its place, and in a fresh look at the picture.
    kept: share of the lines beside it that still read the same, None without any. family, weight, slant: whether the
    chosen face has the right one. outside: pixels that changed outside the region. refusal: why nothing was done."""

    number: int
    kind: str
    held_out: bool
    ours: bool
    what: str
    font: str
    chosen: str = ""
    likeness: float = 0.0
    read: float = 0.0
    found: float = 0.0
    kept: float | None = None
    family: bool = False
    weight: bool = False
    slant: bool = False
    outside: int = 0
    region: float = 0.0
    seconds: float = 0.0
    refusal: str = ""

    @staticmethod
    def refused(scene: Scene, why: str, seconds: float) -> "Scored":
        """A case that nothing was done in."""
        return Scored(
            number=scene.number,
            kind=scene.kind,
            held_out=scene.held_out,
            ours=scene.style.ours,
            what=f"{scene.old} -> {scene.new}",
            font=scene.style.path.stem,
            seconds=seconds,
            refusal=why,
        )

    def line(self) -> str:
        """For the one who waits."""
        if self.refusal:
            return f"{self.number:3d} {self.what} [{self.font}] REFUSED {self.refusal[:120]}"
        return (
            f"{self.number:3d} {self.what} [{self.font} / {self.chosen}] like {self.likeness:.2f} read {self.read:.2f} "
            f"found {self.found:.2f} kept {self.kept} {self.family:d}{self.weight:d}{self.slant:d} {self.seconds:.2f} s"
        )


def page(done: Sequence[Scored]) -> str:
    """The page in Markdown."""
    groups = {
        "all": list(done),
        "held out (every third)": [d for d in done if d.held_out],
        "faces that are not bundled": [d for d in done if not d.ours],
        **{kind: [d for d in done if d.kind == kind] for kind in dict.fromkeys(d.kind for d in done)},
    }
    lines = [
        "# Lettering",
        "",
        "Texts on drawn signs, price tags, labels and papers (1 MP, perspective, light, noise, JPEG) are changed by an",
        'instruction such as `change "SALE" to "WINTER SALE"` through the whole product, and read back by OCR: at',
        "their place, and in a fresh look at the whole picture. Spaces, capitals and kinds of quotes and dashes are",
        "not counted. The face is right when it is of the same family (sans, serif with slab, mono, script with hand),",
        "weight (bold or not) and slant as the one that stood there. Made by `python -m bench.lettering.run`.",
        "",
        "| texts | read back equal | found equal in a fresh look | family | weight | slant | all three | beside kept"
        " | outside changed | refused | CPU seconds, median (90 %) |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        *(_row(name, rows) for name, rows in groups.items() if rows),
        "",
        "## The worst",
        "",
        "| text | font | chosen | read | refused |",
        "| --- | --- | --- | --- | --- |",
    ]
    worst = sorted(done, key=lambda d: (d.read + d.found, d.likeness))[:12]
    lines += [f"| {d.what} | {d.font} | {d.chosen} | {d.read:.2f} | {d.refusal[:90]} |" for d in worst]
    return "\n".join(lines) + "\n"


def _row(name: str, rows: Sequence[Scored]) -> str:
    """One line of the table."""
    done = [d for d in rows if not d.refusal]
    beside = [d.kept == 1 for d in done if d.kept is not None]
    times = sorted(d.seconds for d in done)
    shares = [
        _share([d.read >= 1 for d in rows]),
        _share([d.found >= 1 for d in rows]),
        _share([d.family for d in done]),
        _share([d.weight for d in done]),
        _share([d.slant for d in done]),
        _share([d.family and d.weight and d.slant for d in done]),
        _share(beside),
        str(sum(d.outside for d in done)),
        str(len(rows) - len(done)),
        f"{median(times):.2f} ({times[int(0.9 * (len(times) - 1))]:.2f})" if times else "",
    ]
    return f"| {name} ({len(rows)}) | {' | '.join(shares)} |"


def _share(found: Sequence[bool]) -> str:
    return f"{sum(found) / len(found):.0%}" if found else ""
