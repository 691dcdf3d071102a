"""Broken, hostile and odd files: the right picture or a clear refusal, in bounded memory."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest

from scumble.codec.decode import Limits, decode, probe
from tests.codec.hostile import HostileFile, hostile_files

FILES = hostile_files()
LIMITS = Limits()


def test_there_are_many_files_with_unique_names() -> None:
    assert len(FILES) >= 60
    assert len({file.name for file in FILES}) == len(FILES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_is_read_rightly_or_refused_with_a_sentence(file: HostileFile) -> None:
    if file.expect == "ok":
        source = decode(file.data, limits=LIMITS, name="image[0]")
        header = probe(file.data, limits=LIMITS)
        assert (header.width, header.height) == (source.image.width, source.image.height)
        if file.picture is not None:
            assert source.image.pixels.shape == file.picture.shape
            off = np.abs(source.image.pixels.astype(int) - file.picture)
            assert off.max() <= file.tolerance
        return
    with pytest.raises(file.expect) as caught:
        decode(file.data, limits=LIMITS, name="image[0]")
    assert type(caught.value) is file.expect
    assert caught.value.param == "image[0]"
    message = caught.value.message
    assert message.startswith("'image[0]' ")
    assert message.endswith(".")
    assert not re.search(r"Traceback|0x[0-9a-f]{6}|/proc|site-packages|\bPIL\b|libpng|NoneType", message)


MEASURE = """
import json, os, resource
from scumble.codec.decode import Limits, decode
from scumble.core.errors import ScumbleError
from tests.codec.hostile import hostile_files
def peak(data):
    child = os.fork()
    if child == 0:
        try:
            decode(data, limits=Limits())
        except ScumbleError:
            pass
        os._exit(0)
    return os.wait4(child, 0)[2].ru_maxrss // 1024
files = hostile_files()
base = peak(b"")
print(json.dumps({file.name: peak(file.data) - base for file in files}))
"""


def test_peak_memory_of_every_file_is_bounded() -> None:
    run = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True, timeout=120)
    peaks: dict[str, int] = json.loads(run.stdout.splitlines()[-1])
    assert len(peaks) == len(FILES)
    assert max(peaks.values()) < 64, sorted(peaks.items(), key=lambda item: -item[1])[:5]
