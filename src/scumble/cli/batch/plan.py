"""What a batch would do: every instruction read before a picture is touched, and what the whole counts and costs."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import typer

from scumble.cli.batch.items import Item
from scumble.cli.batch.workers import Embedded, Wishes, Worker
from scumble.cli.failures import FAILED
from scumble.config import Settings
from scumble.core.errors import InvalidRequest, InvalidValue, ScumbleError
from scumble.core.plan import Op

if TYPE_CHECKING:
    from scumble.core.usage import Usage

READ_FIRST: Final = 50
"""Different instructions that are read before work begins; more of them would be waited for."""
Plans = Mapping[str, Mapping[str, Any] | ScumbleError]
"""By words: the plan, as `POST /v1/images/plan` answers it, or why it is refused."""


def understand(worker: Worker, items: Sequence[Item], *, every: bool) -> Plans:
    """Has the instructions read; nothing costs. every: all of them, else the first few.

    Raises what all of them are refused with, and what has nothing to do with the words (a wrong key, an unknown model).
    """
    words = list(dict.fromkeys(item.words for item in items if item.problem is None))
    plans: dict[str, Mapping[str, Any] | ScumbleError] = {}
    for one in words if every else words[:READ_FIRST]:
        try:
            plans[one] = worker.understand(one)
        except InvalidRequest as error:
            plans[one] = error
    refused = [plan for plan in plans.values() if isinstance(plan, ScumbleError)]
    if refused and len(refused) == len(words):
        raise refused[0]
    return plans


def formats_of(items: Sequence[Item], plans: Plans, asked: str) -> Mapping[str, str]:
    """By words, the format that is not the picture's own: the one asked for, or png for a cut-out.

    Raises InvalidValue for cut-outs in jpeg.
    """
    cut_out = [
        words
        for words, plan in plans.items()
        if not isinstance(plan, ScumbleError)
        and any(step["op"] == Op.BACKGROUND_REMOVE for step in plan["plan"]["steps"])
    ]
    if asked == "jpeg" and cut_out:
        raise InvalidValue(
            f"{cut_out[0]!r} makes the background transparent, which jpeg cannot hold; use --format png or webp.",
            param="format",
        )
    if asked != "same":
        return dict.fromkeys((item.words for item in items), asked)
    return dict.fromkeys(cut_out, "png")


def dry_run(
    worker: Worker, items: Sequence[Item], plans: Plans, settings: Settings, wishes: Wishes, *, as_json: bool
) -> int:
    """Says what would be done; the exit code: 1 when something would fail."""
    counted = Counter(item.words for item in items if item.problem is None)
    problems = [f"{_place(item)}: {problem}" for item in items if (problem := _problem(item, plans)) is not None]
    usage = [one for item in items if _problem(item, plans) is None and (one := _usage(item, settings, wishes))]
    tokens = sum(u.input_text + u.input_image + u.output_image for u in usage)
    money = _money(usage, settings) if isinstance(worker, Embedded) else None
    known = {words: plan for words, plan in plans.items() if not isinstance(plan, ScumbleError)}
    if as_json:
        facts = {
            "pictures": len(items),
            "plans": [{"instruction": w, "pictures": counted[w], **plan} for w, plan in known.items()],
            "outputs": [item.out.as_posix() for item in items],
            "problems": problems,
            "tokens": tokens,
            "cost": money,
            "worker": worker.where,
        }
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return FAILED if problems else 0
    typer.echo(f"{len(items)} pictures, done by {worker.where}; nothing was done yet.")
    for words, plan in known.items():
        typer.echo(f"{counted[words]} × {words!r}: {plan['plan']['understood']} ({plan['engine']})")
    for problem in problems:
        typer.echo(f"Would fail: {problem}", err=True)
    priced = "the server says the price with each result" if money is None else f"cost: {money}"
    typer.echo(f"About {tokens:,} tokens · {priced}")
    return FAILED if problems else 0


def _place(item: Item) -> str:
    return item.shown if item.row is None else f"row {item.row} ({item.shown})"


def _problem(item: Item, plans: Plans) -> str | None:
    """Why an item would fail, as far as that can be seen now."""
    if item.problem is not None:
        return item.problem
    if not item.picture.is_file():
        return f"{item.picture} is no file."
    plan = plans.get(item.words)
    return " ".join(plan.message.split()) if isinstance(plan, ScumbleError) else None


def _usage(item: Item, settings: Settings, wishes: Wishes) -> "Usage | None":
    """What one item would count, when the result has its picture's size; None for a picture that cannot be read."""
    from scumble.app import limits_of  # noqa: PLC0415 - the engine takes a second to import
    from scumble.codec.decode import probe  # noqa: PLC0415
    from scumble.core.usage import Usage, input_image_tokens, output_tokens, text_tokens  # noqa: PLC0415

    try:
        found = probe(item.picture.read_bytes(), limits=limits_of(settings), name=item.shown)
    except (OSError, ScumbleError):
        return None
    made = (found.width, found.height)
    if wishes.size is not None:
        width, _, height = wishes.size.lower().partition("x")
        made = (int(width), int(height)) if width.isdigit() and height.isdigit() else made
    quality: Any = wishes.quality or "high"
    return Usage(
        input_text=text_tokens(item.words),
        input_image=input_image_tokens(found.width, found.height),
        output_image=output_tokens(*made, quality),
    )


def _money(usage: "Sequence[Usage]", settings: Settings) -> str:
    """What it would cost by the settings' prices."""
    million = Decimal(1_000_000)
    read = sum(u.input_text + u.input_image for u in usage) * settings.price_input_per_million
    made = sum(u.output_image for u in usage) * settings.price_output_per_million
    return f"{((read + made) / million).normalize():f} {settings.currency}"
