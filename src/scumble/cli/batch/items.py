"""What a batch is to do: the pictures of a folder, or the rows of a CSV, each with its words and its output's name."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from scumble.core.errors import InvalidValue

FORMATS: Final[Mapping[str, str]] = {
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".png": "png",
    ".webp": "webp",
    ".heic": "png",
    ".heif": "png",
    ".avif": "png",
    ".gif": "png",
    ".bmp": "png",
    ".tif": "png",
    ".tiff": "png",
}
"""Suffixes of pictures, and the format of their results when none is asked for: their own where that is written."""
SUFFIXES: Final[Mapping[str, str]] = {"jpeg": ".jpg", "png": ".png", "webp": ".webp"}
PICTURE_COLUMNS: Final = ("picture", "image", "photo", "file", "filename", "path")
MOST_BYTES: Final = 100_000_000
FIELD: Final = re.compile(r"""(['"])\{([^{}]+)\}\1|\{\{|\}\}|\{([^{}]*)\}""")
QUOTES: Final = {"'": ("‘", "’"), '"': ("“", "”")}
NAME_LENGTH: Final = 120


@dataclass(frozen=True, kw_only=True)
class Item:
    """One picture to edit. shown: as people know it. words: the instruction, filled in. out: below the output folder.

    problem: why it cannot be tried at all. row: of the CSV, 2 = the first one below the head.
    """

    picture: Path
    shown: str
    words: str
    name: str = field(repr=False)
    out: Path = Path()
    format: str = ""
    problem: str | None = None
    row: int | None = None

    def key(self, wishes: str) -> str:
        """What tells it from any other work in the same folder (SHA-256). wishes: all options that change pixels."""
        return sha256(
            "\0".join((self.shown, self.words, self.out.as_posix(), self.format, wishes)).encode()
        ).hexdigest()


def read_items(source: Path, words: str, *, out: Path, column: str | None, name: str | None) -> list[Item]:
    """The items of a folder or a CSV, without their outputs' names. column: the CSV's one that names the pictures.

    name: a template of the outputs' names. Raises InvalidValue for what cannot be read, naming the row.
    """
    if source.is_dir():
        if column is not None:
            raise InvalidValue("--picture is for a CSV; a folder's pictures are found by themselves.", param="picture")
        items = _of_folder(source, words, out, name)
    elif source.is_file():
        items = _of_csv(source, words, column, name)
    else:
        raise InvalidValue(f"{source} is neither a folder with pictures nor a CSV file.", param="source")
    if not items:
        kinds = ", ".join(sorted({s.removeprefix(".") for s in FORMATS}))
        what = f"pictures ({kinds})" if source.is_dir() else "rows"
        raise InvalidValue(f"There are no {what} in {source}.", param="source")
    return items


def _of_folder(folder: Path, words: str, out: Path, name: str | None) -> list[Item]:
    """Every picture in the folder and below, hidden ones and the output folder left out."""
    items: list[Item] = []
    skipped = out.resolve()
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inner.parts)
        if hidden or path.suffix.lower() not in FORMATS or not path.is_file() or skipped in path.resolve().parents:
            continue
        values = {"name": path.stem}
        stem = inner.with_suffix("") if name is None else inner.parent / _file_name(fill(name, values)[0])
        filled, problem = fill(words, values)
        items.append(Item(picture=path, shown=inner.as_posix(), words=filled, name=stem.as_posix(), problem=problem))
    return items


def _of_csv(path: Path, words: str, column: str | None, name: str | None) -> list[Item]:
    """Every row; the pictures' paths are relative to the CSV's folder."""
    head, rows = _read_csv(path)
    at = _picture_column(path, head, rows, column)
    items: list[Item] = []
    for number, row in rows:
        shown = row[at].strip()
        if not shown:
            raise InvalidValue(f"{path}, row {number}: there is no picture in the column {at}.", param="source")
        values = {**row, "name": row.get("name", Path(shown).stem)}
        filled, problem = fill(words, values)
        stem = Path(shown).stem if name is None else fill(name, values)[0]
        items.append(
            Item(
                picture=path.parent / shown,
                shown=shown,
                words=filled,
                name=_file_name(stem) or f"row {number}",
                problem=problem,
                row=number,
            )
        )
    return items


def _read_csv(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """The head and the rows with their numbers; empty rows are left out."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InvalidValue(f"{path} is larger than {MOST_BYTES:,} bytes; split it.", param="source")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as e:
        raise InvalidValue(f"{path} cannot be read: {(e.strerror or '').lower()}.", param="source") from e
    except UnicodeDecodeError as e:
        raise InvalidValue(f"{path} is not a CSV in UTF-8; save it as UTF-8.", param="source") from e
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True))
    except csv.Error as e:
        raise InvalidValue(f"{path} is not a CSV: {e}.", param="source") from e
    head = [cell.strip() for cell in lines[0]] if lines else []
    twice = [c for c, count in Counter(head).items() if count > 1 and c]
    if twice:
        raise InvalidValue(f"{path} has two columns {twice[0]}; give each its own name.", param="source")
    rows: list[tuple[int, dict[str, str]]] = []
    for number, cells in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(head):
            raise InvalidValue(
                f"{path}, row {number}: {len(cells)} cells, but the head has {len(head)}; put cells with a"
                f" {delimiter!r} in them into quotes.",
                param="source",
            )
        padded = [*cells, *[""] * (len(head) - len(cells))]
        rows.append((number, {c: cell for c, cell in zip(head, padded, strict=True) if c}))
    return head, rows


def _picture_column(
    path: Path, head: Sequence[str], rows: Sequence[tuple[int, Mapping[str, str]]], asked: str | None
) -> str:
    """The column that names the pictures: the one asked for, one with a usual name, or the only one with files."""
    if asked is not None:
        if asked not in head:
            raise InvalidValue(f"{path} has no column {asked}; it has {', '.join(head)}.", param="picture")
        return asked
    for usual in PICTURE_COLUMNS:
        for column in head:
            if column.lower() == usual:
                return column
    filled = [c for c in head if rows and rows[0][1].get(c, "").strip()]
    files = [c for c in filled if (path.parent / rows[0][1][c].strip()).is_file()]
    if len(files) == 1:
        return files[0]
    raise InvalidValue(
        f"Which column of {path} names the pictures? Say it by --picture; it has {', '.join(head)}.", param="picture"
    )


def fill(template: str, values: Mapping[str, str]) -> tuple[str, str | None]:
    """The template with `{column}` replaced by its value, and what is wrong with the row: a value that is empty.

    `{{` and `}}` are plain braces. A value in quotes that has such a quote in it gets other quotes around it. Raises
    InvalidValue for a column that there is not.
    """
    missing: list[str] = []

    def value_of(name: str) -> str:
        if name.strip() not in values:
            raise InvalidValue(
                f"There is no column {name.strip() or '(empty)'} for {{{name}}}; there are {', '.join(values)}.",
                param="instruction",
            )
        value = " ".join(values[name.strip()].split())
        if not value:
            missing.append(name.strip())
        return value

    def filled(found: re.Match[str]) -> str:
        quote, inside, plain = found[1], found[2], found[3]
        if inside is not None:
            value = value_of(inside)
            before, after = QUOTES[quote] if quote in value else (quote, quote)
            return before + value + after
        return found[0][0] if plain is None else value_of(plain)

    text = FIELD.sub(filled, template)
    return text, f"It has no value for {{{missing[0]}}}." if missing else None


def _file_name(text: str) -> str:
    """A name that every file system takes, without a folder; empty when nothing is left."""
    plain = "".join(c if c.isprintable() and c not in '/\\:*?"<>|' else "_" for c in text)
    return plain.strip(". ")[:NAME_LENGTH].rstrip(". ")


def with_outputs(items: Iterable[Item], format_of: Mapping[str, str]) -> list[Item]:
    """The items with their formats and outputs. format_of: by words, where it is not the picture's own.

    Of a folder's pictures that would get one name each keeps its old suffix in it; rows of a CSV are numbered.
    """
    chosen: list[Item] = []
    for item in items:
        own = FORMATS.get(item.picture.suffix.lower(), "png")
        chosen.append(replace(item, format=format_of.get(item.words, own)))
    plain = Counter(_plain(item).casefold() for item in chosen)
    taken: set[str] = set()
    named: list[Item] = []
    for item in chosen:
        name, suffix = _plain(item), SUFFIXES[item.format]
        if plain[name.casefold()] > 1 and item.row is None:
            name = item.shown + suffix
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{item.name}-{number}{suffix}"
        taken.add(name.casefold())
        named.append(replace(item, out=Path(name)))
    return named


def _plain(item: Item) -> str:
    return item.name + SUFFIXES[item.format]
