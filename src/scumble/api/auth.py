"""API keys on requests: `Authorization: Bearer …` to a Caller, or 401 in words; keys are never logged."""

import asyncio

from starlette.requests import Request

from scumble.api.services import Keys
from scumble.core.caller import Caller
from scumble.core.errors import BadKey

MAX_TOKEN = 512


async def authenticate(request: Request, keys: Keys) -> Caller:
    """Who asks. Raises BadKey when no key was sent or it is not one of ours."""
    header = request.headers.get("authorization", "")
    scheme, _, token = header.partition(" ")
    token = token.strip()
    if not header:
        raise BadKey("You didn't provide an API key. Send it in the header 'Authorization: Bearer YOUR_KEY'.")
    if scheme.lower() != "bearer" or not token or len(token) > MAX_TOKEN:
        raise BadKey("The Authorization header cannot be read; it should be 'Authorization: Bearer YOUR_KEY'.")
    # Only a look-up in the database is worth a thread.
    return keys.cached(token) or await asyncio.to_thread(keys.authenticate, token)
