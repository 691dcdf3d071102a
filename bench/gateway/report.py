"""The page of the gateway bench: tables of medians, and each goal met or not."""

import os
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bench.gateway.servers import ROOT

FASTER, LEANER = 3.0, 1 / 3
"""(a): at least so many times LiteLLM's requests a second at the highest concurrency, at most so much of its CPU."""
REST: Final = 0.5
"""(b): CPU outside pixels and database, at most so much of LiteLLM's."""
PIXELS_MS: Final = 120.0
"""(b): CPU of work on pixels, for a megapixel."""
GROWTH_MB: Final = 30.0
"""What counts as flat: from the first tenth of the requests to the last."""
NAMES: Final = {
    "upstream": "upstream directly",
    "litellm": "LiteLLM proxy",
    "plain": "**(a)** Scumble: no region, checks off, not durable",
    "own words": "the same, the words of each request its own",
    "paid": "**(a)**, money held before each call and settled after it",
    "whole": "no region, all checks, not durable",
    "checked": "**(b)** region, all checks, not durable",
    "durable": "**(b)** region, all checks, durable",
}
Found = Mapping[str, Any]


def revision() -> str:
    """Of the code."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip()


def median(rows: Sequence[Found], name: str) -> float:
    """Of all rounds."""
    return statistics.median(float(row[name]) for row in rows)


def page(parts: Mapping[str, Found]) -> str:
    """What was measured of each part the last time."""
    lines = ["# Gateway under load", ""]
    lines += [f"Written by `python -m bench.gateway`, {os.cpu_count()} cores. By part:", ""]
    lines += [f"- {name}: {part['when']}" for name, part in parts.items()]
    lines += [""]
    if "load" in parts:
        lines += _load(parts["load"])
    if "memory" in parts:
        lines += _memory(parts["memory"]["figures"])
    return "\n".join(lines).rstrip() + "\n"


def _load(part: Found) -> list[str]:
    found, side = part["figures"], part["side"]
    rows, what, idle = found["rows"], found["what"], found["idle_ms"]
    connections = list(rows["plain"])
    rounds = len(rows["plain"][connections[0]])
    lines = [
        f"POST /v1/images/edits: JPEG of {part['sent'] / 1e6:.2f} MB ({side}x{side}) and words in, JSON with a PNG of",
        f"{part['answer'] / 1e6:.2f} MB out. {' · '.join(what.values())}. The upstream reads the whole body and",
        f"answers at once. One worker each; closed loop, {part['seconds']:g} s at a time, medians of {rounds} rounds",
        "in one run, order rotated; CPU of the server's processes. Answers are read to their end; each has to have",
        "status 200, one in 50 is decoded.",
        "",
        f"| | CPU ms a request | req/s c = {' / '.join(connections)} | p50 ms | p95 ms | RSS MB | errors |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, by in rows.items():
        cpu, rate, p50, p95 = (
            " / ".join(f"{median(by[c], figure):.{digits}f}" for c in connections)
            for figure, digits in (("cpu_ms", 1), ("per_second", 0), ("p50_ms", 0), ("p95_ms", 0))
        )
        rss = max(row["rss_mb"] for c in connections for row in by[c])
        errors = sum(sum(row["errors"].values()) for c in connections for row in by[c])
        lines.append(f"| {NAMES[name]} | {cpu} | {rate} | {p50} | {p95} | {rss:.0f} | {errors} |")
    told = ", ".join(f"{what[name]} {ms:.0f}" for name, ms in idle.items())
    lines += ["", f"CPU milliseconds a second while idle: {told}; they are part of the figures above.", ""]
    return lines + _work(rows, connections, side, idle["ours"]) + _goals(rows, connections, side, idle["ours"])


def _split(rows: Found, c: str, idle: float) -> dict[str, float]:
    """(b) at one concurrency, CPU ms a request by kind: durability is what the durable row takes on top."""
    plain, kept = rows["checked"][c], rows["durable"][c]
    pixels = statistics.median(row["by_work"].get("pixels", 0.0) for row in plain)
    database = statistics.median(row["by_work"].get("database", 0.0) for row in plain)
    whole, resting = median(plain, "cpu_ms"), idle / median(plain, "per_second")
    kept_whole = median(kept, "cpu_ms") - idle / median(kept, "per_second")
    return {
        "pixels": pixels,
        "database": database,
        "idle": resting,
        "rest": whole - pixels - database - resting,
        "durability": kept_whole - (whole - resting),
    }


def _work(rows: Found, connections: Sequence[str], side: int, idle: float) -> list[str]:
    """(b) by kind of work and by stage."""
    names = ("pixels", "database", "durability", "idle", "rest")
    lines = [
        "## All checks, by kind of work",
        "",
        "CPU ms a request of (b). Pixels and database are counted by the server (`scumble_cpu_seconds_total`), with",
        "OpenCV and OpenBLAS on one thread, so that none of their work escapes the count;",
        "durability is what the durable row takes on top, its own database and pictures with it; idle is what the",
        "server takes without requests, shared among these few; the rest is the gateway's own work.",
        "",
        f"| connections | {' | '.join(names)} |",
        f"| --- |{' --- |' * len(names)}",
    ]
    for c in connections:
        split = _split(rows, c, idle)
        lines.append(f"| {c} | {' | '.join(f'{split[name]:.1f}' for name in names)} |")
    most = connections[-1]
    whole = statistics.median(row["by_work"].get("pixels", 0.0) for row in rows["whole"][most])
    lines += [
        "",
        f"Without a region nothing is laid over or pasted back: pixels {whole:.1f} ms at c = {most}.",
    ]
    first = connections[0]
    edits = [edit for row in rows["durable"][first] for edit in row["edits"]]
    stages = list(dict.fromkeys(stage for edit in edits for stage in edit["timings"]))
    if not stages:
        return [*lines, ""]
    lines += ["", f"Milliseconds of each stage at c = {first}, medians (each works on one thread):", ""]
    lines += [f"| {' | '.join(stages)} |", f"|{' --- |' * len(stages)}"]
    medians = [statistics.median(edit["timings"].get(stage, 0.0) for edit in edits) for stage in stages]
    lines.append(f"| {' | '.join(f'{1000 * seconds:.1f}' for seconds in medians)} |")
    passed = sum(all(v["passed"] for v in edit["verdicts"]) for edit in edits)
    return [*lines, "", f"All guards passed in {passed} of {len(edits)} edits that were looked at.", ""]


def _goals(rows: Found, connections: Sequence[str], side: int, idle: float) -> list[str]:
    """Each goal, with what it came to."""
    most = connections[-1]
    split = _split(rows, most, idle)
    megapixel = split["pixels"] / (side * side / 1e6)
    goals = [(f"(b) pixels: {megapixel:.0f} ms CPU a megapixel (at most {PIXELS_MS:.0f})", megapixel <= PIXELS_MS)]
    if "litellm" in rows:
        ours, theirs = rows["plain"][most], rows["litellm"][most]
        rate = statistics.median(o["per_second"] / t["per_second"] for o, t in zip(ours, theirs, strict=True))
        cpu = statistics.median(o["cpu_ms"] / t["cpu_ms"] for o, t in zip(ours, theirs, strict=True))
        rest = split["rest"] / median(theirs, "cpu_ms")
        goals = [
            (f"(a) requests a second at c = {most}: {rate:.1f}x LiteLLM's (at least {FASTER:g}x)", rate >= FASTER),
            (f"(a) CPU a request: {cpu:.2f} of LiteLLM's (at most {LEANER:.2f})", cpu <= LEANER),
            (f"(b) CPU outside pixels and database: {rest:.2f} of LiteLLM's (at most {REST:g})", rest <= REST),
            *goals,
        ]
    lines = ["## Goals", ""]
    return [*lines, *(f"- {words}: {'met' if met else 'not met'}" for words, met in goals), ""]


def _memory(row: Found) -> list[str]:
    """The first tenth of the requests against the last."""
    noted = [mb for _, mb in row["rss"]]
    tenth = max(1, len(noted) // 10)
    first, last = statistics.mean(noted[:tenth] or [0.0]), statistics.mean(noted[-tenth:] or [0.0])
    errors = sum(row["errors"].values())
    flat, clean = last - first < GROWTH_MB, errors == 0
    return [
        f"## Memory over {row['answers']:,} requests",
        "",
        f"(a) at c = 32, a server of its own, after a tenth as many to warm up: resident memory {first:.0f} MB in the",
        f"first tenth, {last:.0f} MB in the last, {max(noted, default=0.0):.0f} MB at most.",
        "",
        f"- growth {last - first:+.0f} MB (below {GROWTH_MB:.0f}): {'met' if flat else 'not met'}",
        f"- errors {errors}: {'met' if clean else 'not met'}",
        "",
    ]
