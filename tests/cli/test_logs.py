"""The server's log: text or JSON lines, of the chosen importance, tracebacks inside the line."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from scumble import tracing
from scumble.cli.logs import JsonLines, set_up


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    logger = logging.getLogger()
    handlers, level = logger.handlers[:], logger.level
    yield logger
    logger.handlers[:] = handlers
    logger.setLevel(level)
    for name in ("uvicorn", "alembic"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_a_json_line_is_one_object_traceback_included() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.Logger("scumble.test")
    logger.addHandler(handler)
    try:
        raise ValueError("deep inside")
    except ValueError:
        logger.exception("it broke: %s", "ü")
    (line,) = stream.getvalue().splitlines()
    facts = json.loads(line)
    assert (facts["level"], facts["logger"], facts["message"]) == ("error", "scumble.test", "it broke: ü")
    assert "deep inside" in facts["traceback"]
    assert facts["time"].endswith("+00:00")


@pytest.mark.parametrize("form", ["text", "json"])
def test_less_important_messages_are_left_out(
    form: str, root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("warning", form)
    logging.getLogger("scumble.test").info("quiet")
    logging.getLogger("scumble.test").warning("loud")
    err = capsys.readouterr().err
    assert "loud" in err
    assert "quiet" not in err
    assert len(err.splitlines()) == 1


def test_libraries_talk_only_when_asked(root: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    set_up("info", "text")
    logging.getLogger("uvicorn.error").info("started")
    logging.getLogger("scumble.test").info("ours")
    assert [("started" in line, "ours" in line) for line in capsys.readouterr().err.splitlines()] == [(False, True)]


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_line_says_what_it_is_about(form: str, root: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    set_up("info", form)
    with tracing.naming(request_id="req_1"):
        with tracing.naming(task_id="task_1"):
            logging.getLogger("scumble.test").info("inside")
        logging.getLogger("scumble.test").info("outside")
    logging.getLogger("scumble.test").info("nowhere")
    inside, outside, nowhere = capsys.readouterr().err.splitlines()
    if form == "text":
        assert inside.endswith("inside request_id=req_1 task_id=task_1")
        assert outside.endswith("outside request_id=req_1")
        assert nowhere.endswith("nowhere")
        return
    assert [(json.loads(x).get("request_id"), json.loads(x).get("task_id")) for x in (inside, outside, nowhere)] == [
        ("req_1", "task_1"),
        ("req_1", None),
        (None, None),
    ]
