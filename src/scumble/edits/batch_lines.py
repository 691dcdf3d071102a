"""Lines of a batch's input: JSONL split as it streams by, each line's envelope read, the whole file checked.

{"custom_id": "…", "method": "POST", "url": "/v1/images/edits", "body": {…}}
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

import orjson

from scumble.core.errors import InvalidRequest, InvalidValue, MissingParameter, TooLarge, UnknownParameter
from scumble.core.plan import JsonValue

MOST_LINE_BYTES: Final = 64_000_000
"""The longest line: three pictures as long as a data URL may be."""
MOST_CUSTOM_ID: Final = 512
MOST_ERRORS: Final = 50
"""Faults of a file that are told; then reading ends."""
FIELDS: Final = ("custom_id", "method", "url", "body")
BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line. number: 1 = the first of the file, empty ones count. text: None for one that is too long."""

    number: int
    text: bytes | None = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What a line says. body: the request's JSON body. size: bytes of the line."""

    custom_id: str
    body: Mapping[str, object] = field(repr=False)
    size: int


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A whole file. total: lines that are not empty; model: the one that all of them name, if they do."""

    total: int
    model: str | None
    errors: tuple[Mapping[str, JsonValue], ...]


def split_lines(pieces: Iterable[bytes], most: int = MOST_LINE_BYTES) -> Iterator[Line]:
    """Lines that are not empty, one at a time; no more than one line and one piece are in memory. most: bytes."""
    number, kept, size = 1, [b""], 0
    for piece in pieces:
        first, *rest = piece.split(b"\n")
        size += len(first)
        if size <= most:
            kept.append(first)
        for part in rest:
            yield from _line(number, kept, size, most)
            number, kept, size = number + 1, [part], len(part)
    yield from _line(number, kept, size, most)


def _line(number: int, kept: list[bytes], size: int, most: int) -> Iterator[Line]:
    """The line that these parts make, unless it is empty."""
    if size > most:
        yield Line(number=number, text=None)
        return
    text = b"".join(kept)
    if number == 1:
        text = text.removeprefix(BOM)
    if text.strip():
        yield Line(number=number, text=text)


def read_line(line: Line, endpoint: str) -> Envelope:
    """A line's envelope. endpoint: what the batch is for. Raises InvalidRequest, TooLarge."""
    if line.text is None:
        raise TooLarge(
            f"This line is too long: at most {MOST_LINE_BYTES / 1e6:.0f} MB are accepted. Upload large pictures with"
            " POST /v1/files and name them by 'file_id'.",
            code="line_too_large",
        )
    try:
        loaded: object = orjson.loads(line.text)
    except orjson.JSONDecodeError:
        raise InvalidRequest("This line is not valid JSON.", code="invalid_json_line") from None
    if not isinstance(loaded, dict):
        raise InvalidRequest("This line is not a JSON object.", code="invalid_json_line")
    values = cast("dict[str, object]", loaded)
    for name in FIELDS:
        if values.get(name) is None:
            raise MissingParameter(f"Missing required parameter: '{name}'.", param=name)
    for name in values:
        if name not in FIELDS:
            raise UnknownParameter(f"Unknown parameter: '{name[:80]}'. A line has {', '.join(FIELDS)}.", param=name)
    custom_id, body = values["custom_id"], values["body"]
    if not isinstance(custom_id, str) or not 1 <= len(custom_id) <= MOST_CUSTOM_ID or "\0" in custom_id:
        raise InvalidValue(
            f"'custom_id' has to be a text of 1 to {MOST_CUSTOM_ID} characters, without null characters.",
            param="custom_id",
        )
    if values["method"] != "POST":
        raise InvalidValue("'method' has to be 'POST'.", param="method", code="invalid_method")
    if values["url"] != endpoint:
        raise InvalidValue(
            f"'url' has to be '{endpoint}', the endpoint that the batch was made for.", param="url", code="invalid_url"
        )
    if not isinstance(body, dict):
        raise InvalidValue("'body' has to be a JSON object.", param="body")
    return Envelope(custom_id=custom_id, body=cast("dict[str, object]", body), size=len(line.text))


def check_lines(lines: Iterable[Line], endpoint: str, most: int) -> Checked:
    """Looks through a whole file; what the bodies ask for is looked at when each line's turn comes.

    most: lines. Custom ids are remembered by their digests: 50,000 take about 6 MB.
    """
    seen: set[bytes] = set()
    models: set[str | None] = set()
    errors: list[Mapping[str, JsonValue]] = []
    total = 0
    for line in lines:
        total += 1
        if total > most:
            message = f"The file has more than {most} lines; split it into several batches."
            errors = [_error(InvalidRequest(message, code="too_many_lines"), None)]
            break
        try:
            envelope = read_line(line, endpoint)
            digest = hashlib.blake2b(envelope.custom_id.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            if digest in seen:
                raise InvalidValue(
                    "Another line has the same 'custom_id'; each line needs its own.",
                    param="custom_id",
                    code="duplicate_custom_id",
                )
            seen.add(digest)
        except (InvalidRequest, TooLarge) as error:
            errors.append(_error(error, line.number))
            if len(errors) >= MOST_ERRORS:
                break
            continue
        model = envelope.body.get("model")
        if len(models) < 2:
            models.add(model if isinstance(model, str) and len(model) <= 200 and model.isprintable() else None)
    if not total:
        errors.append(_error(InvalidRequest("The file has no lines.", code="empty_file"), None))
    return Checked(total=total, model=next(iter(models)) if len(models) == 1 else None, errors=tuple(errors))


def _error(error: InvalidRequest | TooLarge, line: int | None) -> Mapping[str, JsonValue]:
    """A fault as OpenAI's batch object tells it."""
    param = None if error.param is None else error.param[:80]
    return {"code": error.code, "message": error.message, "param": param, "line": line}
