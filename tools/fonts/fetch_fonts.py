"""Fetch the fonts: npm packages by hash, opened but never imported, each font file checked by its own hash.

    python tools/fonts/fetch_fonts.py            the faces that travel in the package
    python tools/fonts/fetch_fonts.py --bench    those that only the lettering benchmark draws with, into build/fonts

Idempotent: a file whose SHA-256 already matches is left alone. The table is fonts.toml; the packages' hashes are in
package-lock.json. The files are not changed: a licence that reserves a font's name asks for that.
"""

import shutil
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = ROOT / "build" / "fonts"
PACKAGED = ROOT / "src" / "scumble" / "engines" / "cpu" / "fonts"
BENCH = CACHE / "bench"
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
sys.path.insert(0, str(HERE.parent / "weights"))

from fetch import NPM, FetchError, digest, run, write  # noqa: E402


@dataclass(frozen=True, kw_only=True)
class Font:
    """One row of fonts.toml. bench: only the benchmark draws with it."""

    name: str
    carrier: str
    member: str
    sha256: str
    bench: bool = False

    @property
    def target(self) -> Path:
        """Where the file lies."""
        return (BENCH if self.bench else PACKAGED) / self.name

    @property
    def in_place(self) -> bool:
        """True when the file there is already the right one."""
        return self.target.is_file() and digest(self.target.read_bytes()) == self.sha256


def read_table(path: Path = HERE / "fonts.toml") -> list[Font]:
    """The rows of fonts.toml."""
    return [Font(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["font"]]


def take(fonts: list[Font], packages: Path) -> None:
    """Copies fonts out of a folder of unpacked packages. Raises FetchError for a file that is not what it should be."""
    for font in fonts:
        data = (packages / font.carrier.removeprefix(NPM) / font.member).read_bytes()
        if digest(data) != font.sha256:
            raise FetchError(f"{font.member} in {font.carrier} has SHA-256 {digest(data)}, not {font.sha256}")
        write(font.target, data)


def main(*, bench: bool = False) -> int:
    """Fetches what is missing of the package's fonts, or of the benchmark's; 0 when every one is in place."""
    fonts = [f for f in read_table() if f.bench is bench]
    missing = [f for f in fonts if not f.in_place]
    print(f"fonts: {len(fonts) - len(missing)} of {len(fonts)} are in place", flush=True)
    if not missing:
        return 0
    try:
        folder = CACHE / "npm"
        folder.mkdir(parents=True, exist_ok=True)
        for name in NPM_FILES:
            shutil.copy(HERE / name, folder / name)
        print("fonts: fetching the carrier npm packages by hash (about 40 MB)", flush=True)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        run(command, "the carrier npm packages of the fonts", folder)
        take(missing, folder / "node_modules")
        shutil.rmtree(folder)
    except (FetchError, FileNotFoundError) as error:
        print(f"fonts: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(bench="--bench" in sys.argv[1:]))
