"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file (scumble.toml).")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
