"""The first start: makes a key when there is none, and a curl line that edits the sample picture with it."""

import shlex
from pathlib import Path

from scumble.core.caller import LOCAL
from scumble.governance.keys import Keys

SAMPLE = Path(__file__).with_name("sample.jpg")
"""A picture drawn by tools/draw_sample.py for this purpose; ours, under the project's licence."""
RESULT = "edited.png"
SAVE = (
    f"import sys,json,base64;open('{RESULT}','wb').write(base64.b64decode(json.load(sys.stdin)['data'][0]['b64_json']))"
)


def introduce(keys: Keys, url: str) -> str:
    """What the first start prints: the new key, once, or how to make another; and a line to try."""
    if any(row.revoked_at is None for row in keys.list(LOCAL)):
        return (
            "\nKeys were made before and cannot be shown again; `scumble keys create --name NAME` makes another.\n"
            f"To try it, with your key in place of $KEY:\n\n{curl(url, '$KEY')}\n"
        )
    token = keys.create(LOCAL, "first key").token
    return (
        f"\nYour first key, shown this once (only its hash is kept):\n\n    {token}\n\n"
        f"Try it: this line edits a sample picture and writes {RESULT} into the current folder.\n\n{curl(url, token)}\n"
    )


def curl(url: str, token: str) -> str:
    """One line for a POSIX shell that edits the sample, wherever it is run. token: a key, or a shell variable."""
    return (
        f'curl -s {url}/v1/images/edits -H "Authorization: Bearer {token}" '
        f"-F {shlex.quote(f'image=@{SAMPLE}')} -F {shlex.quote('prompt=white studio background')} "
        f'| python3 -c "{SAVE}"'
    )
