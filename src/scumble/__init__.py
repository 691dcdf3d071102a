"""Scumble: change one thing in a picture, keep everything else, and prove it."""

import os
from importlib.metadata import version

# The work pool is what uses the cores. OpenBLAS's own threads (told when numpy is first imported) wait for each other
# by spinning: beside other work a matrix product takes several times as long as on one thread.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = version("scumble")
