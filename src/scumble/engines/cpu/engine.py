"""CpuEngine: the embedded engine (scumble-cpu); runs an operation of the table on the work pool."""

import logging
from collections.abc import Mapping

from scumble.core.capability import Capabilities
from scumble.core.errors import EngineFailed, ScumbleError, TooLarge, Unsupported
from scumble.core.outcome import Candidate
from scumble.core.plan import Op
from scumble.core.work import CancelToken, WorkPool
from scumble.engines import Task
from scumble.engines.cpu.operations import OPERATIONS, Render, Row

NAME = "scumble-cpu"
DRAWN_BY_SEED = frozenset({Op.FILL, Op.STYLE, Op.BORDER, Op.EXTEND, Op.FRAME, Op.BACKGROUND_SCENE})
FILLED_BEHIND = frozenset(
    {
        Op.OBJECT_MOVE,
        Op.OBJECT_SCALE,
        Op.OBJECT_FLIP,
        Op.OBJECT_ROTATE,
        Op.OBJECT_SHEAR,
        Op.OBJECT_REPLACE,
        Op.TEXT_REPLACE,
        Op.SHADOW_ADD,
        Op.SHADOW_ADJUST,
        Op.SHADOW_REMOVE,
        Op.REFLECTION_REMOVE,
        Op.GLARE_REDUCE,
    }
)
"""What they uncover, or cannot restore, is filled from the surroundings."""
SEEDED = DRAWN_BY_SEED | FILLED_BEHIND
"""Operations with more than one good result; the seed chooses."""

log = logging.getLogger(__name__)


class CpuEngine:
    """Classic image processing and small models on the CPU: deterministic, free, works offline."""

    def __init__(self, pool: WorkPool, max_pixels: int, operations: Mapping[Op, Row] = OPERATIONS) -> None:
        """pool: where the pixel work runs. max_pixels: the largest picture taken. operations: what it can do."""
        self._pool = pool
        self._operations = operations
        self._capabilities = Capabilities(
            operations={op: targets for op, (_, targets) in operations.items()},
            max_pixels=max_pixels,
            seeded=SEEDED & operations.keys(),
        )

    @property
    def name(self) -> str:
        """As callers write it in `model`."""
        return NAME

    @property
    def capabilities(self) -> Capabilities:
        """The table's operations and targets; only SEEDED ones differ by seed."""
        return self._capabilities

    async def render(self, task: Task, cancel: CancelToken) -> Candidate:
        """The candidate for one step.

        Raises Unsupported (an operation or target it does not have), TooLarge, Cancelled, what the operation refuses
        (InvalidValue ...), and EngineFailed for anything unexpected, which is logged.
        """
        function = self._function(task)
        pixels = task.image.width * task.image.height
        if pixels > self._capabilities.max_pixels:
            most = self._capabilities.max_pixels
            raise TooLarge(f"The picture has {pixels:,} pixels; '{NAME}' takes up to {most:,}.", param="image")
        cancel.check()
        try:
            return await self._pool.run(function, task, cancel)
        except ScumbleError:
            raise
        except Exception as broken:
            log.exception("operation failed", extra={"op": str(task.step.op), "size": task.image.size})
            raise EngineFailed(
                f"'{NAME}' broke while doing '{task.step.op}' on a picture of {task.image.size}. "
                "Send the request again; if it breaks again, try a smaller picture."
            ) from broken

    def _function(self, task: Task) -> Render:
        """The render function for the step. Raises Unsupported."""
        step = task.step
        row = self._operations.get(step.op)
        what = step.text or str(step.op)
        if row is None:
            able = ", ".join(str(op) for op in self._operations)
            raise Unsupported(f"'{NAME}' cannot do '{what}'. It can do: {able}.", part=what, needs=str(step.op))
        function, targets = row
        if step.target.kind not in targets:
            kinds = ", ".join(sorted(targets))
            raise Unsupported(
                f"'{NAME}' does '{step.op}' on: {kinds}; not on '{step.target.kind}'.", part=what, needs=str(step.op)
            )
        return function
