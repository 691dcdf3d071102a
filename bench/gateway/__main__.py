"""Measures our server as a gateway beside the LiteLLM proxy, the upstream itself beside both, in one run.

    python -m bench.gateway [--rounds 3] [--seconds 6] [--connections 1,8,32] [--requests 10000] [--side 1024]
        [--parts load,memory] [--without-litellm] [--write]

The upstream reads every body and answers at once with the same picture. Every target has its turn at every concurrency
in every round, in another order each time; rows are compared within a round, and what is told are medians. LiteLLM gets
an environment of its own on first use. Results: bench/results/gateway.md with --write.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

import psutil

from bench.gateway.measure import Row, Target, measured
from bench.gateway.pictures import REGION, Pictures, pictures
from bench.gateway.report import page, revision
from bench.gateway.servers import ROOT, Server, install_litellm, litellm, scumble, upstream

KEPT: Final = ROOT / "build" / "bench" / "gateway"
"""Figures of the parts, so that each can be measured when the machine is quiet enough for it."""
RESULT: Final = ROOT / "bench" / "results" / "gateway.md"
WORDS: Final = "Turn this into a watercolour painting"
IDLE_SECONDS: Final = 5.0
OURS: Final = {
    "plain": {"model": "drawn", "checks": "off", "store": "false"},
    "own words": {"model": "drawn", "checks": "off", "store": "false"},
    "paid": {"model": "drawn-for-money", "checks": "off", "store": "false"},
    "whole": {"model": "drawn", "store": "false"},
    "checked": {"model": "drawn", "store": "false", "region": json.dumps(REGION)},
    "durable": {"model": "drawn", "region": json.dumps(REGION)},
}
"""Our rows: fields of the form besides the words."""


def main(words: Sequence[str] | None = None) -> str:
    """What is asked for; the page. words: of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--connections", default="1,8,32")
    parser.add_argument("--requests", type=int, default=10_000, help="of the part 'memory'")
    parser.add_argument("--side", type=int, default=1024, help="pixels of the picture's sides")
    parser.add_argument("--parts", default="load,memory")
    parser.add_argument("--without-litellm", action="store_true")
    parser.add_argument("--kept", type=Path, default=KEPT, help="folder for the parts' figures")
    parser.add_argument("--write", action="store_true")
    a = parser.parse_args(words)
    sent = pictures(a.side)
    a.kept.mkdir(parents=True, exist_ok=True)
    for part in a.parts.split(","):
        found = load(a, sent) if part == "load" else memory(a, sent)
        facts = {"when": f"{date.today()}, revision {revision()}, load at its end {psutil.getloadavg()[0]:.1f}"}
        facts |= {"side": a.side, "sent": len(sent.sent), "answer": len(sent.answer), "seconds": a.seconds}
        (a.kept / f"{part}.json").write_text(json.dumps({**facts, "figures": found}))
    text = page({path.stem: json.loads(path.read_text()) for path in sorted(a.kept.glob("*.json"))})
    print(text)
    if a.write:
        RESULT.write_text(text)
    return text


def load(a: argparse.Namespace, sent: Pictures) -> dict[str, Any]:
    """Every target at every concurrency in every round. rows: target -> connections -> rounds."""
    connections = [int(c) for c in a.connections.split(",")]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        here = Path(folder)
        up = stack.enter_context(upstream(sent.answer, here / "upstream"))
        ours = stack.enter_context(scumble(up.url, here / "ours"))
        targets = [Target(name="upstream", server=up, fields={"prompt": WORDS, "model": "drawn"})]
        servers = {"upstream": up, "ours": ours}
        if not a.without_litellm:
            install_litellm()
            theirs = stack.enter_context(litellm(up.url, here / "litellm"))
            servers["litellm"] = theirs
            targets.append(Target(name="litellm", server=theirs, fields={"prompt": WORDS, "model": "drawn"}))
        targets += [_ours(name, ours) for name in OURS]
        idle = {name: idle_ms(server) for name, server in servers.items()}
        rows: dict[str, dict[str, list[dict[str, Any]]]] = {t.name: {str(c): [] for c in connections} for t in targets}
        for number in range(a.rounds):
            turn = number % len(targets)
            for c in connections:
                for target in [*targets[turn:], *targets[:turn]]:
                    row = measured(target, sent.sent, here, connections=c, seconds=a.seconds)
                    rows[target.name][str(c)].append(asdict(row))
                    _tell(target.name, c, row)
        return {"rows": rows, "idle_ms": idle, "what": {name: server.what for name, server in servers.items()}}


def memory(a: argparse.Namespace, sent: Pictures) -> dict[str, Any]:
    """A server of its own, and so many requests; its memory on the way."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        with upstream(sent.answer, here / "upstream") as up, scumble(up.url, here / "ours") as ours:
            # What 32 requests at once need is there after these; what comes on top would be a leak.
            measured(_ours("plain", ours), sent.sent, here, connections=32, requests=max(32, a.requests // 10))
            row = measured(_ours("plain", ours), sent.sent, here, connections=32, requests=a.requests)
            _tell("memory", 32, row)
            return asdict(row)


def _ours(name: str, server: Server) -> Target:
    return Target(name=name, server=server, fields={"prompt": WORDS, **OURS[name]}, tells=True, own=name == "own words")


def idle_ms(server: Server) -> float:
    """CPU milliseconds a second while nobody asks for anything."""
    before = server.cpu_seconds()
    time.sleep(IDLE_SECONDS)
    return 1000 * (server.cpu_seconds() - before) / IDLE_SECONDS


def _tell(name: str, connections: int, row: Row) -> None:
    """One line while it goes on."""
    work = ", ".join(f"{kind} {ms:.1f}" for kind, ms in row.by_work.items())
    print(
        f"{name:9} c={connections:<3} {row.answers:6} answers {row.per_second:7.1f}/s  CPU {row.cpu_ms:6.2f} ms "
        f"({work})  p50 {row.p50_ms:7.1f} ms  {dict(row.errors) or ''}",
        flush=True,
    )


if __name__ == "__main__":
    main()
