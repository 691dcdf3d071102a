"""The result of the soak as a page (bench/results/soak-kill.md)."""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.kill.soak import Outcome


def report(outcomes: "Sequence[Outcome]") -> str:
    """Markdown."""
    rows = {
        "edits accepted": lambda o: f"{sum(o.judgement.statuses.values()):,} of {o.edits:,}",
        "kills": lambda o: f"{sum(o.kinds.values())} ({told(o.kinds)})",
        "outcomes": lambda o: told(o.judgement.statuses),
        "typed errors": lambda o: told(o.judgement.codes),
        "attempts at one task": lambda o: told(o.judgement.attempts),
        "paid steps": lambda o: f"{o.judgement.steps:,}",
        "steps that were asked for more than once": lambda o: f"{o.judgement.resumed:,}",
        "charges": lambda o: f"{o.judgement.charges:,}",
        "asked again under an honoured key, for nothing": lambda o: f"{o.judgement.replays:,}",
        "**charged after the answer was recorded**": lambda o: f"{o.judgement.after_record}",
        "charged again where an answer was lost (keyless provider)": lambda o: told(o.judgement.again),
        "longest time from answer sent to the kill that lost it": lambda o: f"{o.judgement.late * 1000:.0f} ms",
        "blobs collected afterwards": lambda o: f"{o.judgement.collected:,}",
        "**wrong**": lambda o: f"{len(o.judgement.wrong)}",
        "revision": lambda o: o.revision,
        "minutes": lambda o: f"{o.seconds / 60:.1f}",
    }
    lines = [
        "# kill -9 over a stream of paid edits",
        "",
        f"`make soak-kill`, {datetime.date.today().isoformat()}. Small edits (one or two paid steps, some"
        " with two variants) against a fake provider in a process of its own, half of them with keys that it honours,"
        " half without. Servers (API and worker are one process; two of them on PostgreSQL) and the PostgreSQL server"
        " are killed at random moments and started again. `tests/kill/judge.py` says what is looked at: one outcome and"
        " one journal row each, every picture the one that was paid for, no charge after an answer was recorded, every"
        " other second charge explained by a kill or a cut line, no blob, use or file left over.",
        "",
        "| | " + " | ".join(o.database for o in outcomes) + " |",
        "| --- |" + " --- |" * len(outcomes),
    ]
    lines += [f"| {name} | " + " | ".join(value(o) for o in outcomes) + " |" for name, value in rows.items()]
    return "\n".join(lines) + "\n"


def told(counts: "Counter[str] | Counter[int]") -> str:
    """'succeeded 10, failed 2'."""
    return ", ".join(f"{what}: {count:,}" for what, count in sorted(counts.items(), key=str)) or "none"
