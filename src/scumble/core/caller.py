"""Caller: who asks, for which project, and what they may do."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The key behind a request. Every look-up in the database takes one and sees its project only."""

    project_id: str
    key_id: str
    name: str = ""


LOCAL = Caller(project_id="proj_default", key_id="key_local", name="local command line")
"""Whoever runs the command line on the machine itself."""
