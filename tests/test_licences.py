"""No GPL or AGPL among what runs: installed run-time dependencies, and the weights that travel in the wheel."""

import re
from importlib.metadata import Distribution, distribution, requires
from pathlib import Path

from packaging.requirements import Requirement

FORBIDDEN = re.compile(r"\bA?GPL|GNU (Affero )?General Public|General Public License", re.IGNORECASE)
AFFERO_HEADING = re.compile(r"^\s*GNU AFFERO GENERAL PUBLIC LICENSE\s*$", re.MULTILINE)
"""The licence's own heading; the GPL text (bundled for gcc's run-time exception) only mentions its name."""
LESSER = re.compile(r"\bLGPL|Lesser General Public", re.IGNORECASE)
UNMODIFIED_LESSER = {
    "psycopg": "LGPL-3.0, unmodified, only with PostgreSQL",
    "psycopg-binary": "as psycopg",
    "pi-heif": "BSD-3-Clause around unmodified LGPL decoders (libheif, libde265); has no GPL encoder",
}
"""Weak copyleft that is allowed as a library we do not change."""


def run_time() -> dict[str, Distribution]:
    """Every distribution that `pip install scumble[postgres,otel]` brings, by name."""
    found: dict[str, Distribution] = {}
    queue = [(r, {"postgres", "otel"}) for r in requires("scumble") or []]
    while queue:
        text, extras = queue.pop()
        need = Requirement(text)
        wanted = [{"extra": e} for e in (extras or {""})]
        if need.marker and not any(need.marker.evaluate(env) for env in wanted):
            continue
        if need.name.lower() in found:
            continue
        dist = distribution(need.name)
        found[need.name.lower()] = dist
        queue += [(r, set(need.extras)) for r in dist.requires or []]
    return found


def licence_of(dist: Distribution) -> str:
    """What the distribution says of itself: expression, classifiers, or a short licence field."""
    meta = dist.metadata
    said = [meta.get("License-Expression") or ""]
    said += [c for c in meta.get_all("Classifier") or [] if c.startswith("License ::")]
    field = meta.get("License") or ""
    said.append(field if len(field) < 200 else field[:200])
    return " | ".join(s for s in said if s)


def test_no_run_time_dependency_is_gpl() -> None:
    bad: dict[str, str] = {}
    dists = run_time()
    assert len(dists) > 30
    for name, dist in dists.items():
        said = licence_of(dist)
        strong = FORBIDDEN.search(LESSER.sub("", said))
        if strong or (LESSER.search(said) and name not in UNMODIFIED_LESSER):
            bad[name] = said
    assert bad == {}


def test_every_run_time_dependency_states_a_licence_somewhere() -> None:
    silent: list[str] = []
    for name, dist in run_time().items():
        files = [f for f in dist.files or [] if re.search(r"(?i)(licen[cs]e|copying)", f.name)]
        if not licence_of(dist) and not files:
            silent.append(name)
    assert silent == []


def test_no_licence_file_is_the_affero_one() -> None:
    """Metadata can be wrong: the texts that travel with the packages are read too."""
    affero: list[str] = []
    for name, dist in run_time().items():
        files = [f for f in dist.files or [] if re.search(r"(?i)(licen[cs]e|copying)", f.name)]
        texts = [f.locate() for f in files if f.suffix.lower() in ("", ".txt", ".md", ".rst")]
        if any(AFFERO_HEADING.search(Path(str(t)).read_text(errors="replace")) for t in texts):
            affero.append(name)
    assert affero == []


def test_the_check_sees_a_gpl_licence() -> None:
    assert FORBIDDEN.search("License :: OSI Approved :: GNU Affero General Public License v3")
    assert FORBIDDEN.search("AGPL-3.0-only")
    assert not FORBIDDEN.search(LESSER.sub("", "LGPL-3.0-only"))
