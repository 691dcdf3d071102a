"""Signs, labels, price tags and papers with text, drawn: many typefaces, grounds, light, perspective, noise and JPEG.

    scene = make(17)      the same for the same number, on every machine with the same fonts

A third of the faces are bundled with the product, the others are not (`tools/fonts/fetch_fonts.py --bench`, and DejaVu
of the system).
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from scumble.engines.cpu.text_faces import faces

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

ROOT = Path(__file__).resolve().parents[2]
UNSEEN = ROOT / "build" / "fonts" / "bench"
SYSTEM = Path("/usr/share/fonts/truetype/dejavu")
WIDTH, HEIGHT = 1200, 834
SEED = 20261129


@dataclass(frozen=True, kw_only=True)
class Style:
    """A font of the bench. family: 'sans' | 'serif' | 'mono' | 'script'; ours: bundled with the product."""

    path: Path
    family: str
    bold: bool
    italic: bool
    ours: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """One case. data: its JPEG. old, new: what stands there and what shall. beside: other lines.

    quad: float32 (4, 2), around the old text."""

    number: int
    kind: str
    data: bytes
    old: str
    new: str
    beside: tuple[str, ...]
    quad: Floats
    style: Style
    caps: float
    held_out: bool


TEXTS: dict[str, tuple[tuple[str, str], ...]] = {
    "sign": (
        ("OPEN", "CLOSED"),
        ("SALE", "WINTER SALE"),
        ("EXIT", "NO EXIT"),
        ("Reception", "Lost & Found"),
        ("PARKING", "LOADING ZONE"),
        ("Bäckerei", "Konditorei"),
        ("PLATFORM 4", "PLATFORM 11"),
        ("Market Hall", "Concert Hall"),
        ("KEEP OUT", "WELCOME"),
        ("Gate B12", "Gate C47"),
        ("STOP", "SLOW"),
        ("Library", "Fish & Chips"),
    ),
    "price": (
        ("19,99 €", "24,49 €"),
        ("$5.00", "$7.50"),
        ("€ 3.95", "€ 12.80"),
        ("2 for 10", "3 for 12"),
        ("-30%", "-50%"),
        ("£149", "£89"),
        ("9.90", "11.50"),
        ("ONLY $25", "ONLY $19"),
        ("1,29 €", "0,99 €"),
    ),
    "label": (
        ("Strawberry Jam", "Blackberry Jam"),
        ("Café Crème", "Thé Vert"),
        ("ORGANIC", "HANDMADE"),
        ("Olive Oil", "Walnut Oil"),
        ("Batch 0417", "Batch 0932"),
        ("Net 250 g", "Net 500 g"),
        ("Lavendel", "Kamille"),
        ("SPICY SALSA", "MILD SALSA"),
        ("Acacia Honey", "Forest Honey"),
        ("Vintage 2019", "Vintage 2024"),
    ),
    "paper": (
        ("Invoice 2031", "Invoice 2047"),
        ("Anna Schmidt", "Peter Müller"),
        ("14 March 2024", "2 October 2025"),
        ("Conference Room", "Meeting Point"),
        ("Total 1,240.00", "Total 986.50"),
        ("Annual Report", "Project Summary"),
        ("Departure 08:45", "Departure 17:20"),
        ("Page 3", "Page 18"),
        ("First Edition", "Second Edition"),
        ("Hauptstraße 12", "Bahnhofstraße 7"),
    ),
}
BESIDE = (
    "Information",
    "since 1962",
    "www.example.org",
    "Ground floor",
    "Mon - Fri",
    "Made with care",
    "No. 58",
    "Thank you",
)
PAIRS: tuple[tuple[str, str], ...] = (
    ("#f4f1ea", "#1d1d1f"),
    ("#ffffff", "#b3141c"),
    ("#0b4f9e", "#ffffff"),
    ("#b8161e", "#ffffff"),
    ("#12663a", "#f5f0dc"),
    ("#ffd400", "#141414"),
    ("#1b1b1d", "#f2d16b"),
    ("#e9dcc3", "#5a2d14"),
    ("#d8e6ee", "#173a5e"),
    ("#8a5a34", "#fbf3df"),
    ("#f6c7c7", "#7a1033"),
    ("#c9ccd0", "#26292c"),
    ("#fdf6e3", "#0d6b73"),
    ("#2a2e6e", "#ffe9a8"),
)


@cache
def styles() -> tuple[Style, ...]:
    """Every font of the bench, in a fixed order. Raises FileNotFoundError when the unseen ones are not there."""
    group = {"condensed": "sans", "slab": "serif", "hand": "script"}
    ours = [
        Style(path=f.path, family=group.get(f.kind, f.kind), bold=f.weight >= 600, italic=f.italic, ours=True)
        for f in faces()
        if f.kind not in {"own"} and f.name not in {"Caveat-Bold", "PermanentMarker-Regular"}
    ]
    families = {
        "NotoSerif": "serif",
        "ZillaSlab": "serif",
        "Besley": "serif",
        "CourierPrime": "mono",
        "PTSerif": "serif",
    }
    families |= {"DejaVuSerif": "serif", "DejaVuSansMono": "mono", "Lobster": "script"}
    paths = [*sorted(UNSEEN.glob("*.ttf"))]
    if not paths:
        raise FileNotFoundError("python tools/fonts/fetch_fonts.py --bench")
    names = (
        "Sans",
        "Sans-Bold",
        "Serif",
        "Serif-Bold",
        "SansMono",
        "SansMono-Bold",
        "SansCondensed-Bold",
        "Sans-Oblique",
    )
    paths += [p for n in names if (p := SYSTEM / f"DejaVu{n}.ttf").is_file()]
    others: list[Style] = []
    for path in paths:
        family, _, cut = path.stem.replace("Condensed", "").partition("-")
        bold = any(w in cut for w in ("Bold", "Black")) and "Medium" not in cut
        italic = "Italic" in cut or "Oblique" in cut
        heavy = bold or family == "Lobster"
        others.append(Style(path=path, family=families.get(family, "sans"), bold=heavy, italic=italic, ours=False))
    return (*ours, *others)


def make(number: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Scene:
    """Case `number`; every third is held out. size: pixels of the picture."""
    rng = np.random.default_rng(SEED + number)
    kind = tuple(TEXTS)[number % 4]
    every = TEXTS[kind]
    old, new = every[(number // 4) % len(every)]
    choice = styles()
    pool = [s for s in choice if s.ours is (rng.random() < 0.34)] or list(choice)
    # Scripts and their like stand on few signs.
    pool = [s for s in pool if s.family != "script" or rng.random() < 0.25] or pool
    style = pool[int(rng.integers(len(pool)))]
    scale = 3
    plate, quad, beside, caps = _plate(rng, kind, old, style, scale)
    picture, to_picture = _placed(rng, plate, size, scale)
    corners = cv2.perspectiveTransform(quad[None].astype(np.float64), to_picture)[0]
    factor = float(np.linalg.norm(corners[3] - corners[0]) / max(1e-6, np.linalg.norm(quad[3] - quad[0])))
    noisy = _photographed(rng, picture)
    out = io.BytesIO()
    Image.fromarray(noisy).save(out, "JPEG", quality=int(rng.integers(78, 96)))
    return Scene(
        number=number,
        kind=kind,
        data=out.getvalue(),
        old=old,
        new=new,
        beside=beside,
        quad=corners.astype(np.float32),
        style=style,
        caps=caps * factor,
        held_out=number % 3 == 2,
    )


def _plate(
    rng: np.random.Generator, kind: str, old: str, style: Style, scale: int
) -> tuple[Floats, Floats, tuple[str, ...], float]:
    """The sign, float32 (H, W, 3), larger than it is pasted; the quad of the old text, other lines, cap height."""
    ground, ink = (_rgb(c) for c in PAIRS[int(rng.integers(len(PAIRS)))])
    if kind == "paper":
        ground, ink = _rgb("#f7f5ef"), _rgb(("#1b1b1b", "#22335a", "#333333")[int(rng.integers(3))])
    height = {"sign": 300, "price": 240, "label": 320, "paper": 420}[kind] * scale
    width = int(
        height * rng.uniform(*{"sign": (1.8, 2.6), "price": (1.5, 2.0), "label": (1.1, 1.6), "paper": (1.2, 1.5)}[kind])
    )
    sheet = _surface(rng, height, width, ground, kind)
    caps = height * float(
        rng.uniform(*{"sign": (0.18, 0.3), "price": (0.2, 0.34), "label": (0.1, 0.16), "paper": (0.055, 0.1)}[kind])
    )
    size = _em(style.path, caps)
    font = ImageFont.truetype(str(style.path), size)
    left, top, right, bottom = font.getbbox(old, anchor="ls")
    most = 0.8 * width
    if right - left > most:
        caps *= most / (right - left)
        size = _em(style.path, caps)
        font = ImageFont.truetype(str(style.path), size)
        left, top, right, bottom = font.getbbox(old, anchor="ls")
    align = "left" if kind == "paper" or rng.random() < 0.15 else "centre"
    x = round(0.1 * width - left) if align == "left" else round((width - (right - left)) / 2 - left)
    y = round(height * float(rng.uniform(0.45, 0.62)))
    sheet = _inked(sheet, old, font, (x, y), ink)
    quad = np.array(
        [[x + left, y + top], [x + right, y + top], [x + right, y + bottom], [x + left, y + bottom]], np.float32
    )
    beside: list[str] = []
    small = ImageFont.truetype(str(style.path), _em(style.path, max(0.035 * height, min(0.36 * caps, 0.08 * height))))
    for at in (0.16, 0.86) if kind != "price" or rng.random() < 0.5 else ():
        said = BESIDE[int(rng.integers(len(BESIDE)))]
        a, b, c, d = small.getbbox(said, anchor="ls")
        line = round(at * height)
        clear = line + d < y + top - 0.3 * caps or line + b > y + bottom + 0.3 * caps
        if said in beside or not clear or c - a > 0.9 * width:
            continue
        place = round(0.1 * width - a) if align == "left" else round((width - (c - a)) / 2 - a)
        sheet = _inked(sheet, said, small, (place, line), ink)
        beside.append(said)
    if kind in {"sign", "price"} and rng.random() < 0.6:
        edge = round(0.025 * height)
        rim = np.zeros((height, width), np.uint8)
        cv2.rectangle(rim, (2 * edge, 2 * edge), (width - 2 * edge, height - 2 * edge), 255, edge)
        sheet = sheet + (rim[:, :, None] / np.float32(255)) * (ink - sheet)
    return sheet.astype(np.float32), quad, tuple(beside), caps


def _em(path: Path, caps: float) -> int:
    """Em in pixels for capitals of that height."""
    box = ImageFont.truetype(str(path), 200).getbbox("H", anchor="ls")
    return max(8, round(caps * 200 / max(1, -box[1])))


def _inked(sheet: Floats, text: str, font: ImageFont.FreeTypeFont, at: tuple[int, int], ink: Floats) -> Floats:
    layer = Image.new("L", (sheet.shape[1], sheet.shape[0]))
    ImageDraw.Draw(layer).text(at, text, fill=255, font=font, anchor="ls")
    cover = np.asarray(layer, np.float32)[:, :, None] / np.float32(255)
    return (sheet + cover * (ink - sheet)).astype(np.float32)


def _rgb(code: str) -> Floats:
    return np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)], np.float32)


def _clouds(rng: np.random.Generator, height: int, width: int, octaves: Sequence[int]) -> Floats:
    """Smooth noise, about -1..1."""
    out = np.zeros((height, width), np.float32)
    for k, cells in enumerate(octaves):
        grid = rng.standard_normal((cells, max(2, cells * width // height))).astype(np.float32)
        out += np.asarray(cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC), np.float32) / 2**k
    return out / 2


def _surface(rng: np.random.Generator, height: int, width: int, ground: Floats, kind: str) -> Floats:
    """Paint, a gradient, paper, wood or brushed metal."""
    sort = int(rng.integers(5))
    sheet = np.broadcast_to(ground, (height, width, 3)).astype(np.float32)
    if sort == 1 or kind == "paper":
        fall = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * float(rng.uniform(4, 16))
        sheet = sheet + (fall + np.linspace(-1, 1, height, dtype=np.float32)[:, None] * 8)[:, :, None]
    elif sort == 2:
        sheet = sheet + 5 * _clouds(rng, height, width, (60, 200))[:, :, None]
    elif sort == 3 and kind == "sign":
        rows = np.asarray(
            cv2.resize(rng.standard_normal((height // 10, 6)).astype(np.float32), (width, height)), np.float32
        )
        sheet = sheet * (1 + 0.07 * rows + 0.03 * _clouds(rng, height, width, (4, 12)))[:, :, None]
    elif sort == 4:
        rows = cv2.GaussianBlur(rng.standard_normal((height, width)).astype(np.float32), (0, 0), sigmaX=40, sigmaY=0.8)
        sheet = sheet + (10 * rows / max(1e-3, float(rows.std())) * 0.3)[:, :, None]
    return sheet.astype(np.float32)


def _placed(
    rng: np.random.Generator, plate: Floats, size: tuple[int, int], scale: int
) -> tuple[Floats, NDArray[np.float64]]:
    """The plate in perspective before a wall, float32 (H, W, 3)."""
    width, height = size
    wall = _rgb(("#9aa39a", "#7d8a99", "#b59f86", "#5f6b62", "#cfc8bd", "#3e4650")[int(rng.integers(6))])
    scene = wall * (1 + 0.12 * _clouds(rng, height, width, (3, 9, 40)))[:, :, None]
    ratio = plate.shape[1] / plate.shape[0]
    share = float(rng.uniform(0.5, 0.82))
    w = min(share * width, 0.85 * height * ratio)
    h = w / ratio
    cx, cy = width / 2 + rng.uniform(-0.05, 0.05) * width, height / 2 + rng.uniform(-0.04, 0.04) * height
    corners = np.array([[-w, -h], [w, -h], [w, h], [-w, h]]) / 2
    angle = np.deg2rad(float(rng.normal(0, 3)))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    bend = rng.uniform(-0.07, 0.07, (4, 2)) * [w, h] if rng.random() < 0.7 else np.zeros((4, 2))
    target = (corners @ turn.T + bend + [cx, cy]).astype(np.float32)
    source = np.array([[0, 0], [plate.shape[1], 0], [plate.shape[1], plate.shape[0]], [0, plate.shape[0]]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    smaller = np.diag([1 / scale, 1 / scale, 1.0])
    shrunk = np.asarray(cv2.resize(plate, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA), np.float32)
    fine = 2
    larger = np.diag([fine, fine, 1.0]) @ matrix @ np.linalg.inv(smaller)
    big = (width * fine, height * fine)
    laid = np.asarray(cv2.warpPerspective(shrunk, larger, big, flags=cv2.INTER_CUBIC), np.float32)
    mask = np.asarray(cv2.warpPerspective(np.ones(shrunk.shape[:2], np.float32), larger, big), np.float32)
    laid = np.asarray(cv2.resize(laid, size, interpolation=cv2.INTER_AREA), np.float32)
    mask = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.float32)[:, :, None]
    return (scene * (1 - mask) + laid * mask).astype(np.float32), matrix


def _photographed(rng: np.random.Generator, picture: Floats) -> Bytes:
    """Light falling off, a lens's blur, noise."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    light = (
        1 + float(rng.uniform(-0.18, 0.18)) * (x / width - 0.5) + float(rng.uniform(-0.18, 0.18)) * (y / height - 0.5)
    )
    soft = cv2.GaussianBlur(picture * light[:, :, None], (0, 0), float(rng.uniform(0.4, 1.3)))
    noise = rng.standard_normal(picture.shape).astype(np.float32) * float(rng.uniform(0.8, 5.0))
    return np.clip(np.rint(soft + noise), 0, 255).astype(np.uint8)
