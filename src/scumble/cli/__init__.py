"""The command line: one file a command; `main` is the program `scumble`.

Commands import what they need when they run, so that `scumble --help` and `scumble keys` do not wait for models.
"""

import importlib
import sys

from scumble.cli import allocator


def main() -> None:
    """Runs the command line of this process and leaves it with the exit code."""
    if next((word for word in sys.argv[1:] if not word.startswith("-")), "") in allocator.WORTH:
        allocator.ask()
    # Only now: the process may just have started itself anew.
    importlib.import_module("scumble.cli.commands").main()
