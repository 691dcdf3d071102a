"""Allocator: the program starts itself once more so that the C library keeps memory the way pictures need it.

Networks and pictures take and give back hundreds of megabytes an edit. Page by page, 4 KiB at a time, that alone is a
fifth of what a small network costs; and given back to the kernel after each array, it is asked for again by the next:
of a gateway with 8 and more edits under way that is a seventh of all CPU. The settings (GNU C Library manual, "Memory
Allocation Tunables") are only read when a program starts.
"""

import os
import sys
from pathlib import Path

TUNABLES = "GLIBC_TUNABLES"
HUGE_PAGES = "glibc.malloc.hugetlb=1"
"""Memory from malloc is marked for transparent huge pages (madvise)."""
KEPT = (
    "glibc.malloc.arena_max=2",
    f"glibc.malloc.mmap_threshold={32 << 20}",
    f"glibc.malloc.trim_threshold={256 << 20}",
)
"""Free memory that is kept for the next picture, bytes; what is larger than the first of both numbers is given back at
once. Of more than two arenas each would keep its own. Page faults of an edit by a provider, 32 under way: 1,400 without
these, 560 with any number of arenas, 16 with half as much kept, 8 so; for 200 MB more at that load."""
LIBRARY = "CS_GNU_LIBC_VERSION"
KERNEL = Path("/sys/kernel/mm/transparent_hugepage/enabled")
"""Says whether there are huge pages: one of always, madvise and never stands in brackets."""
WORTH = frozenset({"serve", "edit", "batch"})
"""Commands that work on pictures."""


def ask() -> None:
    """Replaces this process by itself with the settings where they help; where any are set, in whatever way, they
    stay."""
    if TUNABLES not in os.environ and (settings := wanted()):
        again = [sys.executable, *sys.orig_argv[1:]]
        os.execve(sys.executable, again, {**os.environ, TUNABLES: settings})  # noqa: S606 - itself, no shell


def wanted() -> str:
    """The settings that this C library knows (glibc 2.35) and, of huge pages, the kernel grants to who asks; empty
    where there are none."""
    known = LIBRARY in getattr(os, "confstr_names", {})
    name, _, version = ((os.confstr(LIBRARY) if known else None) or "").partition(" ")
    if name != "glibc" or tuple(int(part) for part in version.split(".")[:2]) < (2, 35):
        return ""
    granted = KERNEL.is_file() and "[madvise]" in KERNEL.read_text(encoding="ascii")
    return ":".join([*([HUGE_PAGES] if granted else []), *KEPT])
