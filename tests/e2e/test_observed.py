"""A real server is watched as operators watch it: metrics scraped, traces received by OTLP/HTTP, JSON log lines."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families

from tests.serving import Served, serving

WORDS = "add the text 'zebra' in the top right corner in white"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def photo() -> bytes:
    yy, xx = np.mgrid[:160, :200]
    pixels = np.stack([xx % 255, yy % 255, np.full_like(xx, 90)], axis=2).astype(np.uint8)
    return cv2.imencode(".png", pixels)[1].tobytes()


def post(server: Served, words: str = "make it brighter", **more: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {server.key}", **more.pop("headers", {})}
    return httpx.post(
        f"{server.url}/images/edits",
        headers=headers,
        files={"image": ("secret-name.png", photo(), "image/png")},
        data={"prompt": words, **more},
        timeout=120,
    )


def ended(server: Served, task_id: str) -> dict[str, Any]:
    for _ in range(600):
        task = httpx.get(f"{server.url}/tasks/{task_id}", headers={"Authorization": f"Bearer {server.key}"}).json()
        if task["completed_at"]:
            return task
        time.sleep(0.1)
    raise AssertionError(task)


def scraped(server: Served) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every sample by its name and labels."""
    text = httpx.get(f"{server.root}/metrics", timeout=30).text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_tell_of_edits_queue_refusals_and_storage(tmp_path: Path) -> None:
    with serving(tmp_path, images_per_minute="4") as server:
        assert post(server).status_code == 200
        task = post(server, background="true").json()["id"]
        assert ended(server, task)["status"] == "succeeded"
        assert post(server, "paint a unicorn from nothing").status_code == 400
        assert post(server, n="10").status_code == 429
        time.sleep(5.5)  # what the database says is read every five seconds
        found = scraped(server)

        def value(name: str, **labels: str) -> float:
            return found.get((name, tuple(sorted(labels.items()))), -1.0)

        assert value("scumble_edits_total", outcome="succeeded", code="", engine="scumble-cpu") == 2
        assert value("scumble_edit_seconds_count", engine="scumble-cpu") == 2
        for stage in ("plan", "select", "render", "compose", "encode", "check"):
            assert value("scumble_stage_seconds_count", stage=stage) == 2, stage
        assert value("scumble_wait_seconds_count", **{"class": "normal"}) == 1
        assert value("scumble_wait_seconds_count", **{"class": "interactive"}) == 1
        assert value("scumble_tasks_total", **{"class": "normal", "status": "succeeded"}) == 1
        assert value("scumble_tasks_total", **{"class": "interactive", "status": "succeeded"}) == 1
        assert value("scumble_queue_tasks", **{"class": "normal"}) == 0
        assert value("scumble_refused_total", reason="limit") == 1
        assert value("scumble_edits_in_flight") == 0
        assert value("scumble_blobs") == 2  # one source, one result: equal ones are kept once
        kept = sum(f.stat().st_size for f in (tmp_path / "data" / "blobs").rglob("*") if f.is_file())
        assert value("scumble_blob_bytes") == kept > 0
        docs = (Path(__file__).parents[2] / "docs/guides/operating.md").read_text()
        missing = {n for n, _ in found if n.startswith("scumble_") and _family(n) not in docs}
        assert missing == set()


def _family(name: str) -> str:
    for end in ("_total", "_created", "_bucket", "_count", "_sum"):
        name = name.removesuffix(end)
    return name


@contextmanager
def receiver() -> Iterator[tuple[str, list[bytes]]]:
    """A receiver of OTLP/HTTP: its address, and the bodies that it got."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                import gzip

                data = gzip.decompress(data)
            assert self.headers["content-type"] == "application/x-protobuf"
            bodies.append(data)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/traces", bodies
        finally:
            server.shutdown()


def spans_of(bodies: list[bytes]) -> list[Any]:
    found: list[Any] = []
    for body in bodies:
        request = ExportTraceServiceRequest.FromString(body)
        for resource in request.resource_spans:
            names = {a.key: a.value.string_value for a in resource.resource.attributes}
            assert names["service.name"] == "scumble"
            found += [span for scope in resource.scope_spans for span in scope.spans]
    return found


def tree(spans: list[Any], trace: str) -> list[str]:
    """Paths of names from the root, in the order of their beginnings."""
    own = sorted((s for s in spans if s.trace_id.hex() == trace), key=lambda s: s.start_time_unix_nano)
    by_id = {s.span_id: s for s in own}

    def path(span: Any) -> str:
        parent = by_id.get(span.parent_span_id)
        return f"{path(parent)}/{span.name}" if parent else span.name

    return [path(s) for s in own]


def test_traces_go_from_request_to_step_and_on_to_queued_work(tmp_path: Path) -> None:
    with receiver() as (url, bodies):
        with serving(tmp_path, traces_url=url, log_format="json") as server:
            head = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
            first = post(server, WORDS, headers=head)
            later = post(
                server, WORDS, background="true", headers={"traceparent": head["traceparent"].replace("4b", "5c")}
            )
            task = ended(server, later.json()["id"])
            refused = post(server, "paint a unicorn from nothing")
            assert (first.status_code, task["status"], refused.status_code) == (200, "succeeded", 400)
        spans = spans_of(bodies)  # a server that stops sends what it has
        root, work = "POST /v1/images/edits", "POST /v1/images/edits/task/edit"
        paths = tree(spans, TRACE)
        assert paths[:2] == [root, f"{root}/plan"]
        assert [p for p in paths if p.startswith(f"{work}/")] == [
            f"{work}/{stage}" for stage in ("plan", "select", "render", "compose", "check", "resize", "encode", "check")
        ]
        assert paths[-1] == f"{root}/task/keep"
        queued = tree(spans, TRACE.replace("4b", "5c"))
        assert f"{work}/render" in queued
        assert f"{root}/task/keep" in queued
        # Nothing of what the caller said or sent stands in them.
        told = b"".join(bodies)
        for secret in (b"zebra", b"unicorn", b"secret-name", server.key.encode(), base64.b64encode(photo())[:40]):
            assert secret not in told
        wrong = next(s for s in spans if s.name == "plan" and s.status.code == 2)
        assert {a.key: a.value.string_value for a in wrong.attributes}["error.type"] == "unsupported_instruction"

        lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines() if line.startswith("{")]
        (line,) = [
            x for x in lines if x["logger"] == "scumble.access" and x["request_id"] == first.headers["x-request-id"]
        ]
        assert (line["route"], line["status"], line["trace_id"]) == ("/v1/images/edits", 200, TRACE)
        assert not any("zebra" in json.dumps(x) for x in lines)


@pytest.mark.parametrize("named", [False, True])
def test_without_a_receiver_nothing_is_sent_and_a_dead_one_harms_nobody(tmp_path: Path, named: bool) -> None:
    settings = {"traces_url": "http://127.0.0.1:9/v1/traces"} if named else {}
    with serving(tmp_path, **settings) as server:
        began = time.monotonic()
        assert post(server).status_code == 200
        assert time.monotonic() - began < 60
