"""Starts commands fast: the program is imported once, and each command is a fork of that, begun as the shell would.

Reads a JSON line a command from its standard input, `{"args": [...], "env": {...}, "cwd": path, "out": path, "err":
path}`; answers each, when it has ended, with a line: its exit code, less than 0 = the signal that ended it. The forks
have nothing open and no threads of the parent's: what they do is what `scumble ARGS` does, with all that ends with the
interpreter. Libraries alone are not taken apart: in a fork some wait for threads that are not there.
"""

import atexit
import json
import os
import signal
import sys
import threading
import traceback

import scumble.api.serving
import scumble.app  # noqa: F401 - imported before the forks
from scumble.cli.commands import main

SECONDS = 120


def orders() -> "dict[str, object] | None":
    """In the parent None, when its standard input has ended; in each fork what it is to do."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            return json.loads(line)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
    return None


def begin(order: "dict[str, object]") -> None:
    """The fork as a process of its own: environment, folder, arguments, streams."""
    signal.alarm(SECONDS)
    os.environ.clear()
    os.environ.update(order["env"])  # type: ignore[call-overload]
    os.chdir(str(order["cwd"]))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(str(order[name]), os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), number)
    sys.argv = ["scumble", *order["args"]]  # type: ignore[misc]


def run() -> int:
    """The command; its exit code."""
    try:
        main()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    print("ready", flush=True)
    if (order := orders()) is not None:
        begin(order)
        code = run()
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
