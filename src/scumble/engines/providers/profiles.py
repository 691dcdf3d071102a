"""Profiles: which servers speak which wire format, as data: their masks, sizes, models, limits. No code.

Sources: the vendors' API references and SDK types of November 2026; for self-hosted servers their source. `verified`
is True only where a real call has been made; the others are known from documents, and checked against local servers
that follow those.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from scumble.core.usage import Quality
from scumble.engines.providers.masks import Style
from scumble.engines.providers.sizes import Sizes

MEGA: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A server that speaks a vendor's format.

    kind: what an entry says to speak its format, where that is not the profile's own name. url: where it is unless the
    operator says otherwise. keys: variables that usually hold its key; id_key: its client id; url_key: its address, to
    which `path` is added. headers: how the key is sent, `{key}` in its place. domains: hosts under these are its own.
    mask, mask_field: how a region is told, and the form field. soft: its masks have steps between edit and keep. exact:
    what it gives back is the picture that was sent outside the mask, to the bit. sizes: what its models take.
    qualities: ours to theirs; empty = it has none. asks_size: a size can be asked for. extras: fields that it takes:
    'background', 'output_format', 'seed', 'n'. most_bytes: of one picture. references: pictures beside the edited one.
    idempotent: asking twice under one key draws once. paid: a render costs money, or somebody's time on a machine: what
    it gave is kept. models: names that callers use to its own, used where the entry names none. price: of one picture,
    about, to choose by. makes: it draws new pictures too.
    """

    vendor: str
    kind: str = ""
    url: str = ""
    keys: tuple[str, ...] = ()
    id_key: str = ""
    url_key: str = ""
    path: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: {"Authorization": "Bearer {key}"})
    domains: tuple[str, ...] = ()
    mask: Style = "none"
    mask_field: str = "mask"
    soft: bool = False
    exact: bool = False
    sizes: Sizes = Sizes()
    qualities: Mapping[Quality, str] = field(default_factory=dict[Quality, str])
    asks_size: bool = True
    extras: frozenset[str] = frozenset()
    most_bytes: int = 20 * MEGA
    references: int = 15
    idempotent: bool = False
    paid: bool = True
    models: Mapping[str, str] = field(default_factory=dict[str, str])
    price: str = "0.05"
    makes: bool = True
    verified: bool = False


GPT_SIZES: Final = Sizes(
    multiple=16, most_side=3840, least_pixels=655_360, most_pixels=8_294_400, ratio=3.0, least_side=16
)
_LEVELS: Final[Mapping[Quality, str]] = {q: q for q in ("low", "medium", "high")}
_ALL_LEVELS: Final[Mapping[Quality, str]] = {**_LEVELS, "xhigh": "xhigh", "max": "max"}
_GPT: Final = ("gpt-image-2", "gpt-image-2.5-sunburst", "gpt-image-2.5-flare", "gpt-image-2.6-sunburst")
_GPT_MODELS: Final = {name: name for name in (*_GPT, "gpt-image-2.6-flare")}
_DIFFUSION: Final = Sizes(multiple=16, least_pixels=65_536, most_pixels=4 * MEGA, most_side=4096)

PROFILES: Final[Mapping[str, Profile]] = {
    "openai": Profile(
        vendor="openai",
        url="https://api.openai.com/v1",
        keys=("OPENAI_API_KEY",),
        mask="alpha",
        sizes=GPT_SIZES,
        qualities=_ALL_LEVELS,
        extras=frozenset({"background", "output_format", "n"}),
        most_bytes=50 * MEGA,
        models=_GPT_MODELS,
    ),
    "azure": Profile(
        vendor="openai",
        keys=("AZURE_OPENAI_API_KEY",),
        url_key="AZURE_OPENAI_ENDPOINT",
        path="/openai/v1",
        headers={"api-key": "{key}"},
        mask="alpha",
        sizes=GPT_SIZES,
        qualities=_ALL_LEVELS,
        extras=frozenset({"background", "output_format", "n"}),
        most_bytes=50 * MEGA,
        models={f"azure/{name}": name for name in _GPT_MODELS},
    ),
    "vllm-omni": Profile(
        vendor="openai",
        kind="openai",
        mask="white",
        mask_field="mask_image",
        sizes=_DIFFUSION,
        extras=frozenset({"seed", "n"}),
        references=3,
        price="0.001",
    ),
    "sglang": Profile(
        vendor="openai",
        kind="openai",
        sizes=_DIFFUSION,
        extras=frozenset({"seed", "n"}),
        references=3,
        price="0.001",
    ),
    "stable-diffusion.cpp": Profile(
        vendor="openai",
        kind="openai",
        mask="white",
        sizes=Sizes(multiple=64, least_pixels=65_536, most_pixels=4 * MEGA, most_side=4096),
        extras=frozenset({"output_format", "n"}),
        references=3,
        price="0.001",
    ),
    "scumble": Profile(
        vendor="openai",
        kind="openai",
        mask="alpha",
        soft=True,
        exact=True,
        sizes=Sizes(most_pixels=50 * MEGA, most_side=20_000),
        qualities=_ALL_LEVELS,
        asks_size=False,
        extras=frozenset({"background", "output_format", "seed", "n"}),
        most_bytes=50 * MEGA,
        idempotent=True,
        price="0.0001",
        verified=True,
    ),
    "openai-compatible": Profile(
        vendor="openai",
        kind="openai",
        mask="alpha",
        sizes=GPT_SIZES,
        extras=frozenset({"n"}),
        price="0.01",
    ),
}
"""By name; an entry's `profile`, and where that is absent its `kind`."""
