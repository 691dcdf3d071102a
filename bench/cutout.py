"""Cut-out alone, four requests at a time, beside `rembg s` with alpha matting and the same weights.

    python -m bench.cutout [--photo PICTURE] [--truth PREFIX] [--requests N] [--rounds N]

One run, order rotated from round to round: requests a second, CPU seconds a request, peak memory. rembg gets an
environment of its own (build/bench/rembg-venv, made when absent) and the very weights that are packaged here. A third
row is the price of the whole product: `scumble serve`, words in, preservation checked, ledger and store written, JSON
out. With --truth PREFIX the mattes are compared with PREFIX_alpha.png on PREFIX.png. The table goes to
bench/results/cutout.md.
"""

import argparse
import base64
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import psutil
from numpy.typing import NDArray

from scumble.vision.models import PACKAGED

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / "build" / "bench" / "rembg-venv"
HOME = ROOT / "build" / "bench" / "u2net-home"
RESULT = ROOT / "bench" / "results" / "cutout.md"
REMBG = "rembg[cpu,cli]==2.0.86"
CONCURRENCY = 4
OURS, THEIRS, WHOLE = "scumble", "rembg", "scumble, whole edit through the API"


@dataclass(frozen=True)
class Endpoint:
    """How a server wants a picture: form fields beside the file, whose field is `file`."""

    port: int
    path: str
    fields: dict[str, str]
    file: str = "file"
    headers: dict[str, str] = field(default_factory=dict)


MATTING = {"model": "u2netp", "a": "true"}
"""Form fields of rembg: the weights, and alpha matting on."""
ENDPOINTS = {
    OURS: Endpoint(7811, "/cutout", MATTING),
    THEIRS: Endpoint(7812, "/api/remove", MATTING),
    WHOLE: Endpoint(
        7813, "/v1/images/edits", {"prompt": "remove the background", "output_format": "png"}, file="image"
    ),
}


@dataclass
class Tally:
    """What one server did, over all rounds."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    rss: float = 0.0


def serve(port: int) -> None:
    """The stand-in server of our side: JPEG in, RGBA PNG out, through the same code as an edit."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from scumble.core.image import Image
    from scumble.core.work import CancelToken, WorkPool
    from scumble.vision.matting import foreground
    from scumble.vision.models import Models
    from scumble.vision.subject import find_subject

    cv2.setNumThreads(1)
    models, pool = Models(), WorkPool(os.cpu_count() or 2)
    models.warm(CancelToken())

    def cut(data: bytes) -> bytes:
        bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        assert bgr is not None
        image = Image(pixels=np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGBA), np.uint8))
        subject = find_subject(image, models, cancel=CancelToken())
        rgba = np.dstack([foreground(image.rgb, subject.alpha), np.rint(subject.alpha * 255).astype(np.uint8)])
        return cv2.imencode(".png", cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGRA))[1].tobytes()

    async def endpoint(request: Request) -> Response:
        form = await request.form()
        data = await form["file"].read()  # type: ignore[union-attr]
        return Response(await pool.run(cut, data), media_type="image/png")

    app = Starlette(routes=[Route("/cutout", endpoint, methods=["POST"])])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


def rembg_command() -> list[str]:
    """`rembg s`, in an environment made on first use, with the packaged weights."""
    tool = VENV / "bin" / "rembg"
    if not tool.exists():
        print(f"making {VENV.relative_to(ROOT)} with {REMBG}")
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run([str(VENV / "bin" / "pip"), "install", "--quiet", REMBG], check=True)
    HOME.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PACKAGED / "u2netp.onnx", HOME / "u2netp.onnx")
    return [str(tool), "s", "--no-ui", "--host", "127.0.0.1", "--port", str(ENDPOINTS[THEIRS].port), "--threads", "4"]


@contextmanager
def server(name: str) -> Iterator[psutil.Process]:
    """A running server process of that name; stopped at the end."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"U2NET_HOME": str(HOME)}
        command = [sys.executable, "-m", "bench.cutout", "--serve", str(ENDPOINTS[OURS].port)]
        if name == THEIRS:
            command = rembg_command()
        if name == WHOLE:
            env = {k: v for k, v in os.environ.items() if not k.startswith("SCUMBLE_")} | {"SCUMBLE_DATA": folder}
            command = whole_command(env)
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(30)


def whole_command(env: dict[str, str]) -> list[str]:
    """`scumble serve` with everything at its default, on data of its own, and a key made for the run."""
    tool = [sys.executable, "-m", "scumble"]
    made = subprocess.run(
        [*tool, "keys", "create", "--name", "bench", "--quiet"], env=env, check=True, capture_output=True, text=True
    )
    ENDPOINTS[WHOLE].headers["Authorization"] = f"Bearer {made.stdout.strip()}"
    return [*tool, "serve", "--host", "127.0.0.1", "--port", str(ENDPOINTS[WHOLE].port)]


def post(name: str, data: bytes, filename: str = "photo.jpg") -> bytes:
    """One multipart request; the answer's body, as it came over the wire."""
    to, mark = ENDPOINTS[name], uuid.uuid4().hex
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in to.fields.items()]
    parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{to.file}"; filename="{filename}"\r\n')
    body = "".join(parts).encode() + b"Content-Type: image/jpeg\r\n\r\n" + data + f"\r\n--{mark}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", to.port, timeout=300)
    try:
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        connection.request("POST", to.path, body, kind | to.headers)
        answer = connection.getresponse()
        out = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{name} answered {answer.status}: {out[:200]!r}")
    return out


def picture_in(body: bytes) -> bytes:
    """The picture of an answer: the body itself, or what its JSON carries."""
    return base64.b64decode(json.loads(body)["data"][0]["b64_json"]) if body.startswith(b"{") else body


def ready(name: str, data: bytes) -> None:
    """Waits until the server answers, then sends two warm-up requests."""
    for _ in range(240):
        try:
            post(name, data)
            break
        except OSError:
            time.sleep(0.5)
    post(name, data)


def family(process: psutil.Process) -> list[psutil.Process]:
    """The server and its children."""
    return [process, *process.children(recursive=True)]


def cpu_of(process: psutil.Process) -> float:
    """CPU seconds used so far."""
    return sum(p.cpu_times().user + p.cpu_times().system for p in family(process))


def load(name: str, process: psutil.Process, data: bytes, requests: int, tally: Tally) -> None:
    """One closed-loop round at CONCURRENCY; adds to the tally."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            tally.rss = max(tally.rss, sum(p.memory_info().rss for p in family(process)) / 1e6)

    def one(_: int) -> float:
        start = time.perf_counter()
        post(name, data)
        return time.perf_counter() - start

    watcher = threading.Thread(target=watch)
    watcher.start()
    cpu, start = cpu_of(process), time.perf_counter()
    with ThreadPoolExecutor(CONCURRENCY) as clients:
        latencies = list(clients.map(one, range(requests)))
    wall = time.perf_counter() - start
    tally.rates.append(requests / wall)
    tally.cpu.append((cpu_of(process) - cpu) / requests)
    tally.latencies += latencies
    done.set()
    watcher.join()


def photo(path: Path | None) -> bytes:
    """A JPEG of about one megapixel: the given picture, or the astronaut that scikit-image ships."""
    if path is None:
        from skimage import data as pictures

        bgr = cv2.cvtColor(np.asarray(pictures.astronaut()), cv2.COLOR_RGB2BGR)
    else:
        bgr = cv2.imread(str(path))
    assert bgr is not None
    scale = (1_000_000 / (bgr.shape[0] * bgr.shape[1])) ** 0.5
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return encode(np.asarray(cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=way), np.uint8))


def encode(bgr: NDArray[np.uint8]) -> bytes:
    """JPEG, quality 95."""
    return cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()


def errors(found: NDArray[np.float64], true: NDArray[np.float64]) -> dict[str, float]:
    """SAD and gradient error in thousands, MSE in thousandths, as Rhemann and others define them (CVPR 2009)."""
    smooth: Callable[[NDArray[np.float64]], NDArray[np.float64]] = lambda a: cv2.GaussianBlur(a, (0, 0), 1.4)  # noqa: E731
    slope = [
        np.hypot(cv2.Sobel(smooth(a), cv2.CV_64F, 1, 0) / 8, cv2.Sobel(smooth(a), cv2.CV_64F, 0, 1) / 8)
        for a in (found, true)
    ]
    return {
        "SAD": float(np.abs(found - true).sum() / 1000),
        "MSE": float(((found - true) ** 2).mean() * 1000),
        "gradient": float(((slope[0] - slope[1]) ** 2).sum() / 1000),
    }


def matte(name: str, data: bytes) -> NDArray[np.float64]:
    """The alpha that a server answers for a picture."""
    rgba = cv2.imdecode(np.frombuffer(picture_in(post(name, data)), np.uint8), cv2.IMREAD_UNCHANGED)
    assert rgba is not None
    assert rgba.shape[2] == 4
    return rgba[:, :, 3].astype(np.float64) / 255


def report(tallies: dict[str, Tally], accuracy: dict[str, dict[str, float]], setting: str) -> str:
    """The table, in Markdown."""
    lines = [
        "# Cut-out alone, four requests at a time",
        "",
        f"{setting} Weights on both sides: u2netp. rembg: `rembg s` 2.0.86, alpha matting on (`a=true`), four threads.",
        "Scumble: the cut-out's own code behind a bare Starlette server, as rembg's is. The whole edit: a real",
        "`scumble serve`; words planned, result checked, metered and answered as JSON. Only ratios travel.",
        "",
        "| server | requests/s | p50 s | CPU-s a request | peak RSS MB |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, t in tallies.items():
        p50 = statistics.median(t.latencies)
        rate, cpu = statistics.median(t.rates), statistics.median(t.cpu)
        lines.append(f"| {name} | {rate:.2f} | {p50:.2f} | {cpu:.2f} | {t.rss:.0f} |")
    ratio = statistics.median(tallies[OURS].rates) / statistics.median(tallies[THEIRS].rates)
    whole = statistics.median(tallies[WHOLE].rates) / statistics.median(tallies[THEIRS].rates)
    lines += ["", f"Scumble answers **{ratio:.1f} times** as many requests a second (goal: at least 3)."]
    lines += [f"The whole edit through the API: **{whole:.1f} times** as many as rembg."]
    if accuracy:
        lines += [
            "",
            "| against the true alpha | SAD / 1000 | MSE x 1000 | gradient / 1000 |",
            "| --- | --- | --- | --- |",
        ]
        lines += [f"| {n} | {e['SAD']:.3f} | {e['MSE']:.3f} | {e['gradient']:.3f} |" for n, e in accuracy.items()]
        share = accuracy[OURS]["SAD"] / accuracy[THEIRS]["SAD"] - 1
        lines += ["", f"SAD is **{share:+.1%}** against rembg's (goal: at most +5 %)."]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Runs the comparison, or the stand-in server with --serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photo", type=Path)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--requests", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", type=int)
    args = parser.parse_args()
    if args.serve:
        serve(args.serve)
        return
    data = photo(args.photo)
    tallies = {name: Tally() for name in ENDPOINTS}
    accuracy: dict[str, dict[str, float]] = {}
    with server(OURS) as ours, server(THEIRS) as theirs, server(WHOLE) as whole:
        processes = {OURS: ours, THEIRS: theirs, WHOLE: whole}
        for name in processes:
            ready(name, data)
        for turn in range(args.rounds):
            for name in [*processes][turn % 3 :] + [*processes][: turn % 3]:
                load(name, processes[name], data, args.requests, tallies[name])
                print(f"round {turn + 1}: {name} {tallies[name].rates[-1]:.2f} requests/s", flush=True)
        if args.truth:
            picture = cv2.imread(f"{args.truth}.png")
            truth = cv2.imread(f"{args.truth}_alpha.png", cv2.IMREAD_GRAYSCALE)
            assert picture is not None
            assert truth is not None
            sent = encode(np.asarray(picture, np.uint8))
            accuracy = {n: errors(matte(n, sent), truth.astype(np.float64) / 255) for n in processes}
    setting = (
        f"1 MP JPEG in, RGBA PNG out, {args.requests} requests a round, {args.rounds} rounds, {os.cpu_count()} cores."
    )
    text = report(tallies, accuracy, setting)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
