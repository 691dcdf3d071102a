"""A chat-completions server for tests: checks requests against the OpenAI SDK's types, plays what it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jsonschema
from openai.types.chat import ChatCompletion
from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming
from pydantic import TypeAdapter

REQUEST = TypeAdapter(CompletionCreateParamsNonStreaming)


@dataclass
class Chat:
    """What the server does next, and what it was asked. wrong: what was the matter with requests."""

    url: str = ""
    status: int = 200
    content: str | None = ""
    finish: str = "stop"
    refusal: str | None = None
    raw: bytes | None = None
    cut: bool = False
    hang: threading.Event | None = None
    came: threading.Event = field(default_factory=threading.Event)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def says(self, *steps: dict[str, Any], impossible: str | None = None) -> "Chat":
        """The next answers have these steps."""
        self.content = json.dumps({"steps": list(steps), "impossible": impossible})
        return self

    def body(self) -> bytes:
        """The answer's body."""
        if self.raw is not None:
            return self.raw
        message = {"role": "assistant", "content": self.content, "refusal": self.refusal}
        choice = {"index": 0, "finish_reason": self.finish, "message": message, "logprobs": None}
        made = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        return ChatCompletion.model_validate(made).model_dump_json().encode()

    def check(self, path: str, body: bytes) -> None:
        """Notes what is wrong with a request."""
        try:
            given = json.loads(body)
            self.asked.append(given)
            REQUEST.validate_python(given, strict=False)
            unknown = set(given) - set(CompletionCreateParamsNonStreaming.__annotations__) - {"model", "messages"}
            allowed = {"response_format"}
            if path != "/v1/chat/completions" or unknown - allowed:
                self.wrong.append(f"{path} {sorted(unknown)}")
            jsonschema.Draft202012Validator.check_schema(given["response_format"]["json_schema"]["schema"])
        except Exception as error:
            self.wrong.append(repr(error))


@contextmanager
def chatting() -> Iterator[Chat]:
    """A running server."""
    chat = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            chat.keys.append(self.headers.get("Authorization", ""))
            chat.check(self.path, body)
            chat.came.set()
            if chat.hang is not None:
                chat.hang.wait(60)
            answer = chat.body()
            self.send_response(chat.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            try:
                self.wfile.write(answer[: len(answer) // 2] if chat.cut else answer)
            except OSError:
                return

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    chat.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield chat
    finally:
        if chat.hang is not None:
            chat.hang.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
