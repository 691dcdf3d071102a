"""The command line: one file a command; `main` is the program `scumble`.

Commands import what they need when they run, so that `scumble --help` and `scumble keys` do not wait for models.
"""

from scumble.cli.commands import main

__all__ = ["main"]
