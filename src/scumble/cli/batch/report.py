"""Reports of a batch: pages with before and after beside each other, and a CSV; both written whole or not at all.

A page needs nothing else: styles and thumbnails are inside, no script, and everything that came from names, words and
servers is escaped. What failed stands first, then what a check found doubtful, then the rest.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import quote

from scumble.cli.batch.items import Item
from scumble.cli.batch.page import CSS, PAGE
from scumble.cli.batch.state import Entry
from scumble.cli.batch.thumbs import Thumbs
from scumble.cli.files import write_file

ON_A_PAGE: Final = 500
Standing = Literal["failed", "doubtful", "done", "left"]
ORDER: Final[Mapping[Standing, str]] = {
    "failed": "failed",
    "doubtful": "check failed",
    "done": "done",
    "left": "not done yet",
}
COLUMNS: Final = (
    "picture",
    "output",
    "status",
    "instruction",
    "understood",
    "engine",
    "size",
    "pixels_outside",
    "pixels_changed_outside",
    "kept",
    "failed_checks",
    "check_sentences",
    "notes",
    "amount",
    "currency",
    "tokens",
    "seconds",
    "attempts",
    "task",
    "error_code",
    "error",
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One item and how it stands. key: of its thumbnails."""

    item: Item
    entry: Entry
    key: str

    @property
    def standing(self) -> Standing:
        """How it stands."""
        if self.entry.done:
            return "doubtful" if self.doubts else "done"
        return "failed" if self.entry.error is not None else "left"

    @property
    def doubts(self) -> list[Mapping[str, Any]]:
        """Checks that the result did not pass."""
        return [v for v in self.facts.get("verdicts", ()) if not v["passed"]]

    @property
    def facts(self) -> Mapping[str, Any]:
        """Facts of the finished edit."""
        return self.entry.result or {}


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Counts of a whole batch. money: by currency."""

    counts: Mapping[Standing, int]
    money: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])

    @property
    def cost(self) -> str:
        """What it cost, in words."""
        told = [f"{amount.normalize():f} {currency}" for currency, amount in sorted(self.money.items()) if amount]
        return " + ".join(told) or "nothing"


def totals_of(lines: Sequence[Line]) -> Totals:
    """What there is of everything."""
    counts: dict[Standing, int] = dict.fromkeys(ORDER, 0)
    money: dict[str, Decimal] = {}
    for line in lines:
        counts[line.standing] += 1
        if line.entry.done and "money" in line.facts:
            told = line.facts["money"]
            money[told["currency"]] = money.get(told["currency"], Decimal(0)) + Decimal(told["amount"])
    return Totals(counts=counts, money=money)


def write_reports(out: Path, lines: Sequence[Line], thumbs: Thumbs, *, words: str) -> Path:
    """Writes report.html (and report-2.html … of a large batch) and report.csv; the first page's path."""
    write_file(out / "report.csv", csv_report(lines).encode("utf-8-sig"))
    ordered = sorted(lines, key=lambda line: list(ORDER).index(line.standing))
    pages = [ordered[k : k + ON_A_PAGE] for k in range(0, len(ordered), ON_A_PAGE)]
    totals = totals_of(lines)
    for number, page in enumerate(pages):
        write_file(out / page_name(number), _page(page, number, len(pages), totals, thumbs, words).encode())
    return out / page_name(0)


def page_name(number: int) -> str:
    """The file of a page; 0 = the first."""
    return "report.html" if number == 0 else f"report-{number + 1}.html"


def csv_report(lines: Sequence[Line]) -> str:
    """A row for each item. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for line in lines:
        row = _row(line)
        writer.writerow([_cell(row[name]) for name in COLUMNS])
    return file.getvalue()


def _cell(value: object) -> object:
    risky = isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}
    return f"'{value}" if risky else value


def _row(line: Line) -> dict[str, object]:
    empty: Mapping[str, Any] = {}
    facts, error = line.facts if line.entry.done else empty, line.entry.error or empty
    kept, money = facts.get("preservation", empty), facts.get("money", empty)
    return {
        "picture": line.item.shown,
        "output": line.item.out.as_posix() if line.entry.done else "",
        "status": ORDER[line.standing],
        "instruction": line.item.words,
        "understood": facts.get("understood", ""),
        "engine": facts.get("engine", ""),
        "size": facts.get("size", ""),
        "pixels_outside": kept.get("outside", ""),
        "pixels_changed_outside": kept.get("changed", ""),
        "kept": kept.get("mode", ""),
        "failed_checks": " ".join(v["guard"] for v in line.doubts),
        "check_sentences": " ".join(v["sentence"] for v in line.doubts),
        "notes": " ".join(facts.get("notes", ())),
        "amount": money.get("amount", ""),
        "currency": money.get("currency", ""),
        "tokens": facts.get("tokens", ""),
        "seconds": facts.get("seconds", ""),
        "attempts": line.entry.attempt,
        "task": facts.get("task") or "",
        "error_code": error.get("code") or "",
        "error": error.get("message", ""),
    }


def _page(page: Sequence[Line], number: int, count: int, totals: Totals, thumbs: Thumbs, words: str) -> str:
    told = " · ".join(f"{n} {ORDER[standing]}" for standing, n in totals.counts.items() if n)
    others = " ".join(
        f"<b>{k + 1}</b>" if k == number else f'<a href="{page_name(k)}">{k + 1}</a>' for k in range(count)
    )
    return PAGE.format(
        css=CSS,
        words=escape(words),
        told=escape(f"{told} · cost: {totals.cost}"),
        pages=f"<nav>Pages: {others}</nav>" if count > 1 else "",
        cards="\n".join(_card(line, thumbs) for line in page),
    )


def _card(line: Line, thumbs: Thumbs) -> str:
    """One item: the two pictures, what was understood, how it went."""
    item, facts = line.item, line.facts
    href = quote(item.out.as_posix())
    before, after = _picture(thumbs.url(line.key, "before"), "before"), _picture(thumbs.url(line.key, "after"), "after")
    if not line.entry.done:
        after = _picture(None, "after", "no result")
    told = [f"<p class=words>{escape(item.words)}</p>"]
    if line.entry.done:
        after = f'<a href="{escape(href)}">{after}</a>'
        told.append(f"<p>{escape(str(facts['understood']).removeprefix('I understood: '))}</p>")
        told += [f"<p class=doubt>{escape(str(v['sentence']))}</p>" for v in line.doubts]
        told += [f"<p class=note>{escape(str(note))}</p>" for note in facts.get("notes", ())]
        told.append(f"<p class=facts>{escape(_facts(facts))}</p>")
    elif line.entry.error is not None:
        told.append(f"<p class=error>{escape(str(line.entry.error.get('message', '')))}</p>")
    return (
        f'<article class="{line.standing}"><h2><span class=badge>{ORDER[line.standing]}</span> '
        f"{escape(item.shown)}</h2><div class=pair>{before}{after}</div>{''.join(told)}</article>"
    )


def _picture(url: str | None, name: str, otherwise: str = "no picture") -> str:
    shown = f'<img src="{url}" alt="{name}">' if url else otherwise
    return f"<figure><div class=shot>{shown}</div><figcaption>{name}</figcaption></figure>"


def _facts(facts: Mapping[str, Any]) -> str:
    kept, money = facts["preservation"], facts["money"]
    outside = f"{kept['changed']:,} of {kept['outside']:,} pixels outside changed" if kept["outside"] else ""
    cost = f"{money['amount']} {money['currency']}" if Decimal(money["amount"]) else ""
    return " · ".join(t for t in (facts["engine"], facts["size"], f"{facts['seconds']:.1f} s", outside, cost) if t)
