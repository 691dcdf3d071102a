"""Durable tasks measured: start latency, tasks a second, memory, waiting, shares; Celery + Redis beside them."""
