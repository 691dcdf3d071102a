"""`scumble edit`: real edits in a process: the result, the report, refusals in one line, nothing half-written."""

import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from scumble.core.caller import LOCAL
from scumble.db.engine import Database
from scumble.db.journal import Journal
from tests.cli.helpers import PROGRAM, environment, one_line, picture, scumble


def read(path: Path) -> np.ndarray:
    """The picture as stored, alpha included."""
    found = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert found is not None
    return found


def test_an_edit_is_written_and_reported_in_one_line(tmp_path: Path) -> None:
    photo, out = picture(tmp_path / "photo.png"), tmp_path / "out.png"
    ran = scumble("edit", photo, "make it black and white", "-o", out, data=tmp_path / "data")
    assert ran.code == 0, ran.err
    (line,) = ran.out.splitlines()
    assert line.startswith(f"{out}: ")
    assert "scumble-cpu" in line
    assert " s · " in line
    pixels = read(out)
    assert pixels.shape[:2] == (120, 160)
    assert np.ptp(pixels[:, :, :3].astype(int), axis=2).max() == 0


def test_with_a_mask_the_report_says_that_nothing_changed_outside(tmp_path: Path) -> None:
    photo, out = picture(tmp_path / "photo.png"), tmp_path / "out.png"
    mask = np.full((120, 160, 4), 255, np.uint8)
    mask[40:80, 50:110, 3] = 0
    cv2.imwrite(str(tmp_path / "mask.png"), mask)
    ran = scumble("edit", photo, "make it darker", "--mask", tmp_path / "mask.png", "-o", out, data=tmp_path / "data")
    assert ran.code == 0, ran.err
    assert f"pixels changed outside = 0 of {120 * 160 - 40 * 60:,}" in ran.out
    outside = mask[:, :, 3] == 255
    assert (read(out)[outside][:, :3] == read(photo)[outside]).all()
    assert (read(out)[~outside][:, :3] != read(photo)[~outside]).any()


def test_a_region_is_json_and_the_report_too(tmp_path: Path) -> None:
    photo, out = picture(tmp_path / "photo.png"), tmp_path / "out.png"
    region = json.dumps({"type": "box", "x": 10, "y": 20, "width": 30, "height": 40})
    ran = scumble("edit", photo, "blur it", "--region", region, "-o", out, "--json", data=tmp_path / "data")
    assert ran.code == 0, ran.err
    report = json.loads(ran.out)
    assert report["out"] == str(out)
    assert report["edit"]["engine"] == "scumble-cpu"
    assert report["edit"]["preservation"]["changed"] == 0
    assert report["edit"]["region"]["box"] == {"x": 10, "y": 20, "width": 30, "height": 40}


def test_size_and_format_follow_the_options(tmp_path: Path) -> None:
    photo, out = picture(tmp_path / "photo.png"), tmp_path / "out.webp"
    ran = scumble("edit", photo, "make it brighter", "--size", "80x60", "-o", out, data=tmp_path / "data")
    assert ran.code == 0, ran.err
    assert read(out).shape[:2] == (60, 80)
    assert out.read_bytes()[8:12] == b"WEBP"
    plain = tmp_path / "out"
    ran = scumble("edit", photo, "make it brighter", "--format", "jpeg", "-o", plain, data=tmp_path / "data")
    assert ran.code == 0, ran.err
    assert plain.read_bytes()[:3] == b"\xff\xd8\xff"


def test_a_second_picture_becomes_the_background(tmp_path: Path) -> None:
    photo = picture(tmp_path / "photo.png")
    cv2.imwrite(str(tmp_path / "green.png"), np.full((120, 160, 3), (40, 200, 40), np.uint8))
    out = tmp_path / "out.png"
    ran = scumble(
        "edit", photo, "use image 2 as the background", "--image", tmp_path / "green.png", "-o", out,
        data=tmp_path / "data",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert abs(read(out)[2, 2, :3].astype(int) - (40, 200, 40)).max() <= 2


def test_the_edit_stands_in_the_journal_without_its_words(tmp_path: Path) -> None:
    photo = picture(tmp_path / "photo.png")
    scumble("edit", photo, "make it brighter", "-o", tmp_path / "out.png", data=tmp_path / "data")
    database = Database(f"sqlite:///{tmp_path / 'data' / 'scumble.db'}")
    (entry,) = Journal(database).recent(LOCAL)
    database.close()
    assert (entry.status, entry.engine, entry.width, entry.height) == ("done", "scumble-cpu", 160, 120)
    assert "brighter" not in str(entry.plan)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["gone.png", "crop it", "-o", "out.png"], "gone.png cannot be read"),
        (["text.png", "crop it", "-o", "out.png"], "text.png"),
        (["photo.png", "crop it", "-o", "out.tiff"], "--format"),
        (["photo.png", "crop it", "-o", "no/out.png"], "does not exist"),
        (["photo.png", "crop it", "-o", "photo.png"], "--force"),
        (["photo.png", "make it brighter", "-o", "out.png", "--size", "huge"], "WIDTHxHEIGHT"),
        (["photo.png", "make it brighter", "-o", "out.png", "--size", "900000x2"], "too large"),
        (["photo.png", "make it brighter", "-o", "out.png", "--region", "{"], "--region is not JSON"),
        (["photo.png", "make it brighter", "-o", "out.png", "--mask", "small.png"], "mask"),
        (["photo.png", "make it brighter", "-o", "out.png", "--mask", "a", "--region", "{}"], "exclude each other"),
        (["photo.png", "make it brighter", "-o", "out.png", "--model", "no-such"], "no-such"),
        (["photo.png", "add a unicorn riding a bicycle", "-o", "out.png"], "unicorn"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_code_2(args: list[str], says: str, tmp_path: Path) -> None:
    picture(tmp_path / "photo.png")
    picture(tmp_path / "small.png", 20, 20)
    (tmp_path / "text.png").write_text("no picture")
    before = (tmp_path / "photo.png").read_bytes()
    ran = scumble("edit", *args, data=tmp_path / "data", cwd=tmp_path)
    assert ran.code == 2, ran.err
    assert says in one_line(ran)
    assert (tmp_path / "photo.png").read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} <= {"photo.png", "small.png", "text.png", "data"}


def test_the_input_is_replaced_when_forced(tmp_path: Path) -> None:
    photo = picture(tmp_path / "photo.png")
    before = read(photo)
    ran = scumble("edit", photo, "make it darker", "-o", photo, "--force", data=tmp_path / "data")
    assert ran.code == 0, ran.err
    assert read(photo)[:, :, :3].mean() < before.mean() - 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs file size limits")
def test_a_disk_too_full_for_the_result_leaves_nothing_half_written(tmp_path: Path) -> None:
    photo, out = picture(tmp_path / "photo.png", 640, 480), tmp_path / "out.png"
    out.write_bytes(b"what was there before")
    scumble("keys", "list", data=tmp_path / "data")  # the database's own files are made before the limit

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    ran = scumble("edit", photo, "make it brighter", "-o", out, data=tmp_path / "data", before=limit)
    assert ran.code == 1
    assert "There is no room to write" in one_line(ran)
    assert out.read_bytes() == b"what was there before"
    assert {p.name for p in tmp_path.iterdir()} == {"photo.png", "out.png", "data"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and terminals")
def test_ctrl_c_stops_it_and_nothing_is_written(tmp_path: Path) -> None:
    photo, out = picture(tmp_path / "photo.png", 4000, 3000), tmp_path / "out.png"
    screen, terminal = os.openpty()  # on a terminal the program says what it does
    process = subprocess.Popen(
        [PROGRAM, "edit", photo, "white studio background", "-o", out],
        env=environment(tmp_path / "data", {"TERM": "xterm", "COLUMNS": "200"}),
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    # The engine's name stands behind what was understood, and the edit begins.
    shown = until_shown(screen, "(scumble-cpu)", seconds=60)
    assert "(scumble-cpu)" in shown, shown
    process.send_signal(signal.SIGINT)
    shown += until_shown(screen, None, seconds=60)
    os.close(screen)
    assert process.wait(10) == 130, shown
    assert "Traceback" not in shown
    assert not out.exists()
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []


def until_shown(screen: int, words: str | None, seconds: float) -> str:
    """What a terminal shows until it shows `words`; None reads until the program has gone. At most so many seconds."""
    shown, end = b"", time.monotonic() + seconds
    while (words is None or words.encode() not in shown) and (left := end - time.monotonic()) > 0:
        if not select.select([screen], [], [], left)[0]:
            break
        try:
            piece = os.read(screen, 65536)
        except OSError:  # what Linux says when the last program has left a terminal
            break
        if not piece:
            break
        shown += piece
    return shown.decode(errors="replace")
