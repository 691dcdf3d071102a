"""Which web addresses are opened (SSRF defence): public http and https ones, and private ones that the operator allows.

Two checks. `Rules.read` looks at how an address is written, `Rules.check` at what its name means by now; whoever opens
it connects to what was checked, never to the name again. Sources: IANA's special-purpose address registries (RFC 6890)
and the metadata services of the large clouds.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import quote, urlsplit

from scumble.core.errors import AddressRefused, Misconfigured

Ip = IPv4Address | IPv6Address
LONGEST: Final = 2048
"""Characters of an address."""
_FORBIDDEN: Final = tuple(
    ip_network(n)
    for n in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
        # Inside 2000::/3, which is all of IPv6 that is opened: protocol assignments with Teredo, documentation, 6to4.
        "2001::/23 2001:db8::/32 2002::/16 3fff::/20"
    ).split()
)
_UNICAST: Final = IPv6Network("2000::/3")
_NAT64: Final = IPv6Network("64:ff9b::/96")
_METADATA: Final = frozenset(
    ip_address(a)
    for a in (
        "169.254.169.254 169.254.170.2 169.254.170.23 100.100.100.200 168.63.129.16 192.0.0.192 "
        "fd00:ec2::254 fd00:ec2::23 fd20:ce::254"
    ).split()
)
"""Where clouds tell a machine its own secrets. Azure's (168.63.129.16) looks public."""
_INSIDE: Final = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".corp", ".private")
_LABEL: Final = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST: Final = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_SAFE: Final = "/%?:@!$&'()*+,;=~-._"


@dataclass(frozen=True, kw_only=True)
class Target:
    """An address taken apart. host: lower case, ASCII, an IPv6 address without brackets. path: with its query."""

    secure: bool
    host: str
    port: int
    path: str


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """Something private that may be opened: a host's name or a network, at one port or at all that are opened."""

    name: str = ""
    network: IPv4Network | IPv6Network | None = None
    port: int | None = None

    def covers(self, target: Target, address: Ip) -> bool:
        """Whether this lets the target be opened at this address. Metadata services are only ever allowed singly."""
        if self.port not in (None, target.port):
            return False
        if self.network is None:
            return self.name == target.host
        if address in _METADATA and self.network.num_addresses > 1:
            return False
        return address.version == self.network.version and address in self.network


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What may be opened. ports: lowest and highest of each range; the web's own, and those that no system service
    has, unless the operator chooses otherwise."""

    ports: tuple[tuple[int, int], ...] = ((80, 80), (443, 443), (1024, 65_535))
    allowed: tuple[Allowed, ...] = ()

    def read(self, url: str) -> Target:
        """The address taken apart, its writing checked. Raises AddressRefused."""
        if len(url) > LONGEST:
            raise AddressRefused(f"A web address has at most {LONGEST} characters.")
        if not url.isprintable() or any(c.isspace() or c == "\\" for c in url):
            raise AddressRefused("The web address has characters in it that no web address has.")
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise AddressRefused from None
        if parts.scheme not in ("http", "https"):
            raise AddressRefused("A web address starts with http:// or https://.")
        if "@" in parts.netloc:
            raise AddressRefused("The web address has a user name or password in it; such addresses are not opened.")
        secure = parts.scheme == "https"
        target = Target(
            secure=secure,
            host=_host(parts.netloc, parts.hostname or ""),
            port=(443 if secure else 80) if port is None else port,
            path=quote(parts.path or "/", safe=_SAFE) + ("?" + quote(parts.query, safe=_SAFE) if parts.query else ""),
        )
        if not any(low <= target.port <= high for low, high in self.ports):
            raise AddressRefused(f"Web addresses with the port {target.port} are not opened.")
        self._check_name(target)
        return target

    def check(self, target: Target, addresses: Sequence[Ip]) -> None:
        """Raises AddressRefused unless every address that the target's name has is public, or allowed."""
        if not addresses or not all(self._may_open(target, a) for a in addresses):
            raise AddressRefused

    def _check_name(self, target: Target) -> None:
        """Refuses what can be told without asking for the name's addresses."""
        literal = literal_of(target.host)
        if literal is not None:
            self.check(target, (literal,))
            return
        if any(a.name == target.host and a.port in (None, target.port) for a in self.allowed):
            return
        # A name may also be inside an allowed network: its address will tell. Not so when nothing is allowed.
        inside = "." not in target.host or f".{target.host}".endswith(_INSIDE)
        if inside and not any(a.network for a in self.allowed):
            raise AddressRefused

    def _may_open(self, target: Target, address: Ip) -> bool:
        return is_public(address) or any(a.covers(target, address) for a in self.allowed)


def is_public(address: Ip) -> bool:
    """Whether an address is anybody's on the internet: global unicast, and no cloud's metadata service."""
    if isinstance(address, IPv6Address):
        if address in _NAT64:  # how a network without IPv4 reaches the IPv4 address in the last 32 bits
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address not in _UNICAST:  # loopback, mapped and compatible IPv4, private, link-local, multicast ...
            return False
    known = any(address.version == n.version and address in n for n in _FORBIDDEN)
    return not known and address not in _METADATA and address.is_global


def literal_of(host: str) -> Ip | None:
    """The address that a host is written as; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _host(netloc: str, host: str) -> str:
    """A host in its one right spelling. Raises AddressRefused for anything that could be read as something else."""
    if netloc.startswith("["):
        literal = literal_of(host)
        if not isinstance(literal, IPv6Address) or literal.scope_id or "%" in netloc:
            raise AddressRefused
        return str(literal)
    name = host.removesuffix(".")
    if not name.isascii():
        try:
            encoded = name.encode("idna").decode("ascii")
            same = encoded.encode("ascii").decode("idna") == name
        except UnicodeError:
            raise AddressRefused from None
        if not same:  # full-width letters, sharp s ...: which host they mean depends on who reads them
            raise AddressRefused
        name = encoded
    if not _HOST.fullmatch(name):
        raise AddressRefused
    # 2130706433, 127.1, 0x7f.0.0.1, 0177.0.0.1: inet_aton reads addresses in them, others do not.
    if _NUMBER.fullmatch(name.rpartition(".")[2]) and literal_of(name) is None:
        raise AddressRefused
    return name


def read_rules(ports: Iterable[str], allowed: Iterable[str]) -> Rules:
    """Rules from settings. ports: '443' or '1024-65535'. allowed: a host or network ('10.0.0.0/8'), ':port' after it
    where only one is meant; an IPv6 network then stands in brackets. Raises Misconfigured."""
    return Rules(ports=tuple(map(_ports, ports)), allowed=tuple(map(_allowed, allowed)))


def _ports(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    try:
        found = int(low), int(high or low)
    except ValueError:
        found = (0, 0)
    if not 1 <= found[0] <= found[1] <= 65_535:
        raise Misconfigured(f"fetch_ports: {text!r} is no port; use for example 443 or 1024-65535.")
    return found


def _allowed(text: str) -> Allowed:
    entry = text.strip().lower()
    found = re.fullmatch(r"\[(?P<six>[0-9a-f:./]+)\](?::(?P<p6>\d+))?|(?P<host>[^:\[\]]+)(?::(?P<p4>\d+))?", entry)
    name = entry if found is None else found["six"] or found["host"]
    given = None if found is None else found["p6"] or found["p4"]
    port = int(given) if given else None
    try:
        return Allowed(network=ip_network(name), port=port)
    except ValueError:
        if _HOST.fullmatch(name) and not _NUMBER.fullmatch(name.rpartition(".")[2]) and "/" not in name:
            return Allowed(name=name, port=port)
    raise Misconfigured(
        f"allowed_private_networks: {text!r} is neither a host nor a network; use for example images.internal, "
        "10.1.0.0/16 or 127.0.0.1:9000."
    )
