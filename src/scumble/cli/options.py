"""Options that several commands share, and the running server that they name."""

from pathlib import Path
from typing import Annotated

import typer

from scumble.config import Settings
from scumble.core.errors import Misconfigured
from scumble.core.work import CancelToken
from scumble.net.served import Served

Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file (scumble.toml).")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Url = Annotated[
    str | None, typer.Option("--url", envvar="SCUMBLE_URL", help="Address of a running server, http://host:port.")
]
Key = Annotated[
    str | None,
    typer.Option("--key", envvar="SCUMBLE_KEY", help="Its API key; others on this machine cannot see the variable."),
]


def server_of(settings: Settings, url: str | None, key: str | None, cancel: CancelToken | None = None) -> Served:
    """The server at `url`, or at the settings' own address. Raises Misconfigured without a key, InvalidValue."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - asked, not bound
    own = f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
    if not key:
        where = f"The server at {url}" if url else f"A server works in the data folder {settings.data}, and it"
        raise Misconfigured(
            f"{where} wants a key: make one by `scumble keys create --name batch` and set it as SCUMBLE_KEY"
            + ("." if url else f"; if it is not at {own}, say where by --url."),
            param="key",
        )
    return Served(url or own, key, cancel=cancel)
