"""`scumble serve`: the HTTP server; says where it listens, stops gracefully, names a port that is taken."""

# ruff: noqa: PLC0415 - the server and the engine are imported when the command runs

import errno
import gc
import logging
import signal
import socket
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from scumble import __version__, tracing
from scumble.cli.logs import set_up
from scumble.cli.options import Config
from scumble.config import Settings, load_settings, standard_traces
from scumble.core.errors import Misconfigured, ScumbleError

if TYPE_CHECKING:
    from scumble.app import App

BACKLOG = 2048
"""Connections that may wait to be accepted; uvicorn's own default."""
MOST_CONNECTIONS = 4096
COLLECT = (10_000, 20, 50)
"""How many new objects, and collections of younger ones, the collector of cycles waits for: its usual 700 are a quarter
of a request."""
KEEP_ALIVE_SECONDS = 30
"""How long an idle connection is kept for the next request."""


class _Leaving:
    """Leaves at a signal, and knows that it was asked to: Python drops an exception that is raised in a finalizer or a
    callback of a weak reference, where a signal may well find it while modules are imported, and goes on."""

    def __init__(self) -> None:
        """Nobody has asked."""
        self.asked = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """The signals' handler."""
        self.asked = True
        raise SystemExit(0)


def command(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    first_key: Annotated[
        bool, typer.Option("--first-key", help="Make a key if there is none, and print a line that edits a sample.")
    ] = False,
    config: Config = None,
) -> None:
    """Run the server until it is stopped.

    Ctrl-C or SIGTERM stops it; requests in work are finished first.
    """
    settings = load_settings(config, host=host, port=port)
    set_up(settings.log_level, settings.log_format)
    # While it serves, uvicorn handles these, drains, and then sends the signal again: leave quietly, closing the rest.
    leave = _Leaving()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)
    listener = listen(settings.host, settings.port)
    from scumble.app import build

    traces = _traces(settings)
    app = build(settings)
    try:
        _serve(app, settings, listener, leave, first_key=first_key)
    finally:
        listener.close()
        app.close()
        if traces is not None:
            tracing.shut_down(traces)


def _traces(settings: Settings) -> object | None:
    """Joins a receiver of traces, where one is set. Raises Misconfigured when the settings name one and the extra is
    missing; where only the standard variables do, which may be meant for other programs, that is a warning."""
    if settings.traces_url:
        return tracing.set_up(settings.traces_url, __version__)
    if not standard_traces():
        return None
    try:
        return tracing.set_up("", __version__)
    except Misconfigured as error:
        logging.getLogger("scumble").warning(
            "OTEL_EXPORTER_OTLP_… is set, but there will be no traces. %s", error.message
        )
        return None


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address, before anything slow is built. Raises Misconfigured saying what else to try."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as e:
        raise Misconfigured(f"{host} is not an address of this machine; try --host 127.0.0.1.", param="host") from e
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as e:
        listener.close()
        raise _cannot_listen(e, host, port) from e
    listener.set_inheritable(True)
    return listener


def _cannot_listen(error: OSError, host: str, port: int) -> Misconfigured:
    if error.errno == errno.EADDRINUSE:
        return Misconfigured(
            f"Port {port} on {host} is in use; stop what uses it, or choose another by --port.", param="port"
        )
    if error.errno == errno.EACCES:
        return Misconfigured(f"Port {port} needs special rights; choose one from 1024 up by --port.", param="port")
    return Misconfigured(f"{host} is not an address of this machine; try --host 127.0.0.1.", param="host")


def _serve(app: "App", settings: Settings, listener: socket.socket, leave: _Leaving, *, first_key: bool) -> None:
    """Runs uvicorn on the socket until a signal; leave: the handler of those that come before uvicorn handles them."""
    import uvicorn

    from scumble.api.protocol import guarded
    from scumble.api.serving import Server

    application = app.api()
    server = Server(
        uvicorn.Config(
            application,
            http=guarded(max_connections=connections()),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=settings.shutdown_seconds,
        ),
        application,
        leaving=lambda: leave.asked,
    )
    calm_collector()
    listener.listen(BACKLOG)  # from here on the address that is printed takes connections
    typer.echo(f"Scumble {__version__} listens on {url_of(listener)} (API: /docs). Stop it with Ctrl-C.")
    if first_key:
        from scumble.cli.first_key import introduce

        typer.echo(introduce(app.keys, url_of(listener)))
    server.run(sockets=[listener])
    if not server.started:
        raise ScumbleError("The server could not start; the log above says why.")


def calm_collector() -> None:
    """What stands by now stays for ever, and is not looked through for cycles again and again; requests leave few."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)


def connections() -> int:
    """How many connections may be open: half of the files that this process may open, to leave room for the rest."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return MOST_CONNECTIONS
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if soft < 0 else max(16, min(MOST_CONNECTIONS, soft // 2))


def url_of(listener: socket.socket) -> str:
    """The address to type; a server on every interface is reached by the loopback one."""
    bound: tuple[str, int] = listener.getsockname()[:2]
    host, port = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bound[0], bound[0]), bound[1]  # noqa: S104 - shown, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
