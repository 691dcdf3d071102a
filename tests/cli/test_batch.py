"""`scumble batch` as its users run it: folders and CSVs, stopped, killed and gone on with, reports and exit codes."""

import csv
import json
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import cv2
import pytest
from PIL import Image

from scumble.cli.batch.state import State
from scumble.core.caller import LOCAL
from scumble.db.engine import Database
from scumble.db.folder_lock import FolderLock
from scumble.db.journal import Journal
from scumble.db.tasks import TaskRows
from tests.cli.helpers import PROGRAM, environment, one_line, picture, scumble
from tests.serving import serving

WORDS = "flip it horizontally"


def catalog(folder: Path, count: int) -> Path:
    """A folder of small pictures that differ."""
    folder.mkdir()
    for number in range(count):
        picture(folder / f"p{number:02}.png", width=160 + number)
    return folder


def rows(out: Path) -> list[dict[str, str]]:
    """The CSV report."""
    with (out / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def journal(data: Path) -> int:
    """How many edits were done in all; those that were stopped at their next stage are not."""
    database = Database(f"sqlite:///{data / 'scumble.db'}")
    try:
        return sum(entry.status == "done" for entry in Journal(database).recent(LOCAL, 1_000))
    finally:
        database.close()


def all_whole(out: Path, *, killed: bool = False) -> set[str]:
    """Names of the results; every one can be read to its end, and nothing half-written lies beside them.

    killed: who wrote them was, so that it may.
    """
    found: set[str] = set()
    for path in out.rglob("*"):
        if path.is_file() and ".scumble-batch" not in path.parts and path.suffix in {".png", ".jpg", ".webp"}:
            with Image.open(path) as opened:
                opened.load()
            found.add(path.relative_to(out).as_posix())
        assert killed or not path.name.endswith(".part") or ".scumble-batch" in path.parts
    return found


def test_a_folder_is_done_once_and_what_is_new_the_next_time(tmp_path: Path) -> None:
    folder = catalog(tmp_path / "catalog", 2)
    (folder / "sub").mkdir()
    assert cv2.imwrite(str(folder / "sub" / "deep.jpg"), cv2.imread(str(folder / "p00.png")))
    (folder / "notes.txt").write_text("no picture")
    (folder / ".hidden.png").write_bytes(b"no picture either")
    out, data = folder / "done", tmp_path / "data"  # inside the folder: its own results are no input
    first = scumble("batch", folder, WORDS, "--out", out, data=data)
    assert first.code == 0, first.err
    assert first.out.startswith("3 of 3 done · cost: nothing")
    assert all_whole(out) == {"p00.png", "p01.png", "sub/deep.jpg"}
    before = cv2.imread(str(folder / "p00.png"))
    assert (cv2.imread(str(out / "p00.png")) == before[:, ::-1]).all()
    assert journal(data) == 3
    again = scumble("batch", folder, WORDS, "--out", out, data=data)
    assert again.out.startswith("3 of 3 done, 3 of them before")
    picture(folder / "p02.png", 200)
    picture(folder / "p01.png", 90)  # another picture under the old name
    (out / "p00.png").unlink()
    third = scumble("batch", folder, WORDS, "--out", out, "--json", data=data)
    facts = json.loads(third.out)
    assert (facts["pictures"], facts["done"], facts["done_before"]) == (4, 4, 1)
    assert journal(data) == 6
    assert cv2.imread(str(out / "p01.png")).shape[1] == 90
    assert all_whole(out) == {"p00.png", "p01.png", "p02.png", "sub/deep.jpg"}


def test_what_fails_is_told_and_tried_again_and_the_rest_is_done(tmp_path: Path) -> None:
    folder, out, data = catalog(tmp_path / "catalog", 1), tmp_path / "done", tmp_path / "data"
    (folder / "broken <b>.png").write_bytes(b"no picture")
    ran = scumble("batch", folder, WORDS, "--out", out, data=data)
    assert ran.code == 1
    assert "1 of 2 done, 1 failed" in ran.out
    assert "Failed: broken <b>.png: 'broken <b>.png' is text" in ran.err
    failed, done = rows(out)
    assert (failed["picture"], failed["status"], failed["output"]) == ("broken <b>.png", "failed", "")
    assert (done["status"], done["pixels_changed_outside"], done["failed_checks"]) == ("done", "0", "")
    picture(folder / "broken <b>.png")
    assert scumble("batch", folder, WORDS, "--out", out, data=data).code == 0
    assert rows(out)[0]["attempts"] == "2"


def test_a_csv_fills_the_words_and_names_the_results(tmp_path: Path) -> None:
    picture(tmp_path / "mug.png")
    table = tmp_path / "products.csv"
    table.write_text(
        "sku;file;angle;name\n1/a;mug.png;90;Mug\n2;mug.png;180;\n\n=3;mug.png;270;Cup\n4;gone.png;90;Cup\n",
        encoding="utf-8-sig",
    )
    out, data = tmp_path / "done", tmp_path / "data"
    words = "rotate it by {angle} degrees"
    ran = scumble("batch", table, words, "--out", out, "--name", "{sku}-{angle}", "--format", "webp", data=data)
    assert ran.code == 1
    assert all_whole(out) == {"1_a-90.webp", "2-180.webp", "=3-270.webp"}
    first, second, third, fourth = rows(out)
    assert (first["output"], second["instruction"]) == ("1_a-90.webp", "rotate it by 180 degrees")
    assert third["output"] == "'=3-270.webp", "no formula for a spreadsheet"
    assert "gone.png cannot be read" in fourth["error"]
    plain = scumble("batch", table, words, "--out", tmp_path / "plain", data=data)
    assert plain.code == 1
    assert all_whole(tmp_path / "plain") == {"mug.png", "mug-2.png", "mug-3.png"}


def test_a_dry_run_says_what_would_be_done_and_does_nothing(tmp_path: Path) -> None:
    picture(tmp_path / "mug.png")
    table = tmp_path / "products.csv"
    table.write_text("picture,colour,name\nmug.png,red,Bob's\nmug.png,,Cup\nmug.png,frobnicated,Cup\n")
    words = "put it on a {colour} background, add the text '{name}'"
    out, data = tmp_path / "done", tmp_path / "data"
    more = {"SCUMBLE_PRICE_OUTPUT_PER_MILLION": "30"}
    ran = scumble("batch", table, words, "--out", out, "--dry-run", "--json", data=data, more=more)
    assert ran.code == 1
    facts = json.loads(ran.out)
    assert facts["plans"][0]["instruction"] == "put it on a red background, add the text ‘Bob's’"
    assert "Bob's" in facts["plans"][0]["plan"]["understood"]
    assert facts["problems"][0] == "row 3 (mug.png): It has no value for {colour}."
    assert len(facts["problems"]) == 2
    assert "frobnicated" in facts["problems"][1]
    assert facts["cost"].endswith(" USD")
    assert float(facts["cost"].split()[0]) > 0
    assert not out.exists()
    assert journal(data) == 0
    text = scumble("batch", table, words, "--out", out, "--dry-run", data=data)
    assert text.out.startswith("3 pictures, done by this machine; nothing was done yet.\n1 × ")
    assert "Would fail: row 3" in text.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nowhere", "flip it"], "neither a folder with pictures nor a CSV"),
        (["empty", "flip it"], "There are no pictures (avif"),
        (["t.csv", "flip the {thing}"], "There is no column thing for {thing}; there are sku, file, name."),
        (["t.csv", "flip it", "--picture", "photo"], "has no column photo; it has sku, file"),
        (["u.csv", "flip it"], "Which column of u.csv names the pictures? Say it by --picture; it has a, b."),
        (["v.csv", "flip it"], "v.csv, row 3: 3 cells, but the head has 2"),
        (["ok", "make it frobnicated"], "frobnicated"),
        (["ok", "flip it", "--size", "big"], "--size 'big' does not work"),
        (["ok", "flip it", "--model", "nothing"], "nothing"),
        (["ok", "remove the background", "--format", "jpeg"], "transparent, which jpeg cannot hold"),
    ],
)
def test_wrong_input_is_one_line_code_2_and_nothing_begins(args: list[str], said: str, tmp_path: Path) -> None:
    catalog(tmp_path / "ok", 1)
    (tmp_path / "empty").mkdir()
    (tmp_path / "t.csv").write_text("sku,file\n1,ok/p00.png\n")
    (tmp_path / "u.csv").write_text("a,b\n1,2\n")
    (tmp_path / "v.csv").write_text("picture,b\nx.png,2\nx.png,2,3\n")
    ran = scumble("batch", *args, "--out", "done", data=tmp_path / "data", cwd=tmp_path)
    assert ran.code == 2, ran.err
    assert said in one_line(ran)
    assert not (tmp_path / "done").exists()


def test_a_file_of_others_is_not_replaced_unless_told(tmp_path: Path) -> None:
    folder, out, data = catalog(tmp_path / "catalog", 1), tmp_path / "done", tmp_path / "data"
    out.mkdir()
    (out / "p00.png").write_bytes(b"mine")
    ran = scumble("batch", folder, WORDS, "--out", out, data=data)
    assert ran.code == 2
    assert "was not made by this batch" in one_line(ran)
    assert (out / "p00.png").read_bytes() == b"mine"
    assert scumble("batch", folder, WORDS, "--out", out, "--force", data=data).code == 0
    other = scumble("batch", folder, "rotate it by 90 degrees", "--out", out, data=data)
    assert other.code == 2, "another instruction is another batch"


def start(*args: str | Path, data: Path, more: Mapping[str, str] | None = None) -> "subprocess.Popen[bytes]":
    """The program at work; what it says goes into the file `said` beside its data folder."""
    with data.with_name("said").open("wb") as said:
        return subprocess.Popen([PROGRAM, *args], env=environment(data, more), stdout=said, stderr=said)


def wait_for(out: Path, count: int, process: "subprocess.Popen[bytes]") -> None:
    """Until so many results are there."""
    for _ in range(6000):
        if len(list(out.glob("p*.png"))) >= count:
            return
        assert process.poll() is None, "it ended before"
        time.sleep(0.02)
    raise AssertionError(list(out.rglob("*")))


def test_killed_and_stopped_runs_go_on_without_doing_anything_twice(tmp_path: Path) -> None:
    folder, out, data = catalog(tmp_path / "catalog", 40), tmp_path / "done", tmp_path / "data"
    args = ("batch", folder, "turn it into an oil painting", "--out", out, "--parallel", "2")
    process = start(*args, data=data)
    wait_for(out, 3, process)
    process.kill()
    process.wait()
    done = len(all_whole(out, killed=True))
    assert 3 <= done < 40
    (out / ".p39.png.left.part").write_bytes(b"as a kill in the middle of writing leaves it")
    process = start(*args, data=data)
    wait_for(out, done + 3, process)
    process.send_signal(signal.SIGINT)
    assert process.wait(120) == 130
    assert "the same command goes on with them" in (tmp_path / "said").read_text()
    assert "not done yet" in (out / "report.html").read_text()
    last = scumble(*args, data=data)
    assert last.code == 0, last.err
    assert all_whole(out) == {f"p{n:02}.png" for n in range(40)}
    # Two in work were killed; whatever was written was not done again.
    assert 40 <= journal(data) <= 42


def test_a_server_does_each_picture_once_whatever_is_killed(tmp_path: Path) -> None:
    folder, out = catalog(tmp_path / "catalog", 12), tmp_path / "done"
    with serving(tmp_path, price_output_per_million="30") as served:
        data = tmp_path / "data"
        keyless = scumble("batch", folder, WORDS, "--out", out, data=data)
        assert keyless.code == 2
        assert "set it as SCUMBLE_KEY" in one_line(keyless)
        wrong = scumble("batch", folder, WORDS, "--out", out, "--url", served.root, "--key", "scm_live_x", data=data)
        assert wrong.code == 2
        more = {"SCUMBLE_KEY": served.key, "SCUMBLE_URL": served.url}
        args = ("batch", folder, "turn it into an oil painting", "--out", out)
        process = start(*args, data=tmp_path / "elsewhere", more=more)
        wait_for(out, 2, process)
        process.kill()
        process.wait()
        assert len(all_whole(out, killed=True)) < 12
        last = scumble(*args, "--json", data=tmp_path / "elsewhere", more=more)
        assert last.code == 0, last.err
        facts = json.loads(last.out)
        assert (facts["done"], facts["worker"]) == (12, served.root)
        assert float(facts["cost"]["USD"]) > 0
    assert all_whole(out) == {f"p{n:02}.png" for n in range(12)}
    database = Database(f"sqlite:///{tmp_path / 'data' / 'scumble.db'}")
    tasks = TaskRows(database).recent(LOCAL, limit=1_000)
    database.close()
    assert len(tasks) == 12
    assert {task.priority for task in tasks} == {"batch"}
    assert {row["task"] for row in rows(out)} == {task.id for task in tasks}


def test_folders_that_another_process_works_in_are_told(tmp_path: Path) -> None:
    args = ("batch", catalog(tmp_path / "c", 1), WORDS, "--out", tmp_path / "o")
    lock = FolderLock(tmp_path / "data")
    try:
        ran = scumble(*args, data=tmp_path / "data")
    finally:
        lock.release()
    assert ran.code == 2
    assert "wants a key" in one_line(ran)
    state = State(tmp_path / "o")
    try:
        ran = scumble(*args, data=tmp_path / "data")
    finally:
        state.close()
    assert ran.code == 2
    assert "Another batch is at work" in one_line(ran)
