"""Model sessions: packaged and operator's weights, threads, and errors that say what to do."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from scumble.core.errors import Misconfigured
from scumble.core.work import CancelToken
from scumble.vision.memory import Memory
from scumble.vision.models import Models, Tensor
from scumble.vision.person import person
from scumble.vision.saliency import best_net, saliency, shrink
from scumble.vision.subject import find_subject
from tests.vision.helpers import mug


def operator_net(path: Path) -> None:
    """A tiny stand-in for better weights: the first channel of its 16 x 16 input, squashed to 0..1."""
    info = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 16, 16])]
    out = [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 1, 16, 16])]
    weight = helper.make_tensor("w", TensorProto.FLOAT, [1, 3, 1, 1], [1.0, 0.0, 0.0])
    nodes = [helper.make_node("Conv", ["x", "w"], ["c"]), helper.make_node("Sigmoid", ["c"], ["y"])]
    model = helper.make_model(
        helper.make_graph(nodes, "g", info, out, [weight]), opset_imports=[helper.make_opsetid("", 17)]
    )
    model.ir_version = 8
    onnx.save(model, str(path))


def test_a_session_is_loaded_once_and_shared_by_threads() -> None:
    models = Models()
    image, _ = mug()
    with ThreadPoolExecutor(3) as pool:
        sessions = list(pool.map(lambda _: models.session("u2netp.onnx"), range(6)))
        maps = list(pool.map(lambda _: saliency(image.pixels, models).map, range(3)))
    assert len({id(s) for s in sessions}) == 1
    assert all(np.array_equal(maps[0], m) for m in maps)


def test_no_more_networks_run_at_a_time_than_there_are_processors_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    models, now, most, lock = Models(threads=2), 0, 0, threading.Lock()
    sessions = [models.session("u2netp.onnx"), models.roughly(memory=Memory()).session("selfie.onnx")]

    class Slow:
        def run(self, names: list[str], feed: dict[str, Tensor]) -> list[Tensor]:
            nonlocal now, most
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.02)
            with lock:
                now -= 1
            return list(feed.values())

    for session in sessions:
        monkeypatch.setattr(session, "_network", Slow())
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: sessions[n % 2].run(np.zeros(1, np.float32)), range(12)))
    assert most == 2


def test_a_rough_look_sees_fewer_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    models, (image, _) = Models(), mug()
    whole = saliency(image.pixels, models).map
    rough = saliency(image.pixels, models.roughly(memory=Memory())).map
    assert (whole.shape, rough.shape) == ((320, 320), (224, 224))
    assert np.abs(shrunk_to(whole, 224) - rough).mean() < 0.02


def shrunk_to(values: Tensor, side: int) -> Tensor:
    """A map at another size."""
    return np.asarray(cv2.resize(values, (side, side), interpolation=cv2.INTER_AREA), np.float32)


def test_an_operators_better_weights_are_used_and_named(tmp_path: Path) -> None:
    operator_net(tmp_path / "isnet.onnx")
    models = Models(tmp_path)
    image, _ = mug()
    assert best_net(models).file == "isnet.onnx"
    assert any("isnet.onnx" in note for note in find_subject(image, models, cancel=CancelToken()).notes)


def test_missing_weights_say_how_to_get_them() -> None:
    with pytest.raises(Misconfigured, match="make setup"):
        Models().session("nothing.onnx")


def test_broken_weights_are_named_without_their_folder(tmp_path: Path) -> None:
    (tmp_path / "u2net.onnx").write_bytes(b"not a network")
    with pytest.raises(Misconfigured, match=r"u2net\.onnx") as caught:
        Models(tmp_path).session("u2net.onnx")
    assert str(tmp_path) not in caught.value.message


def test_saliency_lies_in_its_range_whatever_the_shape(models: Models) -> None:
    image, _ = mug()
    found = saliency(image.pixels[:, 150:], models)
    assert found.map.shape == (320, 320)
    assert (float(found.map.min()), float(found.map.max())) == (0.0, 1.0)
    assert found.peak > 0.9


def test_large_pictures_are_shrunk_to_nearly_the_same() -> None:
    large, _ = mug(2400, 3200)
    small, _ = mug(1200, 1600)
    difference = np.abs(shrink(large.pixels, 320).astype(int) - shrink(small.pixels, 320).astype(int))
    assert difference.mean() < 3


def test_no_person_is_seen_in_an_empty_room(models: Models) -> None:
    wall = np.full((300, 400, 3), 190, np.uint8)
    found = person(wall, models)
    assert found.shape == (256, 256)
    assert float(found.max()) < 0.5
