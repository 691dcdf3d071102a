"""Who reads the words: the planner, or an engine that does it itself (`instruct`), by the caller's wish."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping

from scumble.core.errors import Unsupported
from scumble.core.plan import Op, Plan
from scumble.core.work import CancelToken, WorkPool
from scumble.edits.routing import AUTO
from scumble.engines import Engine
from scumble.planner.choose import Planner, read_plainly
from scumble.planner.instruct import instructed, moves
from scumble.planner.plan import Context

FEW = 120
"""Characters that rows are held against on the spot: a thread would take half as long to begin."""


def readers(engines: Mapping[str, Engine]) -> list[str]:
    """The engines that read words themselves."""
    return [name for name, e in sorted(engines.items()) if Op.INSTRUCT in e.capabilities.operations]


async def planned(
    planner: Planner,
    words: str,
    context: Context,
    *,
    wish: str,
    engines: Mapping[str, Engine],
    pool: WorkPool,
    cancel: CancelToken,
    check: Callable[[Plan], object],
) -> Plan:
    """The plan for an instruction.

    An engine that reads words and is asked for by name gets them as they are; only what moves the picture or its rim
    is left to those that can. Without such a name it is the planner's plan, and where that refuses the words go to
    whichever engine reads them. Raises what the planner and `check` raise, and Cancelled.
    """
    able = readers(engines)
    if wish in able and words.strip():
        if (known := _LATELY.get((words, context))) is not None:
            return known
        plan = _for_reader(words, context) if len(words) <= FEW else await pool.run_words(_for_reader, words, context)
        return _LATELY.keep((words, context), plan)
    try:
        return await planner.plan(words, context, pool=pool, cancel=cancel, check=check)
    except Unsupported as refused:
        if not able or not words.strip():
            raise
        if wish == AUTO:
            return instructed(words, context)
        raise _naming(refused, able) from refused


def _for_reader(words: str, context: Context) -> Plan:
    """The words as one step, or the grammar's steps where they move the picture."""
    understood = read_plainly(words, context)
    return understood if understood and moves(understood) else instructed(words, context, understood)


class Lately:
    """Plans of the last instructions that engines were given as they are: each request is planned when it comes and
    when it is carried out, and many say the same."""

    def __init__(self, most: int = 128) -> None:
        """most: how many are kept."""
        self._most, self._lock = most, threading.Lock()
        self._plans: OrderedDict[tuple[str, Context], Plan] = OrderedDict()

    def get(self, key: tuple[str, Context]) -> Plan | None:
        """The plan, if it is among them."""
        with self._lock:
            return self._plans.get(key)

    def keep(self, key: tuple[str, Context], plan: Plan) -> Plan:
        """Keeps a plan, and gives it back; the oldest goes."""
        with self._lock:
            self._plans[key] = plan
            if len(self._plans) > self._most:
                self._plans.popitem(last=False)
        return plan


_LATELY = Lately()


def _naming(refused: Unsupported, able: list[str]) -> Unsupported:
    """The refusal, with the engines that could do it."""
    return Unsupported(
        f"{refused.message} These engines read such words themselves: {', '.join(able)}.",
        part=refused.part,
        nearest=refused.nearest,
        needs=refused.needs or str(Op.INSTRUCT),
        param=refused.param,
    )
