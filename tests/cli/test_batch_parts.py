"""Parts of a batch by themselves: a server without room, checks that fail, templates, the journal, the report."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from scumble.cli.batch.items import Item, fill, with_outputs
from scumble.cli.batch.remote import Remote
from scumble.cli.batch.report import Line, csv_report, totals_of, write_reports
from scumble.cli.batch.run import Run
from scumble.cli.batch.state import Entry, State
from scumble.cli.batch.thumbs import Thumbs
from scumble.cli.batch.workers import Made, Wishes, Work
from scumble.core.errors import Cancelled, EngineFailed, InvalidValue, NotFound, Overloaded, ScumbleError
from scumble.core.work import CancelToken
from scumble.net.served import Served
from tests.cli.helpers import edit, picture


class Fake:
    """A worker that does what it is told."""

    parallel, where = 2, "nowhere"

    def __init__(self, *errors: ScumbleError, verdicts: tuple[Mapping[str, Any], ...] = ()) -> None:
        self.errors, self.verdicts = list(errors), verdicts
        self.keys: list[str] = []

    def understand(self, words: str) -> Mapping[str, Any]:
        return {"plan": {"understood": words, "steps": []}, "engine": "x"}

    def edit(self, work: Work) -> Made:
        self.keys.append(work.key)
        if self.errors:
            raise self.errors.pop(0)
        return Made(data=b"result", edit=edit(*self.verdicts))

    def close(self) -> None: ...


@contextmanager
def batch(tmp_path: Path, worker: Fake, count: int = 1) -> Iterator[tuple[Run, list[Item]]]:
    """A batch of pictures under way."""
    paths = [tmp_path / f"{n}.png" for n in range(count)]
    for path in paths:
        if not path.exists():
            picture(path)
    items = [Item(picture=p, shown=p.name, words="w", name=p.stem, out=Path(p.name), format="png") for p in paths]
    state = State(tmp_path / "out")
    run = Run(
        items,
        tmp_path / "out",
        state=state,
        worker=worker,
        wishes=Wishes(),
        most=10_000_000,
        thumbs=Thumbs(state.folder, most_pixels=10_000_000),
        stop=CancelToken(),
    )
    try:
        yield run, items
    finally:
        state.close()


def work(run: Run, items: list[Item]) -> list[Entry]:
    """Does it; what was told."""
    told: list[Entry] = []
    run.work(items, 2, lambda item, entry: told.append(entry))
    return told


def test_an_engine_that_broke_is_tried_again_under_another_key(tmp_path: Path) -> None:
    worker = Fake(EngineFailed("broke"), EngineFailed("broke"))
    with batch(tmp_path, worker) as (run, items):
        (entry,) = work(run, items)
    assert entry.done
    assert entry.attempt == 3
    assert len(set(worker.keys)) == 3


def test_a_refusal_is_not_tried_again(tmp_path: Path) -> None:
    worker = Fake(InvalidValue("no"))
    with batch(tmp_path, worker) as (run, items):
        (entry,) = work(run, items)
    assert entry.error == {"code": "invalid_value", "message": "no"}
    assert len(worker.keys) == 1


def test_a_server_that_is_gone_stops_everything_and_nothing_is_lost(tmp_path: Path) -> None:
    worker = Fake(ScumbleError("away", code="unreachable"))
    with batch(tmp_path, worker, 5) as (run, items):
        work(run, items)
        assert run.broken is not None
        assert any(not run.entry(item).done and run.entry(item).error is None for item in items)
    with batch(tmp_path, Fake(), 5) as (run, items):
        work(run, [item for item in items if not run.settled(item)])
        assert all(run.entry(item).done for item in items)


def test_a_cut_off_line_of_the_journal_does_not_count(tmp_path: Path) -> None:
    with batch(tmp_path, Fake()) as (run, items):
        work(run, items)
    file = tmp_path / "out" / ".scumble-batch" / "state.jsonl"
    whole = file.read_bytes()
    for cut in range(len(whole) + 1):
        file.write_bytes(whole[:cut])
        state = State(tmp_path / "out")
        assert all(entry.attempt for entry in state.entries.values())
        state.begun("other", 1, (1, 1))
        state.close()
        for line in file.read_bytes().splitlines():
            json.loads(line)
    file.write_bytes(b"{}\n")
    with pytest.raises(InvalidValue, match="damaged"):
        State(tmp_path / "out")


def test_killed_between_the_file_and_the_word_of_it(tmp_path: Path) -> None:
    with batch(tmp_path, Fake()) as (run, items):
        work(run, items)
    file = tmp_path / "out" / ".scumble-batch" / "state.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    assert b'"done"' in lines[-1]
    file.write_bytes(b"".join(lines[:-1]))
    with batch(tmp_path, Fake()) as (run, items):
        assert run.settled(items[0]), "the bytes that were announced are there"
    file.write_bytes(b"".join(lines[:-1]))
    (tmp_path / "out" / "0.png").write_bytes(b"other")
    with batch(tmp_path, Fake()) as (run, items):
        assert not run.settled(items[0])


def test_templates() -> None:
    values = {"colour": "light  blue", "name": "Bob's", "empty": " "}
    assert fill("a {colour} mug, {{x}} '{name}' \"{name}\"", values) == (
        "a light blue mug, {x} ‘Bob's’ \"Bob's\"",
        None,
    )
    assert fill("{empty}!", values) == ("!", "It has no value for {empty}.")
    with pytest.raises(InvalidValue, match=r"no column format for \{format\}; there are colour"):
        fill("{format}", values)
    assert fill("{name}", {"name": "{colour}"})[0] == "{colour}", "values are no templates"


def test_names_that_would_be_one() -> None:
    def item(shown: str, row: int | None = None) -> Item:
        return Item(picture=Path(shown), shown=shown, words="w", name=Path(shown).stem, row=row)

    folder = with_outputs([item("a.heic"), item("a.png"), item("A.jpg"), item("b.gif")], {})
    assert [i.out.as_posix() for i in folder] == ["a.heic.png", "a.png.png", "A.jpg", "b.png"]
    table = with_outputs([item("a.png", 2), item("A.png", 3), item("a-2.png", 4)], {"w": "webp"})
    assert [i.out.as_posix() for i in table] == ["a.webp", "A-2.webp", "a-2-2.webp"]


def test_the_report_is_escaped_and_counts(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>\"'&"
    doubt = {"guard": "change", "passed": False, "value": 0, "limit": 1, "sentence": evil}
    with batch(tmp_path, Fake(verdicts=(doubt,))) as (run, items):
        work(run, items)
        entry = run.entry(items[0])
    item = Item(picture=Path("x"), shown=evil, words="=" + evil, name="x", out=Path(f"{evil}.png"), format="png")
    failed = Entry(attempt=1, error={"code": "x", "message": evil})
    lines = [Line(item=item, entry=e, key="k") for e in (entry, failed, Entry())]
    totals = totals_of(lines)
    assert totals.counts == {"failed": 1, "doubtful": 1, "done": 0, "left": 1}
    assert totals.cost == "0.01 USD"
    page = write_reports(tmp_path, lines, Thumbs(tmp_path, most_pixels=100), words=evil).read_text()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert page.index("failed</span>") < page.index("check failed</span>") < page.index("not done yet</span>")
    assert "'=<script>" in csv_report(lines)


def test_a_large_batch_has_several_pages(tmp_path: Path) -> None:
    item = Item(picture=Path("x"), shown="x", words="w", name="x", out=Path("x.png"), format="png")
    lines = [Line(item=item, entry=Entry(), key="k")] * 501
    write_reports(tmp_path, lines, Thumbs(tmp_path, most_pixels=100), words="w")
    assert (tmp_path / "report.html").read_text().count("<article") == 500
    assert (tmp_path / "report-2.html").read_text().count("<article") == 1
    assert 'href="report-2.html"' in (tmp_path / "report.html").read_text()


class Busy(BaseHTTPRequestHandler):
    """A server that has no room at first. answers: (status, headers, body) by turn, then the last one for ever."""

    answers: tuple[tuple[int, dict[str, str], Any], ...] = ()
    asked: tuple[str, ...] = ()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", "0")))
        self.do_GET()

    def do_GET(self) -> None:
        cls = type(self)
        status, headers, body = cls.answers[min(len(cls.asked), len(cls.answers) - 1)]
        cls.asked = (*cls.asked, self.path)
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None: ...


@contextmanager
def busy(*answers: tuple[int, dict[str, str], Any]) -> Iterator[tuple[str, type[Busy]]]:
    """Such a server; its address and its memory."""
    handler = type("Handler", (Busy,), {"answers": answers})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", handler
        finally:
            server.shutdown()
            thread.join()


OK: tuple[int, dict[str, str], Any] = (200, {}, {"plan": {"understood": "x", "steps": []}, "engine": "e"})
FULL: tuple[int, dict[str, str], Any] = (
    429,
    {"retry-after": "2", "x-should-retry": "true"},
    {"error": {"message": "no room", "code": "rate_limit_exceeded"}},
)


def test_a_server_without_room_is_asked_again_when_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(Remote, "_sleep", lambda self, seconds: slept.append(seconds))
    with busy(OK, FULL, (503, {"retry-after": "1"}, {}), OK) as (url, handler):
        remote = Remote(Served(url, "k"), Wishes(), CancelToken())
        assert remote.understand("x")["engine"] == "e"
    assert len(handler.asked) == 4
    assert 2 <= slept[0] <= 2.5
    assert len(slept) == 2


def test_patience_ends_and_a_final_refusal_is_taken_at_once() -> None:
    final = (429, {"x-should-retry": "false"}, {"error": {"message": "budget", "code": "budget_exceeded"}})
    with busy(OK, FULL) as (url, _):
        remote = Remote(Served(url, "k"), Wishes(), CancelToken(), busy_seconds=-1)
        with pytest.raises(Overloaded, match="no room"):
            remote.understand("x")
    with busy(OK, final, OK) as (url, handler):
        remote = Remote(Served(url, "k"), Wishes(), CancelToken())
        with pytest.raises(ScumbleError, match="budget"):
            remote.understand("x")
    assert len(handler.asked) == 2


def test_waiting_ends_when_the_batch_stops() -> None:
    stop = CancelToken()
    with busy(OK, FULL) as (url, _):
        remote = Remote(Served(url, "k", cancel=stop), Wishes(), stop)
        threading.Timer(0.3, stop.cancel).start()
        with pytest.raises(Cancelled):
            remote.understand("x")


def test_what_a_server_refuses_with_is_the_cores_own_error() -> None:
    body = {"error": {"message": "no such", "code": "task_not_found", "param": "task_id"}}
    with busy((404, {}, body)) as (url, _), pytest.raises(NotFound, match="no such") as raised:
        Served(url, "k").json("GET", "/v1/tasks/x")
    assert (raised.value.code, raised.value.param) == ("task_not_found", "task_id")
    with busy((502, {}, "<html>")) as (url, _), pytest.raises(Overloaded):
        Served(url, "k").json("GET", "/x")
    with pytest.raises(InvalidValue, match="no address"):
        Served("ftp://x", "k")
    with pytest.raises(InvalidValue, match="characters that no key has"):
        Served("http://x", "k\r\nx: y")
