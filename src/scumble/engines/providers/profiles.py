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
    operator says otherwise. keys: variables that usually hold its key; id_keys: its client id; url_key: its address, to
    which `path` is added. headers: how the key is sent, `{key}` in its place. domains: hosts under these are its own.
    mask, mask_field: how a region is told, and the form field. soft: its masks have steps between edit and keep.
    always_masked: it needs one for the whole, too. exact: what it gives back is the picture that was sent outside the
    mask, to the bit. like_mask: a picture has to be of the format of its mask, PNG (OpenAI's images guide). sizes: what
    its models take. qualities: ours to theirs; empty = it has none. asks_size: a size can be asked for. extras: fields
    that it takes: 'background', 'output_format', 'seed', 'n'. most_bytes: of one picture. references: pictures beside
    the edited one. idempotent: asking twice under one key draws once. paid: a render costs money, or somebody's time on
    a machine: what it gave is kept. models: names that callers use to its own, used where the entry names none. price:
    of one picture, about, to choose by. makes: it draws new pictures too.
    """

    vendor: str
    kind: str = ""
    url: str = ""
    keys: tuple[str, ...] = ()
    id_keys: tuple[str, ...] = ()
    url_key: str = ""
    path: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: {"Authorization": "Bearer {key}"})
    domains: tuple[str, ...] = ()
    mask: Style = "none"
    mask_field: str = "mask"
    soft: bool = False
    always_masked: bool = False
    exact: bool = False
    like_mask: bool = False
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

GEMINI_RATIOS: Final = ((1, 1), (2, 3), (3, 2), (3, 4), (4, 3), (4, 5), (5, 4), (9, 16), (16, 9), (21, 9))
_GEMINI: Final = (
    "gemini-2.5-flash-image",
    "gemini-3-pro-image",
    "gemini-3.1-flash-image",
    "gemini-3.1-flash-lite-image",
    "gemini-nano-banana-2.1",
)
_OCTOPUS_RATIOS: Final = ((1, 1), (3, 2), (2, 3), (4, 3), (3, 4), (16, 9), (9, 16), (5, 4), (21, 9))
_KONTEXT_RATIOS: Final = ((1, 1), (4, 3), (3, 4), (3, 2), (2, 3), (16, 9), (9, 16), (21, 9), (9, 21), (2, 1), (1, 2))
_FLUX_2: Final = ("flux-2-pro", "flux-2-max", "flux-2-flex", "flux-2-klein-4b", "flux-2-klein-9b")
_KEY_HEADER: Final = {"x-key": "{key}"}

PROFILES: Final[Mapping[str, Profile]] = {
    "openai": Profile(
        vendor="openai",
        url="https://api.openai.com/v1",
        keys=("OPENAI_API_KEY",),
        mask="alpha",
        like_mask=True,
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
        like_mask=True,
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
    "gemini": Profile(
        vendor="gemini",
        url="https://generativelanguage.googleapis.com/v1beta",
        keys=("GEMINI_API_KEY",),
        headers={"x-goog-api-key": "{key}"},
        sizes=Sizes(ratios=GEMINI_RATIOS, most_pixels=16 * MEGA, most_side=5_000),
        extras=frozenset({"seed"}),
        most_bytes=6 * MEGA,
        references=13,
        models={name: name for name in _GEMINI},
        price="0.067",
    ),
    "bfl": Profile(
        vendor="bfl",
        url="https://api.bfl.ai",
        keys=("BFL_API_KEY",),
        headers=_KEY_HEADER,
        domains=("bfl.ai",),
        sizes=Sizes(multiple=16, least_side=64, most_pixels=4 * MEGA, most_side=4096),
        references=7,
        models={name: name for name in _FLUX_2},
        price="0.045",
    ),
    "bfl-kontext": Profile(
        vendor="bfl",
        kind="bfl",
        url="https://api.bfl.ai",
        keys=("BFL_API_KEY",),
        headers=_KEY_HEADER,
        domains=("bfl.ai",),
        sizes=Sizes(ratios=_KONTEXT_RATIOS, most_pixels=4 * MEGA, most_side=4096),
        asks_size=False,
        references=3,
        models={name: name for name in ("flux-kontext-pro", "flux-kontext-max")},
        price="0.04",
    ),
    "bfl-fill": Profile(
        vendor="bfl",
        kind="bfl",
        url="https://api.bfl.ai",
        keys=("BFL_API_KEY",),
        headers=_KEY_HEADER,
        domains=("bfl.ai",),
        mask="white",
        always_masked=True,
        sizes=Sizes(multiple=32, least_side=256, most_pixels=4 * MEGA, most_side=4096),
        asks_size=False,
        references=0,
        models={"flux-pro-1.0-fill": "flux-pro-1.0-fill"},
        price="0.05",
        makes=False,
    ),
    "recraft": Profile(
        vendor="recraft",
        url="https://external.api.recraft.ai/v1",
        keys=("RECRAFT_API_KEY", "RECRAFT_API_TOKEN"),
        mask="white",
        sizes=Sizes(least_side=256, most_side=4096, most_pixels=16 * MEGA, ratio=16.0),
        most_bytes=9 * MEGA,
        references=0,
        models={"recraft/recraftv3": "recraftv3"},
        price="0.04",
    ),
    "wavespeed": Profile(
        vendor="wavespeed",
        url="https://api.wavespeed.ai",
        keys=("WAVESPEED_API_KEY",),
        sizes=Sizes(ratios=_OCTOPUS_RATIOS, most_pixels=8 * MEGA, most_side=3840),
        qualities=_LEVELS,
        most_bytes=50 * MEGA,
        models={"wavespeed/gpt-image-2": "openai/gpt-image-2/edit"},
        price="0.06",
        makes=False,
    ),
    "firefly": Profile(
        vendor="firefly",
        url="https://firefly-api.adobe.io",
        keys=("FIREFLY_SERVICES_CLIENT_SECRET", "FIREFLY_CLIENT_SECRET"),
        id_keys=("FIREFLY_SERVICES_CLIENT_ID", "FIREFLY_CLIENT_ID"),
        domains=("adobe.io",),
        mask="white",
        always_masked=True,
        sizes=Sizes(most_pixels=4 * MEGA, most_side=2688, least_side=256),
        references=0,
        models={"firefly": "fill"},
        price="0.05",
        makes=False,
    ),
    "openoctopus": Profile(
        vendor="openoctopus",
        url="https://api.openoctopus.com",
        keys=("OPENOCTOPUS_API_KEY",),
        sizes=Sizes(ratios=_OCTOPUS_RATIOS, most_pixels=8 * MEGA, most_side=3840),
        qualities=_LEVELS,
        most_bytes=50 * MEGA,
        models={"openoctopus/gpt-image-2": "openoctopus/gpt-image-2-text-input"},
        price="0.06",
    ),
}
"""By name; an entry's `profile`, and where that is absent its `kind`."""
