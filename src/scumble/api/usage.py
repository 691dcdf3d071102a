"""/v1/usage: what a project's keys did and spent, by day, key, engine and model, JSON pages or CSV; /v1/budgets."""

import asyncio
import base64
import binascii
from collections.abc import Sequence
from typing import cast

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from scumble.api.auth import authenticate
from scumble.api.services import Services
from scumble.core.errors import InvalidValue
from scumble.db.usage import Group, UsageRow, group_values
from scumble.ledger.reports import Accounts, budget_json, now, read_days, read_groups, row_json, write_csv

MOST = 1_000


def usage_routes(services: Services, accounts: Accounts) -> APIRouter:
    """Both routes."""
    router, routes = APIRouter(prefix="/v1"), UsageRoutes(services, accounts)
    router.add_api_route("/usage", routes.usage, methods=["GET"], response_model=None)
    router.add_api_route("/budgets", routes.budgets, methods=["GET"], response_model=None)
    return router


class UsageRoutes:
    """Handlers over one database's accounts."""

    def __init__(self, services: Services, accounts: Accounts) -> None:
        """services: for the keys."""
        self._services, self._accounts = services, accounts

    async def usage(self, request: Request) -> Response:
        """The project's usage, in groups."""
        caller, query = await authenticate(request, self._services.keys), request.query_params
        by = read_groups(query.get("group_by"))
        since, until = read_days(query.get("since"), query.get("until"), now().date())
        key = query.get("key")
        if wants_csv(request):

            def table() -> str:
                rows = self._accounts.all(caller, since, until, by, key)
                return "".join(write_csv(rows, by, self._accounts.currency, inside=False))

            headers = {"content-disposition": f'attachment; filename="usage-{since}-{until}.csv"'}
            return Response(await asyncio.to_thread(table), headers=headers, media_type="text/csv")
        limit, after = read_limit(query.get("limit")), read_cursor(query.get("after"), by)

        def page() -> Sequence[UsageRow]:
            return self._accounts.usage.report(caller, since, until, by=by, key_id=key, after=after, limit=limit + 1)

        rows = await asyncio.to_thread(page)
        following = group_values(rows[limit - 1], by) if len(rows) > limit else None
        body = {
            "object": "list",
            "since": str(since),
            "until": str(until),
            "group_by": list(by),
            "currency": self._accounts.currency,
            "data": [row_json(row, by, inside=False) for row in rows[:limit]],
            "has_more": following is not None,
            "next": following and base64.urlsafe_b64encode(orjson.dumps(following)).decode(),
        }
        return Response(orjson.dumps(body), media_type="application/json")

    async def budgets(self, request: Request) -> Response:
        """The budgets that bind the key that asks."""
        caller, at = await authenticate(request, self._services.keys), now()
        found = await asyncio.to_thread(self._accounts.of_key, caller, at)
        body = {"object": "list", "data": [budget_json(b, used, at) for b, used in found], "has_more": False}
        return Response(orjson.dumps(body), media_type="application/json")


def wants_csv(request: Request) -> bool:
    """`format=csv`, or CSV and no JSON among the types accepted. Raises InvalidValue for another format."""
    wanted = request.query_params.get("format")
    if wanted not in {None, "json", "csv"}:
        raise InvalidValue("'format' is 'json' (default) or 'csv'.", param="format")
    accept = request.headers.get("accept", "")
    return wanted == "csv" or (wanted is None and "text/csv" in accept and "json" not in accept)


def read_limit(text: str | None) -> int:
    """Rows of a page: 1 to 1,000, 100 unless asked. Raises InvalidValue."""
    if text is None:
        return 100
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:5]) <= MOST):
        raise InvalidValue(f"'limit' has to be a whole number from 1 to {MOST:,}.", param="limit")
    return int(text)


def read_cursor(text: str | None, by: Sequence[Group]) -> list[str] | None:
    """What an earlier page named as `next`. Raises InvalidValue."""
    if text is None:
        return None
    try:
        found: object = orjson.loads(base64.urlsafe_b64decode(text))
    except (ValueError, binascii.Error):
        found = None
    values = cast("list[object]", found) if isinstance(found, list) else []
    if len(values) != len(by) or not all(isinstance(v, str) for v in values):
        raise InvalidValue("'after' is the 'next' of an earlier page with the same 'group_by'.", param="after")
    return cast("list[str]", values)
