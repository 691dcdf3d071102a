"""The trivial job for Celery: loaded by its worker and by the measuring process, with that environment's python."""

import os
import time

from celery import Celery

app = Celery("bench", broker=os.environ["BENCH_REDIS"], backend=os.environ["BENCH_REDIS"])
app.conf.update(
    task_acks_late=True,  # as durable as Celery gets: a job is taken off only when it is done
    worker_prefetch_multiplier=1,
    task_serializer="json",
    result_expires=3600,
    broker_connection_retry_on_startup=True,
)


@app.task
def job(number: int) -> float:
    """Returns when it began (clock of this machine)."""
    return time.time()
