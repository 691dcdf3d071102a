"""The trivial job on Celery + Redis: start latency, jobs a second, CPU.

    python -m jobs.celery_peer [--tasks 2000] [--threads 8]

Runs in bench/, in an environment of Celery's own. BENCH_REDIS names the Redis database, which is emptied.
Prints figures as JSON.
"""

import argparse
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import redis

from .celery_app import app, job
from .measure import Figures, cpu_seconds, rss_mb, summary_ms

SENDERS = 8


def measure(tasks: int, threads: int) -> Figures:
    """With one worker process of so many threads."""
    redis.Redis.from_url(app.conf.broker_url).flushdb()
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "jobs.celery_app", "worker", "-P", "threads", "-c", str(threads)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for number in range(20):
            job.delay(number).get(timeout=60)
        starts: list[float] = []
        whole: list[float] = []
        for number in range(max(50, tasks // 5)):
            asked, wall = time.perf_counter(), time.time()
            began = job.delay(number).get(timeout=60)
            whole.append(time.perf_counter() - asked)
            starts.append(began - wall)
        figures = summary_ms("start", starts) | summary_ms("whole", whole)
        cpu, before = cpu_seconds(), time.perf_counter()
        with ThreadPoolExecutor(SENDERS) as pool:
            results = list(pool.map(job.delay, range(tasks)))
        sent = time.perf_counter() - before
        for result in results:
            result.get(timeout=600)
        drained = time.perf_counter() - before
        return figures | {
            "queue_per_second": tasks / sent,
            "queue_and_drain_per_second": tasks / drained,
            "queued_cpu_ms": 1000 * (cpu_seconds() - cpu) / tasks,
            "worker_mb": rss_mb(worker.pid),
        }
    finally:
        worker.terminate()
        worker.wait(60)
        redis.Redis.from_url(app.conf.broker_url).flushdb()


def main() -> None:
    """Once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=2_000)
    parser.add_argument("--threads", type=int, default=8)
    a = parser.parse_args()
    print(json.dumps(measure(a.tasks, a.threads)))


if __name__ == "__main__":
    main()
