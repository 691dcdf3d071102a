"""Huge pages: the program starts itself once more so that the C library asks the kernel for them from the beginning.

Networks and pictures take and give back hundreds of megabytes an edit; page by page, 4 KiB at a time, that alone is a
fifth of what a small network costs. The setting (`glibc.malloc.hugetlb`, GNU C Library manual, "Memory Allocation
Tunables") is only read when a program starts.
"""

import os
import sys
from pathlib import Path

TUNABLES, WANTED = "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1"
"""Memory from malloc is marked for transparent huge pages (madvise)."""
LIBRARY = "CS_GNU_LIBC_VERSION"
KERNEL = Path("/sys/kernel/mm/transparent_hugepage/enabled")
"""Says whether there are any: one of always, madvise and never stands in brackets."""
WORTH = frozenset({"serve", "edit", "batch"})
"""Commands that work on pictures."""


def ask() -> None:
    """Replaces this process by itself with the setting where that helps; where it is set, in whatever way, it stays."""
    if TUNABLES not in os.environ and available():
        again = [sys.executable, *sys.orig_argv[1:]]
        os.execve(sys.executable, again, {**os.environ, TUNABLES: WANTED})  # noqa: S606 - itself, no shell


def available() -> bool:
    """Whether this C library knows the setting (glibc 2.35) and the kernel gives huge pages to who asks for them."""
    known = LIBRARY in getattr(os, "confstr_names", {})
    name, _, version = ((os.confstr(LIBRARY) if known else None) or "").partition(" ")
    if name != "glibc" or tuple(int(part) for part in version.split(".")[:2]) < (2, 35):
        return False
    return KERNEL.is_file() and "[madvise]" in KERNEL.read_text(encoding="ascii")
