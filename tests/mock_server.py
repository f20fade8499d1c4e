"""A small OpenAI-compatible server on loopback that fails as it is told to; the suite needs no other."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: Gives the content of a reply to a request's body.
Answer = Callable[[dict[str, Any]], str]


def completion(content: str | None, **changes: Any) -> dict[str, Any]:
    """The JSON of a chat completion."""
    message = {"role": "assistant", "content": content, "refusal": changes.pop("refusal", None)}
    choice = {"index": 0, "message": message, "finish_reason": changes.pop("finish_reason", "stop")}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    whole = {"id": "1", "object": "chat.completion", "created": 1, "model": "mock-served", "choices": [choice]}
    return whole | {"usage": usage} | changes


@dataclass
class MockServer:
    """Answers `POST /v1/chat/completions`; `fault` names what goes wrong with the n-th request ("" for nothing)."""

    answer: Answer
    fault: Callable[[int], str] = lambda n: ""
    latency_s: float = 0.0
    bodies: list[dict[str, Any]] = field(default_factory=list)
    most_at_once: int = 0
    port: int = 0
    _at_once: int = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length")
                )
                body = json.loads(await reader.readexactly(length))
                self.bodies.append(body)
                if not await self._reply(body, self.fault(len(self.bodies) - 1), writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client has gone, or the server is being stopped
        finally:
            writer.close()

    async def _reply(self, body: dict[str, Any], fault: str, writer: asyncio.StreamWriter) -> bool:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        await asyncio.sleep(self.latency_s)
        self._at_once -= 1
        content = self.answer(body)
        whole = json.dumps(completion(content))
        if fault.isdigit():
            return await _send(writer, '{"error": {"message": "mock"}}', int(fault), "retry-after: 0\r\n")
        if fault == "timeout":
            await asyncio.sleep(30)
        if fault == "drop":
            writer.write(f"HTTP/1.1 200 OK\r\ncontent-length: {len(whole)}\r\n\r\n{whole[: len(whole) // 2]}".encode())
            await writer.drain()
            return False
        faulty = {
            "malformed": "this is not JSON",
            "truncated": whole[: len(whole) // 2],
            "html": "<html>busy</html>",
            "no_choices": json.dumps(completion(content, choices=None)),
            "empty_choices": json.dumps(completion(content, choices=[])),
            "refusal": json.dumps(completion(None, refusal="I cannot help with that.")),
            "empty": json.dumps(completion("")),
            "length": json.dumps(completion(content[: len(content) // 2], finish_reason="length")),
            "filter": json.dumps(completion(None, finish_reason="content_filter")),
            "fenced": json.dumps(completion(f"```json\n{content}\n```")),
            "cut": json.dumps(completion(content[: len(content) // 2])),
            "off_schema": json.dumps(completion('{"nothing": "of the kind"}')),
        }
        kind = "text/html" if fault == "html" else "application/json"
        return await _send(writer, faulty.get(fault, whole), 200, f"content-type: {kind}\r\n")


async def _send(writer: asyncio.StreamWriter, text: str, status: int, headers: str) -> bool:
    if "content-type" not in headers:
        headers += "content-type: application/json\r\n"
    content = text.encode()
    writer.write(f"HTTP/1.1 {status} X\r\n{headers}content-length: {len(content)}\r\n\r\n".encode() + content)
    await writer.drain()
    return True


@contextmanager
def serving(server: MockServer) -> Iterator[MockServer]:
    """The server in a thread of its own, on a free port."""
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    listening: list[asyncio.Server] = []

    async def start() -> None:
        listening.append(await asyncio.start_server(server.handle, "127.0.0.1", 0))
        server.port = listening[0].sockets[0].getsockname()[1]
        ready.set()

    def serve() -> None:
        loop.run_until_complete(start())
        loop.run_forever()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield server
    finally:

        async def stop() -> None:
            listening[0].close()
            tasks = asyncio.all_tasks(loop) - {asyncio.current_task(loop)}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            loop.call_soon(loop.stop)

        asyncio.run_coroutine_threadsafe(stop(), loop)
        thread.join(10)
        loop.close()


@contextmanager
def http_server(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A plain server on loopback while the block runs; gives its address without a path."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()  # so often it looks for its end
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
