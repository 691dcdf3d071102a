"""The fonts: every file listed with hash and open licence; each draws the letters of the languages here."""

import hashlib
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from scumble.engines.cpu.text_faces import PACKAGED, able, faces

ROOT = Path(__file__).resolve().parents[3]
ROW = re.compile(r"^\| `([\w-]+\.(?:ttf|woff))` \| `([0-9a-f]{64})` \| ([\w.-]+) \|", re.MULTILINE)
OPEN = {"OFL-1.1", "Apache-2.0"}


@pytest.fixture(scope="module")
def fetch() -> ModuleType:
    """tools/fonts/fetch_fonts.py as a module."""
    spec = importlib.util.spec_from_file_location("fetch_fonts", ROOT / "tools" / "fonts" / "fetch_fonts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def listed() -> dict[str, tuple[str, str]]:
    """File -> (SHA-256, licence) as LICENSES/fonts.md has them."""
    text = (ROOT / "LICENSES" / "fonts.md").read_text(encoding="utf-8")
    return {name: (digest, licence) for name, digest, licence in ROW.findall(text)}


def test_every_packaged_font_is_listed_with_its_hash_and_an_open_licence(fetch: ModuleType) -> None:
    table = listed()
    files = [p for p in PACKAGED.iterdir() if p.suffix in {".ttf", ".woff"}]
    assert len(files) == len([f for f in faces() if f.kind != "own"]) > 40
    for path in files:
        digest, licence = table[path.name]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
        assert licence in OPEN
        assert (ROOT / "LICENSES" / f"{licence}.txt").is_file()
    assert {f.name: f.sha256 for f in fetch.read_table()} == {n: d for n, (d, _) in table.items()}


def test_licences_were_read_at_their_source() -> None:
    text = (ROOT / "LICENSES" / "fonts.md").read_text(encoding="utf-8")
    for name in listed():
        section = text.split(f"\n## {name.split('-')[0]}\n", 1)[1].split("\n## ", 1)[0]
        assert "Read in" in section


def test_carriers_are_pinned_and_name_no_registry(fetch: ModuleType) -> None:
    lock = (fetch.HERE / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert "://" not in lock
    assert lock.count('"integrity": "sha512-') == len({f.carrier for f in fetch.read_table()})


def test_a_changed_font_is_refused(fetch: ModuleType, tmp_path: Path) -> None:
    font = fetch.read_table()[0]
    path = tmp_path / font.carrier.removeprefix(fetch.NPM) / font.member
    path.parent.mkdir(parents=True)
    path.write_bytes(b"something else")
    with pytest.raises(fetch.FetchError, match="SHA-256"):
        fetch.take([font], tmp_path)


def test_the_faces_cover_what_is_said_of_them() -> None:
    assert able("Größe ÀÉÎÕÜ ñ ç ø å € £ ¥ § 19,99 „“ – !?&%@", faces())
    assert len(able("Žluťoučký kůň Łódź", faces())) > 15
    assert len(able("Привет", faces())) > 10
    assert len(able("Ωμέγα", faces())) > 8
    assert able("営業中", faces()) == []
    assert {f.kind for f in faces()} >= {"sans", "condensed", "serif", "slab", "mono", "script", "hand"}


def test_an_operators_font_is_used(tmp_path: Path) -> None:
    source = PACKAGED / "Lato-Black.ttf"
    (tmp_path / "House.ttf").write_bytes(source.read_bytes())
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    own = [f for f in faces(tmp_path) if f.kind == "own"]
    assert [(f.path.name, f.weight, f.italic) for f in own] == [("House.ttf", 900, False)]
