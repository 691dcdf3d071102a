"""What libraries read from the environment when a program starts: where it is not set, the program starts once more.

Networks and pictures take and give back hundreds of megabytes an edit; page by page, 4 KiB at a time, that alone is a
fifth of what a small network costs, so the C library is told to ask the kernel for huge pages (`glibc.malloc.hugetlb`,
GNU C Library manual, "Memory Allocation Tunables"). OpenBLAS multiplies on one thread: products here are small, its
threads wait for each other by spinning, and the pool has threads of its own.
"""

import os
import platform
import sys
from pathlib import Path

HUGE_PAGES = ("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1")
"""Memory from malloc is marked for transparent huge pages (madvise)."""
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "1")
KERNEL = Path("/sys/kernel/mm/transparent_hugepage/enabled")
"""Says whether there are huge pages: one of always, madvise and never stands in brackets."""
WORTH = frozenset({"serve", "edit", "batch"})
"""Commands that work on pictures."""


def prepare() -> None:
    """Replaces this process by itself with what is not set yet; what an operator has set stays as it is."""
    wanted = [ONE_THREAD, *([HUGE_PAGES] if huge_pages() else [])]
    missing = {name: value for name, value in wanted if name not in os.environ}
    if missing and os.name == "posix":
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, **missing})


def huge_pages() -> bool:
    """Whether this C library knows the setting (glibc 2.35) and the kernel gives huge pages to who asks for them."""
    library, version = platform.libc_ver()
    if library != "glibc" or tuple(int(part) for part in version.split(".")[:2]) < (2, 35):
        return False
    return KERNEL.is_file() and "[madvise]" in KERNEL.read_text(encoding="ascii")
