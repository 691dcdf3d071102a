"""Starts servers fast: everything is imported once, and each server is a fork of that, begun as the command line would.

Reads a JSON line a command from its standard input, `{"env": {...}, "log": path, "port": n}` to start a server, or
`{"kill": pid}` to kill and bury one; answers each with a line. The forks have nothing open and no threads of the
parent's: what they do from there on is what `scumble serve` does, with two engines more.
"""

import json
import os
import signal
import sys

import uvicorn  # noqa: F401 - imported before the forks

import scumble.api.protocol
import scumble.api.serving
import scumble.app
from scumble.cli.commands import main
from scumble.engines.registry import FACTORIES
from tests.kill.engine import HONOURED, KEYLESS, PaidEngine


def serve(order: "dict[str, object]") -> None:
    """The server, in the fork. The networks stay unread: what is edited here needs none."""
    env, log = order["env"], os.open(str(order["log"]), os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    os.environ.clear()
    os.environ.update(env)  # type: ignore[call-overload]
    for number in (1, 2):
        os.dup2(log, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for name in (HONOURED, KEYLESS):
        FACTORIES[name] = lambda parts, name=name: PaidEngine(name, int(os.environ["PROVIDER_PORT"]))  # type: ignore[misc]
    scumble.app.Models.warm = lambda self, cancel: None  # type: ignore[method-assign]
    scumble.app.warm = lambda cancel: None  # type: ignore[attr-defined]
    sys.argv = ["scumble", "serve", "--port", str(order["port"])]
    main()


def run() -> None:
    """Until its standard input ends; its children go with it."""
    children: set[int] = set()
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if (pid := order.get("kill")) is not None:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            children.discard(pid)
            print(pid, flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            try:
                serve(order)
            finally:
                os._exit(1)
        children.add(pid)
        print(pid, flush=True)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    run()
