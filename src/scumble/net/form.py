"""Multipart forms as they are sent: text fields first, then files, as the official clients do."""

import secrets
from collections.abc import Sequence


def form(fields: Sequence[tuple[str, str]], files: Sequence[tuple[str, str, str, bytes]]) -> tuple[bytes, str]:
    """The body and its content type. fields: name and text. files: field, file name, content type, bytes; names hold
    neither quotes nor line ends."""
    mark = secrets.token_hex(16)
    pieces: list[bytes] = []
    for name, text in fields:
        pieces.append(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode())
    for name, file, media, data in files:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: {media}'
        pieces += [head.encode(), b"\r\n\r\n", data, b"\r\n"]
    pieces.append(f"--{mark}--\r\n".encode())
    return b"".join(pieces), f"multipart/form-data; boundary={mark}"
