"""Multipart forms as they are sent: text fields first, then files, as the official clients do."""

import secrets
from collections.abc import Sequence


def form(
    fields: Sequence[tuple[str, str]], files: Sequence[tuple[str, str, str, bytes]]
) -> tuple[tuple[bytes, ...], str]:
    """The body and its content type. fields: name and text. files: field, file name, content type, bytes; names hold
    neither quotes nor line ends.

    The body is in pieces, the files' own bytes among them: put together they would be one more copy of each picture.
    """
    mark = secrets.token_hex(16)
    pieces: list[bytes] = []
    text = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields
    )
    for name, file, media, data in files:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: {media}'
        pieces += [f"{text}{head}\r\n\r\n".encode(), data]
        text = "\r\n"
    pieces.append(f"{text}--{mark}--\r\n".encode())
    return tuple(pieces), f"multipart/form-data; boundary={mark}"
