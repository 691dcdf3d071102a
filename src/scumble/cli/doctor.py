"""`scumble doctor`: checks that this machine and the settings can run Scumble, and says what to do where not."""

import json

import typer

from scumble.cli.checkup import ALL, Finding
from scumble.cli.options import Config, Json
from scumble.config import load_settings

MARKS = {"ok": "ok", "warn": "look", "fail": "FAIL"}


def command(as_json: Json = False, config: Config = None) -> None:
    """Check that everything needed is there.

    Python, libraries, models, data folder, disk, database, port, memory. Exit code 1 when one fails.
    """
    settings = load_settings(config)
    findings = [check(settings) for check in ALL]
    if as_json:
        facts = [{"check": f.check, "state": f.state, "found": f.found, "advice": f.advice} for f in findings]
        typer.echo(json.dumps(facts))
    else:
        for finding in findings:
            _line(finding)
    failed = sum(f.state == "fail" for f in findings)
    if not as_json:
        typer.echo("Everything needed is there." if not failed else f"{failed} of {len(findings)} checks failed.")
    raise typer.Exit(1 if failed else 0)


def _line(finding: Finding) -> None:
    colour = {"ok": typer.colors.GREEN, "warn": typer.colors.YELLOW, "fail": typer.colors.RED}[finding.state]
    mark = typer.style(f"{MARKS[finding.state]:<5}", fg=colour)
    typer.echo(f"{mark} {finding.check:<12} {finding.found}")
    if finding.advice:
        typer.echo(f"{'':<19}-> {finding.advice}")
