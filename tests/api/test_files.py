"""The Files API at the door: uploads in pieces and constant memory, lists, downloads; files where pictures go."""

import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from scumble.api.gate import Gate
from scumble.api.services import Storage
from scumble.api.upload import FORM_BYTES, MEMORY
from scumble.db.engine import Database
from tests.api.helpers import AUTH, EditorDouble, api, call, edit, edit_json, error_of, mask, part, picture, storage

LINES = b'{"custom_id": "1"}\n' * 100


@pytest.fixture
def kept(database: Database) -> Storage:
    """Where files are kept."""
    return storage(database)


@pytest.fixture
def app(kept: Storage) -> FastAPI:
    """The application with it."""
    return api(storage=kept)


def upload(app: FastAPI, data: bytes = LINES, name: str = "lines.jsonl", **fields: str) -> httpx.Response:
    fields = {"purpose": "batch", **fields}
    return call(app, "POST", "/v1/files", data=fields, files={"file": (name, data)})


def uploaded(app: FastAPI, data: bytes = LINES, name: str = "lines.jsonl", **fields: str) -> str:
    answer = upload(app, data, name, **fields)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def raw(app: FastAPI, *parts: bytes, end: bytes = b"--XX--\r\n", chunk: int = 1) -> httpx.Response:
    """A hand-made upload, in pieces of so many bytes, without Content-Length."""
    body = b"".join(parts) + end
    headers = {**AUTH, "content-type": "multipart/form-data; boundary=XX"}

    async def pieces() -> Any:
        for i in range(0, len(body), chunk):
            yield body[i : i + chunk]

    return call(app, "POST", "/v1/files", content=pieces(), headers=headers)


def test_a_file_object_has_what_openais_has(app: FastAPI):
    body = upload(app).json()
    assert re.fullmatch("file-[0-9a-f]{24}", body["id"])
    assert {k: body[k] for k in ("object", "bytes", "filename", "purpose", "status")} == {
        "object": "file",
        "bytes": len(LINES),
        "filename": "lines.jsonl",
        "purpose": "batch",
        "status": "processed",
    }
    assert body["expires_at"] == body["created_at"] + 30 * 86400
    assert call(app, "GET", f"/v1/files/{body['id']}").json() == body


def test_the_content_comes_back_with_its_own_type_and_name(app: FastAPI):
    lines = call(app, "GET", f"/v1/files/{uploaded(app)}/content")
    assert lines.content == LINES
    assert lines.headers["content-type"] == "application/jsonl"
    assert lines.headers["content-length"] == str(len(LINES))
    photo_id = uploaded(app, picture(), "Größe 1.png", purpose="vision")
    photo = call(app, "GET", f"/v1/files/{photo_id}/content")
    assert photo.content == picture()
    assert photo.headers["content-type"] == "image/png"
    assert photo.headers["content-disposition"] == "attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe%201.png"
    assert photo.headers["x-content-type-options"] == "nosniff"
    assert photo.headers["cache-control"].startswith("private")


def test_pages_are_told_as_openai_tells_them(app: FastAPI):
    ids = [uploaded(app, str(i).encode()) for i in range(3)]
    page = call(app, "GET", "/v1/files?limit=2").json()
    assert [f["id"] for f in page["data"]] == [ids[2], ids[1]]
    assert (page["object"], page["first_id"], page["last_id"], page["has_more"]) == ("list", ids[2], ids[1], True)
    rest = call(app, "GET", f"/v1/files?limit=2&after={ids[1]}").json()
    assert ([f["id"] for f in rest["data"]], rest["has_more"]) == ([ids[0]], False)
    up = call(app, "GET", "/v1/files?order=asc").json()
    assert [f["id"] for f in up["data"]] == ids
    empty = call(app, "GET", "/v1/files?purpose=vision").json()
    assert (empty["data"], empty["first_id"], empty["last_id"]) == ([], None, None)


@pytest.mark.parametrize("query", ["limit=0", "limit=10001", "limit=x", "order=up", "after=nonsense", "colour=red"])
def test_a_wrong_query_is_told(app: FastAPI, query: str):
    error = error_of(call(app, "GET", f"/v1/files?{query}"), 400)
    assert error["param"] == query.split("=", maxsplit=1)[0]


def test_a_deleted_file_is_gone(app: FastAPI):
    file_id = uploaded(app)
    answer = call(app, "DELETE", f"/v1/files/{file_id}")
    assert answer.json() == {"id": file_id, "object": "file", "deleted": True}
    for method, path in (("GET", ""), ("GET", "/content"), ("DELETE", "")):
        error = error_of(call(app, method, f"/v1/files/{file_id}{path}"), 404)
        assert file_id in error["message"]


@pytest.mark.parametrize("path", ["", "/file-0", "/file-0/content"])
def test_without_a_key_nothing_is_told(app: FastAPI, path: str):
    assert error_of(call(app, "GET", f"/v1/files{path}", headers={}), 401)["message"]


def test_expiry_can_be_chosen(app: FastAPI):
    fields = {"purpose": "vision", "expires_after[anchor]": "created_at", "expires_after[seconds]": "3600"}
    body = upload(app, picture(), **fields).json()
    assert body["expires_at"] == body["created_at"] + 3600
    assert upload(app, picture(), purpose="vision").json()["expires_at"] is None


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"expires_after[anchor]": "created_at", "expires_after[seconds]": "3599"}, "expires_after.seconds"),
        ({"expires_after[anchor]": "created_at", "expires_after[seconds]": "2592001"}, "expires_after.seconds"),
        ({"expires_after[anchor]": "created_at"}, "expires_after.seconds"),
        ({"expires_after[anchor]": "now", "expires_after[seconds]": "3600"}, "expires_after.anchor"),
        ({"purpose": "fine-tune"}, "purpose"),
        ({"purpose": ""}, "purpose"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_wrong_fields_are_told_and_nothing_is_kept(app: FastAPI, fields: dict[str, str], param: str):
    assert error_of(upload(app, **fields), 400)["param"] == param
    assert call(app, "GET", "/v1/files").json()["data"] == []


def test_a_picture_that_is_none_is_refused(app: FastAPI):
    error = error_of(upload(app, b"not a picture at all", purpose="vision"), 400)
    assert error["param"] == "file"
    assert error_of(upload(app, b"", purpose="vision"), 400)["code"] == "empty_file"


FILE = part("file", LINES, "Content-Type: application/octet-stream", filename="a.jsonl")
PURPOSE = part("purpose", b"batch")


@pytest.mark.parametrize("chunk", [1, 7, 100_000])
@pytest.mark.parametrize("order", [(FILE, PURPOSE), (PURPOSE, FILE)])
def test_parts_come_in_any_order_and_in_any_pieces(app: FastAPI, order: tuple[bytes, bytes], chunk: int):
    body = raw(app, *order, chunk=chunk).json()
    assert (body["bytes"], body["filename"]) == (len(LINES), "a.jsonl")
    assert call(app, "GET", f"/v1/files/{body['id']}/content").content == LINES


@pytest.mark.parametrize(
    ("parts", "status", "code"),
    [
        ((PURPOSE,), 400, "missing_required_parameter"),
        ((FILE,), 400, "missing_required_parameter"),
        ((FILE, FILE, PURPOSE), 400, "duplicate_parameter"),
        ((FILE, PURPOSE, PURPOSE), 400, "duplicate_parameter"),
        ((FILE, part("purpose", b"b" * 5000)), 413, "request_too_large"),
        ((part("file", b"", filename=""), PURPOSE), 400, "empty_file"),
    ],
)
def test_forms_that_cannot_be_used_are_told(app: FastAPI, parts: tuple[bytes, ...], status: int, code: str):
    assert error_of(raw(app, *parts, chunk=500), status)["code"] == code
    assert call(app, "GET", "/v1/files").json()["data"] == []


def test_a_form_that_breaks_off_keeps_nothing(app: FastAPI, kept: Storage):
    assert error_of(raw(app, FILE, PURPOSE, end=b"", chunk=500), 400)["code"] == "invalid_multipart"
    assert (
        error_of(call(app, "POST", "/v1/files", json={"purpose": "batch"}), 400)["code"] == "unsupported_content_type"
    )


def test_a_file_over_its_limit_is_refused_with_and_without_its_length(database: Database):
    app = api(storage=storage(database, max_batch_bytes=1000))
    most = 50 * 1024 * 1024
    assert error_of(upload(app, bytes(1001)), 413)["param"] == "file"
    announced = {
        **AUTH,
        "content-type": "multipart/form-data; boundary=XX",
        "content-length": str(most + FORM_BYTES + 1),
    }
    assert error_of(call(app, "POST", "/v1/files", content=b"", headers=announced), 413)["code"] == "request_too_large"


def test_an_upload_larger_than_the_memory_for_bodies_is_kept(database: Database, monkeypatch: pytest.MonkeyPatch):
    """20 MB pass through a door that holds 1 MB of a request in memory: only a few pieces are ever there."""
    taken: list[int] = []
    take = Gate.take_bytes

    def noted(self: Gate, key: str, own: int, count: int) -> None:
        taken.append(own + count)
        take(self, key, own, count)

    monkeypatch.setattr(Gate, "take_bytes", noted)
    app = api(storage=storage(database, max_batch_bytes=30_000_000), max_body_bytes=1_000_000)
    data = bytes(range(256)) * 80_000
    file_id = uploaded(app, data)
    assert call(app, "GET", f"/v1/files/{file_id}/content").content == data
    assert taken == [MEMORY]
    uploaded(app, picture(), purpose="vision")  # a picture is looked at as a whole
    assert taken == [MEMORY, MEMORY, MEMORY + len(picture())]


def test_over_the_quota_an_upload_is_refused_before_it_is_read(database: Database):
    app = api(storage=storage(database, quota=500_000))
    file_id = uploaded(app, b"a" * 400_000)
    error = error_of(upload(app, b"b" * 400_000), 403)
    assert error["code"] == "storage_quota_exceeded"
    assert "DELETE /v1/files/{id}" in error["message"]
    call(app, "DELETE", f"/v1/files/{file_id}")
    uploaded(app, b"b" * 400_000)


@pytest.mark.parametrize("field", ["image", "image[]", "image[0]"])
def test_a_file_id_stands_for_the_picture_in_a_form(kept: Storage, field: str):
    editor = EditorDouble()
    app = api(editor, storage=kept)
    photo = uploaded(app, picture(20, 10), purpose="vision")
    drawn = uploaded(app, mask(20, 10), purpose="vision")
    files = [(field, (None, photo)), ("mask", (None, drawn))]
    answer = edit(app, files=files)
    assert answer.status_code == 200, answer.text
    source = editor.asked[0].sources[0].image
    assert (source.width, source.height) == (20, 10)
    assert editor.asked[0].drawn is not None


def test_file_ids_and_files_can_be_mixed_and_keep_their_order(kept: Storage):
    editor = EditorDouble()
    app = api(editor, storage=kept)
    photo = uploaded(app, picture(20, 10), purpose="vision")
    files = [("image[]", ("a.png", picture(30, 12))), ("image[]", (None, photo)), ("image[]", ("b.png", picture(8, 9)))]
    assert edit(app, files=files).status_code == 200
    assert [s.image.width for s in editor.asked[0].sources] == [30, 20, 8]


def test_a_file_id_stands_for_the_picture_in_json(kept: Storage):
    editor = EditorDouble()
    app = api(editor, storage=kept)
    photo = uploaded(app, picture(20, 10), purpose="vision")
    drawn = uploaded(app, mask(20, 10), purpose="vision")
    body = {"prompt": "white studio", "images": [{"file_id": photo}], "mask": {"file_id": drawn}}
    assert edit_json(app, body).status_code == 200
    assert editor.asked[0].sources[0].image.width == 20
    assert editor.asked[0].drawn is not None
    planned = call(app, "POST", "/v1/images/plan", json=body)
    assert planned.status_code == 200
    assert editor.questions[-1].width == 20


def test_a_file_that_is_no_picture_is_told_so(kept: Storage):
    app = api(storage=kept)
    error = error_of(edit(app, files=[("image", (None, uploaded(app)))]), 400)
    assert error["param"] == "image"


@pytest.mark.parametrize("named", ["file-000000000000000000000000", "file-", "ver_1", "file-" + "x" * 300])
def test_an_id_that_names_nothing_is_told(kept: Storage, named: str):
    app = api(storage=kept)
    error = error_of(edit(app, files=[("image", (None, named))]), 404)
    assert (error["param"], error["code"]) == ("image", "image_file_not_found")
    error = error_of(edit_json(app, {"prompt": "x", "images": [{"file_id": named}]}), 404)
    assert (error["param"], error["code"]) == ("images[0].file_id", "image_file_not_found")


def test_a_kept_picture_over_the_limit_of_a_file_is_refused(kept: Storage):
    small = api(storage=kept, max_file_bytes=50)
    photo = uploaded(api(storage=kept), picture(), purpose="vision")
    assert error_of(edit(small, files=[("image", (None, photo))]), 413)["param"] == "image"
