"""Caller: who asks, for which project, and what they may do."""

from dataclasses import dataclass

from scumble.core.rates import OwnLimits


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The key behind a request. Every look-up in the database takes one and sees its project only.

    limits: the key's own. test: whether it is a test key, which never spends money; known of who just came, None of
    who is remembered with a task (`Keys.is_test` asks).
    """

    project_id: str
    key_id: str
    name: str = ""
    limits: OwnLimits = OwnLimits()
    test: bool | None = None


LOCAL = Caller(project_id="proj_default", key_id="key_local", name="local command line")
"""Whoever runs the command line on the machine itself."""
