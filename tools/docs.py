"""Writes the pages that are made from the code: docs/map.md, docs/operations.md, docs/api.md.

python tools/docs.py          writes them
python tools/docs.py --check  exit 1 when a page differs from the code
"""

import ast
import itertools
import sys
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "scumble"
DOCS = ROOT / "docs"
NOTE = "<!-- Made by `python tools/docs.py`; a test compares it with the code. -->\n"

ROOMS = (
    ("core", "the words everything else is written in"),
    ("codec", "bytes to pictures and back"),
    ("vision", "what looks at pictures"),
    ("language", "which words are alike"),
    ("planner", "words to a plan"),
    ("regions", "targets to regions"),
    ("engines", "the port, the table of engines, the embedded engine, and those of providers"),
    ("edits", "the one thing this product does; `run.py` is one edit on one page"),
    ("guards", "the checks on every result"),
    ("governance", "keys"),
    ("ledger", "usage to money: the price table, estimates, reports"),
    ("webhooks", "who is told of finished work, and the telling"),
    ("jobs", "durable workflows, fair turns, and the lease by which processes adopt each other's work"),
    ("store", "bytes that are kept: blobs, files, links to results, and their collection"),
    ("db", "the only database driver"),
    ("net", "connections to other servers"),
    ("api", "the HTTP door"),
    ("cli", "the command line"),
)

MAP = """# Map

{note}
One edit, and where each step stands:

1. **read** `api/` turns an HTTP body into an `Instruction`; `codec/decode.py` reads the pictures
2. **admit** `governance/keys.py`, `api/gate.py`
3. **plan** `planner/` turns words into a `Plan`; `edits/routing.py` chooses the engine
4. **select** `regions/` turns a step's target into a `Region`; `vision/` finds the subject
5. **render** `engines/` draws a `Candidate`; `edits/compose.py` pastes it back
6. **check** `guards/` on the bytes that are sent
7. **keep** `edits/desk.py` makes every edit a durable task, `db/outcomes.py` writes how it ended, `store/` has the
   bytes that tasks, links and files point at; `api/` answers

Imports go down only: `__main__ > cli > app > parts > api | config > config_values > edits > planner | regions |
engines | guards | governance | jobs | ledger | store | webhooks > vision | codec | db | language | net > core`. Rooms
between bars do not know each other; `app.py` joins them. `lint-imports` enforces it.

{rooms}"""

OPERATIONS = """# Operations

{note}
What an instruction can ask for today, and on what: `whole` picture, `subject`, `background`, the drawn `region`, or
an `object` that the words name ("the red cup on the left") and that is then looked for.
`POST /v1/images/plan` shows how an instruction was understood. What is not here is refused with
`unsupported_instruction`, with what would work instead.

| operation | on | what it takes |
| --- | --- | --- |
{rows}
"""

API = """# The HTTP API

{note}
Shaped like the OpenAI Images API; the reference with every field is at `/docs` of a running server (it works offline).
`data[].edit` follows [schemas/edit.json](schemas/edit.json), the answer of `regions`
[schemas/regions.json](schemas/regions.json), a task [schemas/task.json](schemas/task.json).

## Routes

| route | what it does |
| --- | --- |
{routes}

## Beyond OpenAI's fields

| field | what it does |
| --- | --- |
| `region` | where to edit: `{{"type":"box","x","y","width","height"}}`, `{{"type":"polygon","points":[[x,y],...]}}` \
or `{{"type":"points","points":[{{"x","y","label":1}},...]}}`, in pixels of image 1, or with `"units":"fraction"` |
| `image`, `mask`, `markup` | the id of an uploaded file (`file-...`) instead of the file itself; in JSON \
`{{"file_id": "file-..."}}` |
| `response_format` | `url` answers with links that work without a key for `result_url_minutes`; see \
[files and links](guides/files.md) |
| `seed` | variants use seed, seed+1, ...; the embedded engine's results differ by seed only for `fill` |
| `max_cost` | what all results together may cost at most; refused before anything is sent where more is expected; see \
[costs](guides/costs.md) |
| `store` | `false` keeps nothing: no task, no pictures; the edit is lost with its connection |
| `checks` | `off` reads nothing back and measures nothing: `edit.preservation.mode` is then `unchecked`. What a \
provider drew is passed on without being decoded where nothing else needs its pixels |
| `fit` | with `size` of another ratio: `cover` (default, subject-centred crop) or `contain` (padded); never stretched |

## Errors

Every error has `message`, `type`, `param` and `code`. A class's status is the nearest one listed in its ancestry.

| class | status | code | meaning |
| --- | --- | --- | --- |
{errors}
"""


def first_line(path: Path) -> str:
    """The first docstring line of a module."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n", maxsplit=1)[0]


def map_page() -> str:
    """docs/map.md: every module with its first docstring line."""
    top = [f"| `{p.name}` | {first_line(p)} |" for p in sorted(SOURCE.glob("*.py")) if p.name != "__init__.py"]
    parts = ["## Top\n\n| module | what is in it |\n| --- | --- |\n" + "\n".join(top) + "\n"]
    for room, about in ROOMS:
        folder = SOURCE / room
        files = [p for p in sorted(folder.rglob("*.py")) if "migrations" not in p.parts and first_line(p)]
        rows = [f"| `{p.relative_to(folder)}` | {first_line(p)} |" for p in files]
        parts.append(f"## {room}: {about}\n\n| module | what is in it |\n| --- | --- |\n" + "\n".join(rows) + "\n")
    return MAP.format(note=NOTE, rooms="\n".join(parts))


def operation_docs() -> dict[str, str]:
    """Operation -> the docstring below its member of `Op`."""
    tree = ast.parse((SOURCE / "core" / "plan.py").read_text(encoding="utf-8"))
    body = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Op").body
    docs: dict[str, str] = {}
    for member, after in itertools.pairwise(body):
        if isinstance(member, ast.Assign) and isinstance(member.value, ast.Constant) and isinstance(after, ast.Expr):
            text = ast.literal_eval(after.value)
            docs[str(member.value.value)] = " ".join(str(text).split())
    return docs


def operations_page() -> str:
    """docs/operations.md: what the embedded engine lists, with the parameters of each."""
    from scumble.core.plan import Op
    from scumble.engines.cpu.operations import OPERATIONS as TABLE
    from scumble.engines.providers.engine import TARGETS

    docs = operation_docs()
    rows = [
        f"| `{op}` | {', '.join(sorted(row[1]))} | {docs[str(op)].replace('|', 'or')} |"
        for op, row in sorted(TABLE.items())
    ]
    words, who = docs[str(Op.INSTRUCT)], "[engines of providers](guides/providers.md)"
    rows.append(f"| `{Op.INSTRUCT}` ({who}) | {', '.join(sorted(TARGETS))} | {words} |")
    return OPERATIONS.format(note=NOTE, rows="\n".join(rows))


def api_page() -> str:
    """docs/api.md: routes, extensions, error classes."""
    from scumble.api.docs import openapi
    from scumble.api.errors import status_table

    routes = [
        f"| `{method.upper()} {path}` | {cast('dict[str, str]', about)['summary']} |"
        for path, methods in cast("dict[str, dict[str, object]]", openapi("")["paths"]).items()
        for method, about in methods.items()
    ]
    errors = [
        f"| `{cls.__name__}` | {status} | `{cls.default_code}` | {(cls.__doc__ or '').splitlines()[0]} |"
        for cls, status in status_table().items()
    ]
    return API.format(note=NOTE, routes="\n".join(routes), errors="\n".join(errors))


def providers_page() -> str:
    """docs/guides/providers.md: `providers_guide.md` beside this file, with the profiles as tables."""
    from scumble.engines.providers.profiles import PROFILES

    providers = [
        f"| `{name}` | {', '.join(f'`{k}`' for k in (*p.keys, *p.id_keys, p.url_key) if k)} | "
        f"{', '.join(f'`{m}`' for m in p.models)} |"
        for name, p in PROFILES.items()
        if p.keys
    ]
    profiles = [
        f"| `{name}` | `{p.kind or name}` | {MASKS[p.mask].format(field=p.mask_field)} | {p.references} | "
        f"{p.sizes.most_pixels:,} | {'yes' if p.makes else 'no'} | {p.price} | {'yes' if p.verified else 'no'} |"
        for name, p in PROFILES.items()
    ]
    text = (Path(__file__).parent / "providers_guide.md").read_text(encoding="utf-8")
    return text.format(note=NOTE.strip(), providers="\n".join(providers), profiles="\n".join(profiles))


MASKS = {
    "alpha": "`{field}`, transparent = edit",
    "white": "`{field}`, white = edit",
    "black": "`{field}`, black = edit",
    "none": "none",
}
PAGES = {
    "map.md": map_page,
    "operations.md": operations_page,
    "api.md": api_page,
    "guides/providers.md": providers_page,
}


def main() -> int:
    """Writes or checks the pages."""
    check, stale = "--check" in sys.argv[1:], False
    for name, make in PAGES.items():
        text, path = make(), DOCS / name
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            print(f"docs/{name} differs from the code; run `python tools/docs.py`")
            stale = True
        elif not check:
            path.write_text(text, encoding="utf-8")
            print(f"docs/{name}")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
