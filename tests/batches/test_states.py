"""A batch through all its states, by the official SDK against a real server; drawing is a double."""

import base64
import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
import sqlalchemy as sa

from scumble.core.batch import Batch
from scumble.core.caller import Caller
from scumble.core.errors import NotFound
from scumble.core.webhook import EVENTS
from scumble.db.batches import Lost
from scumble.db.outcomes import Outcomes
from scumble.db.tables import blob_uses, tasks, webhook_deliveries
from scumble.db.tasks import TaskRows
from scumble.edits.batch_carrying import BatchLimits
from scumble.net.addresses import read_rules
from scumble.webhooks.endpoints import Webhooks
from tests.api.helpers import AUTH, EditorDouble, picture
from tests.batches.conftest import Office
from tests.batches.helpers import EDITS, begin, data_url, edit_line, ended, files_of, write_lines

ME = Caller(project_id="proj_test", key_id="key_test")
SMALL = {"image_url": data_url(24, 16)}


def lines_file(tmp_path: Path, count: int = 3, **body: Any) -> Path:
    """Lines that ask for the same."""
    return write_lines(tmp_path / "lines.jsonl", (edit_line(n, SMALL, **body) for n in range(count)))


def working(client: openai.OpenAI, batch_id: str) -> Any:
    """The batch once a line of it was carried out."""
    for _ in range(400):
        batch = client.batches.retrieve(batch_id)
        if batch.request_counts and batch.request_counts.completed:
            return batch
        time.sleep(0.05)
    raise AssertionError(batch)


def test_every_line_is_answered_as_the_route_would_have_answered(office: Office, tmp_path: Path) -> None:
    with office.open() as client:
        photo = client.files.create(file=("p.png", picture()), purpose="vision")
        lines = [
            edit_line(0, SMALL),
            edit_line(1, {"file_id": photo.id}, output_format="webp"),
            edit_line(2, SMALL, response_format="url"),
            edit_line(3, SMALL, n=99),
            edit_line(4, {"file_id": "file-000000000000000000000000"}),
            edit_line(5, {"image_url": "data:image/png;base64,AAAA"}),
            edit_line(6, SMALL, stream=True),
            edit_line(7, SMALL, surprise=1),
            edit_line(8, SMALL, n=2),
        ]
        made = begin(
            client,
            write_lines(tmp_path / "l.jsonl", lines),
            metadata={"for": "the shop"},
            output_expires_after={"anchor": "created_at", "seconds": 7200},
        )
        assert (made.status, made.object, made.endpoint, made.completion_window) == (
            "validating",
            "batch",
            EDITS,
            "24h",
        )
        assert made.expires_at == made.created_at + 86400
        assert made.id.startswith("batch_")
        batch = ended(client, made.id)
        assert batch.status == "completed", batch
        assert batch.metadata == {"for": "the shop"}
        assert batch.model == "gpt-image-2"
        counts = batch.request_counts
        assert counts is not None
        assert (counts.total, counts.completed, counts.failed) == (9, 4, 5)
        assert batch.usage is not None
        assert batch.usage.total_tokens == batch.usage.input_tokens + batch.usage.output_tokens > 0
        for file_id in (batch.output_file_id, batch.error_file_id):
            assert file_id is not None
            file = client.files.retrieve(file_id)
            assert file.purpose == "batch_output"
            assert file.expires_at == file.created_at + 7200
        files = files_of(client, batch)
        assert [*files.output] == ["line-0", "line-1", "line-2", "line-8"]
        answers = {name: line["response"]["body"] for name, line in files.output.items()}
        assert base64.b64decode(answers["line-0"]["data"][0]["b64_json"]) == picture()
        assert answers["line-1"]["output_format"] == "webp"
        assert len(answers["line-8"]["data"]) == 2
        link = answers["line-2"]["data"][0]["url"]
        answer = httpx.get(link)
        assert answer.content == picture()
        assert int(answer.headers["cache-control"].split("max-age=")[1].split(",")[0]) > 23 * 3600
        told = {
            name: (line["response"]["status_code"], line["response"]["body"]["error"]["code"])
            for name, line in files.errors.items()
        }
        assert told == {
            "line-3": (400, "integer_above_max_value"),
            "line-4": (404, "image_file_not_found"),
            "line-5": (400, "unsupported_file_mimetype"),
            "line-6": (400, "invalid_value"),
            "line-7": (400, "unknown_parameter"),
        }
        direct = client.images.with_raw_response.edit(
            image=("p.png", picture()), prompt="flip it horizontally", model="gpt-image-2"
        )
        same = ("background", "output_format", "quality", "size", "usage")
        body = json.loads(direct.text)
        assert {name: body[name] for name in same} == {name: answers["line-0"][name] for name in same}


def test_generations(office: Office, tmp_path: Path) -> None:
    body = {"prompt": "a plain grey background", "size": "1024x1024"}
    line = {"custom_id": "one", "method": "POST", "url": "/v1/images/generations", "body": body}
    with office.open() as client:
        made = begin(client, write_lines(tmp_path / "l.jsonl", [line]), "/v1/images/generations")
        batch = ended(client, made.id)
        assert batch.status == "completed"
        assert [*files_of(client, batch).output] == ["one"]
        assert batch.error_file_id is None


def test_a_file_with_faults_fails_and_no_line_is_carried_out(office: Office, tmp_path: Path) -> None:
    editor = EditorDouble()
    with office.open(editor) as client:
        lines: list[dict[str, Any]] = [edit_line(0, SMALL), edit_line(0, SMALL), {"custom_id": "x"}]
        batch = ended(client, begin(client, write_lines(tmp_path / "l.jsonl", lines)).id)
        assert batch.status == "failed"
        assert batch.failed_at is not None
        assert batch.errors is not None
        assert batch.errors.data is not None
        assert [(e.code, e.line, e.param) for e in batch.errors.data] == [
            ("duplicate_custom_id", 2, "custom_id"),
            ("missing_required_parameter", 3, "method"),
        ]
        assert (batch.output_file_id, batch.error_file_id) == (None, None)
    assert editor.asked == []


def test_cancelled_in_the_middle(office: Office, tmp_path: Path) -> None:
    """What was in work is finished and in the output; the rest was never begun."""
    editor = EditorDouble(seconds=0.15)
    with office.open(editor, limits=BatchLimits(window=6)) as client:
        made = begin(client, lines_file(tmp_path, 60))
        working(client, made.id)
        assert client.batches.cancel(made.id).status == "cancelling"
        batch = ended(client, made.id)
        assert batch.status == "cancelled"
        assert batch.cancelling_at is not None
        assert batch.cancelled_at is not None
        counts, files = batch.request_counts, files_of(client, batch)
        assert counts is not None
        assert counts.total == 60
        assert counts.failed == 0
        assert 0 < counts.completed == len(files.output) == len(editor.asked) < 60
        assert len(files.errors) == 60 - counts.completed
        assert files.codes() == {"batch_cancelled"}
        assert client.batches.cancel(made.id).status == "cancelled", "asked again, it stays so"
        begun = len(editor.asked)
        time.sleep(0.5)
        assert len(editor.asked) == begun


def test_cancelled_before_it_was_looked_at(office: Office, tmp_path: Path) -> None:
    with office.open(limits=BatchLimits()) as client:
        file = client.files.create(file=lines_file(tmp_path), purpose="batch")
    batch = Batch(
        project_id=ME.project_id,
        key_id=ME.key_id,
        endpoint=EDITS,
        input_file_id=file.id,
        input_digest=office.files.get(ME, file.id).digest,
        request_hash="",
    )
    assert office.rows.add(ME, batch, lambda _: None, 5)
    cancelled = office.rows.cancel(ME, batch.id, office.clock())
    assert cancelled is not None
    assert cancelled.status == "cancelling"
    with office.open() as client:
        found = ended(client, batch.id)
        assert found.status == "cancelled"
        assert (found.output_file_id, found.error_file_id) == (None, None)


def test_expired(office: Office, tmp_path: Path) -> None:
    editor = EditorDouble(seconds=0.15)
    with office.open(editor, limits=BatchLimits(window=6)) as client:
        made = begin(client, lines_file(tmp_path, 40))
        working(client, made.id)
        office.clock.skipped = timedelta(hours=24, seconds=1)
        batch = ended(client, made.id)
        assert batch.status == "expired"
        assert batch.expired_at is not None
        files, counts = files_of(client, batch), batch.request_counts
        assert counts is not None
        assert 0 < counts.completed == len(files.output) == len(editor.asked) < 40
        assert counts.failed == 0
        assert len(files.errors) == 40 - counts.completed
        assert files.codes() == {"batch_expired"}
        with pytest.raises(openai.ConflictError, match="expired cannot be cancelled"):
            client.batches.cancel(made.id)


def test_the_queue_holds_a_window_of_lines(office: Office, tmp_path: Path) -> None:
    most = 0
    with office.open(EditorDouble(seconds=0.05), limits=BatchLimits(window=5)) as client:
        made = begin(client, lines_file(tmp_path, 40))
        while client.batches.retrieve(made.id).status in {"validating", "in_progress"}:
            with office.database.read() as connection:
                open_ = tasks.c.status.in_(("queued", "processing"))
                most = max(most, connection.execute(sa.select(sa.func.count()).where(open_)).scalar_one())
        assert ended(client, made.id).status == "completed"
    assert 1 < most <= 5


def test_a_line_cancelled_by_itself_counts_as_failed(office: Office, tmp_path: Path) -> None:
    with office.open(EditorDouble(seconds=0.3), at_once=1) as client:
        made = begin(client, lines_file(tmp_path, 4))
        working(client, made.id)
        http = httpx.Client(base_url=str(client.base_url), headers=AUTH)
        (task,) = http.get("/tasks", params={"client_request_id": "line-3"}).json()["data"]
        assert task["batch_id"] == made.id
        http.post(f"/tasks/{task['id']}/cancel")
        http.close()
        batch = ended(client, made.id)
        counts = batch.request_counts
        assert counts is not None
        assert (batch.status, counts.completed, counts.failed) == ("completed", 3, 1)
        assert files_of(client, batch).codes() == {"task_cancelled"}


def test_the_next_server_goes_on_where_the_last_one_was(office: Office, tmp_path: Path) -> None:
    """Stopped twice in the middle; the input file deleted meanwhile."""
    editor = EditorDouble(seconds=0.1)
    limits = BatchLimits(window=6)
    with office.open(editor, limits=limits) as client:
        made = begin(client, lines_file(tmp_path, 40))
        working(client, made.id)
        client.files.delete(made.input_file_id)
    with office.open(editor, limits=limits) as client:
        working(client, made.id)
    with office.open(editor, limits=limits) as client:
        batch = ended(client, made.id)
        assert batch.status == "completed"
        files = files_of(client, batch)
        assert [*files.output] == [f"line-{n}" for n in range(40)]
    with office.database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tasks)).scalar_one() == 40
        held = sa.select(blob_uses.c.owner_id).where(blob_uses.c.owner_kind == "batch")
        assert connection.execute(held).all() == [], "the input is let go"


def test_only_who_holds_a_batch_can_move_it_and_no_line_is_fed_twice(office: Office, tmp_path: Path) -> None:
    with office.open() as client:
        file = client.files.create(file=lines_file(tmp_path), purpose="batch")
    digest = office.files.get(ME, file.id).digest
    asked = Batch(
        project_id=ME.project_id, key_id=ME.key_id, endpoint=EDITS, input_file_id=file.id, input_digest=digest,
        request_hash="",
    )  # fmt: skip
    assert office.rows.add(ME, asked, lambda _: None, 5)
    first = office.rows.claim("exec_one")
    assert first is not None
    assert office.rows.claim("exec_two") is None
    with office.database.write() as connection:
        office.rows.fed(connection, first, 1)
    with pytest.raises(Lost), office.database.write() as connection:
        office.rows.fed(connection, first, 1)
    with office.database.write() as connection:
        connection.execute(sa.text("UPDATE batches SET owner = NULL"))
    second = office.rows.claim("exec_two")
    assert second is not None
    assert second.fed_line == 1
    with pytest.raises(Lost):
        office.rows.look(first)
    with pytest.raises(Lost), office.database.write() as connection:
        office.rows.fed(connection, first, 2)
    with pytest.raises(Lost):
        office.rows.finalize(first, office.clock())
    with pytest.raises(Lost):
        office.rows.drop_waiting(first, {}, office.clock())


def test_limits_of_a_project(office: Office, tmp_path: Path) -> None:
    with office.open(EditorDouble(seconds=0.5), limits=BatchLimits(lines=5, open=2, open_lines=7, window=2)) as client:
        first = begin(client, lines_file(tmp_path, 5))
        while client.batches.retrieve(first.id).status == "validating":
            time.sleep(0.05)
        over = ended(client, begin(client, lines_file(tmp_path, 3)).id)
        assert over.errors is not None
        assert over.errors.data is not None
        assert over.errors.data[0].code == "too_many_open_lines"
        second = begin(client, lines_file(tmp_path, 2))
        with pytest.raises(openai.PermissionDeniedError, match="max_open_batches") as caught:
            begin(client, lines_file(tmp_path, 1))
        assert caught.value.code == "batch_limit_reached"
        for made in (first, second):
            client.batches.cancel(made.id)
            ended(client, made.id)
        many = ended(client, begin(client, lines_file(tmp_path, 6)).id)
        assert many.errors is not None
        assert many.errors.data is not None
        assert many.errors.data[0].code == "too_many_lines"


def test_pages_of_a_list_and_other_projects(office: Office, tmp_path: Path) -> None:
    with office.open() as client:
        made = [begin(client, lines_file(tmp_path, 1)).id for _ in range(5)]
        for batch_id in made:
            ended(client, batch_id)
        assert [batch.id for batch in client.batches.list(limit=2)] == made[::-1]
        page = client.batches.list(limit=3, after=made[2])
        assert ([batch.id for batch in page.data], page.has_more) == ([made[1], made[0]], False)
        for limit in (0, 101):
            with pytest.raises(openai.BadRequestError):
                client.batches.list(limit=limit)
        with pytest.raises(openai.NotFoundError, match="There is no batch"):
            client.batches.retrieve("batch_none")
        with pytest.raises(openai.NotFoundError):
            client.batches.cancel("batch_none")
    other = Caller(project_id="proj_other", key_id="key_other")
    assert office.rows.get(other, made[0]) is None
    assert office.rows.cancel(other, made[0], office.clock()) is None
    assert office.rows.recent(other, limit=10, after=None) == []
    with pytest.raises(NotFound):
        office.files.get(other, "file-000000000000000000000000")


def test_what_cannot_be_a_batch_is_refused(office: Office, tmp_path: Path) -> None:
    with office.open() as client:
        photo = client.files.create(file=("p.png", picture()), purpose="vision").id
        good = client.files.create(file=lines_file(tmp_path), purpose="batch").id
        wrong: list[tuple[dict[str, Any], type[openai.APIStatusError], str | None]] = [
            ({"input_file_id": photo}, openai.BadRequestError, "input_file_id"),
            ({"input_file_id": "file-000000000000000000000000"}, openai.NotFoundError, "input_file_id"),
            ({"endpoint": "/v1/chat/completions"}, openai.BadRequestError, "endpoint"),
            ({"completion_window": "1h"}, openai.BadRequestError, "completion_window"),
            ({"metadata": {str(n): "x" for n in range(17)}}, openai.BadRequestError, "metadata"),
            ({"metadata": {"x": "y" * 513}}, openai.BadRequestError, "metadata.x"),
            ({"output_expires_after": {"anchor": "created_at", "seconds": 60}}, openai.BadRequestError, None),
        ]
        for values, error, param in wrong:
            asked: Any = {"input_file_id": good, "endpoint": EDITS, "completion_window": "24h", **values}
            with pytest.raises(error) as caught:
                client.batches.create(**asked)
            assert param is None or caught.value.param == param, values


def test_a_request_sent_again_is_the_same_batch(office: Office, tmp_path: Path) -> None:
    with office.open() as client:
        file = client.files.create(file=lines_file(tmp_path, 1), purpose="batch")
        asked: Any = {"input_file_id": file.id, "endpoint": EDITS, "completion_window": "24h"}
        named = {"Idempotency-Key": "mine"}
        first = client.batches.create(**asked, extra_headers=named)
        assert client.batches.create(**asked, extra_headers=named).id == first.id
        with pytest.raises(openai.ConflictError) as caught:
            client.batches.create(**asked, metadata={"a": "b"}, extra_headers=named)
        assert caught.value.code == "idempotency_mismatch"
        assert client.batches.create(**asked, extra_headers={"x-stainless-retry-count": "1"}).id == first.id
        assert client.batches.create(**asked).id != first.id


def test_each_end_is_told_once_and_lines_are_not(office: Office, tmp_path: Path) -> None:
    hooks = Webhooks(office.database, read_rules(("80", "443"), ()), wake=lambda: None)
    endpoint = hooks.create(ME, "https://example.com/hook", EVENTS)
    with office.open(EditorDouble(seconds=0.05), limits=BatchLimits(window=4)) as client:
        done = ended(client, begin(client, lines_file(tmp_path, 2)).id)
        bad = ended(client, begin(client, write_lines(tmp_path / "bad.jsonl", [{"custom_id": "x"}])).id)
        stopped = begin(client, lines_file(tmp_path, 50))
        working(client, stopped.id)
        client.batches.cancel(stopped.id)
        ended(client, stopped.id)
        late = begin(client, lines_file(tmp_path, 50))
        working(client, late.id)
        office.clock.skipped = timedelta(hours=25)
        ended(client, late.id)
    with office.database.read() as connection:
        rows = connection.execute(sa.select(webhook_deliveries.c.event_type, webhook_deliveries.c.body)).all()
    told = [(row.event_type, json.loads(row.body)["data"]["id"]) for row in rows]
    assert sorted(told) == sorted(
        [
            ("batch.completed", done.id),
            ("batch.failed", bad.id),
            ("batch.cancelled", stopped.id),
            ("batch.expired", late.id),
        ]
    )
    assert endpoint.id


def test_lines_of_a_batch_under_way_are_not_tidied_away(office: Office, tmp_path: Path) -> None:
    with office.open(EditorDouble(seconds=0.2), limits=BatchLimits(window=2)) as client:
        made = begin(client, lines_file(tmp_path, 8))
        working(client, made.id)
        with office.database.write() as connection:
            long_ago = office.clock() - timedelta(days=60)
            connection.execute(sa.update(tasks).where(tasks.c.ended_at.is_not(None)).values(ended_at=long_ago))
        outcomes = Outcomes(office.database, TaskRows(office.database))
        assert outcomes.remove_ended(office.clock() - timedelta(days=30), 100, lambda *_: None) == 0
        batch = ended(client, made.id)
        assert batch.status == "completed"
        assert len(files_of(client, batch).output) == 8
        with office.database.write() as connection:
            connection.execute(sa.update(tasks).values(ended_at=long_ago))
        assert outcomes.remove_ended(office.clock() - timedelta(days=30), 100, lambda *_: None) == 8
