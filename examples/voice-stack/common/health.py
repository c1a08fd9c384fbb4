"""The HTTP side of an agent: `GET /health`, answered from a thread of its own."""

from __future__ import annotations

import json
import os
import socketserver
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, Tuple

JsonAnswer = Tuple[int, Dict[str, Any]]
MAX_BODY_BYTES = 32 * 1024 * 1024
_SOCKET_TIMEOUT_SECONDS = 10.0
_SHUTDOWN_POLL_SECONDS = 0.1


class JsonServer(ThreadingHTTPServer):
    """An HTTP server that maps `(method, path, body)` to a status and a JSON object."""

    daemon_threads = True
    # On Windows the option would let two programs share the port.
    allow_reuse_address = os.name == "posix"

    def __init__(self, address: str, port: int, answer: Callable[[str, str, bytes], JsonAnswer]) -> None:
        self.answer = answer
        super().__init__((address, port), _JsonHandler)
        self._thread = threading.Thread(
            target=self.serve_forever, args=(_SHUTDOWN_POLL_SECONDS,), name=f"http-{port}", daemon=True
        )
        self._thread.start()

    def server_bind(self) -> None:
        # HTTPServer.server_bind would look up this host's full name, which can take seconds without a resolver.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class _JsonHandler(BaseHTTPRequestHandler):
    server: JsonServer
    timeout = _SOCKET_TIMEOUT_SECONDS
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            self.close_connection = True
            self._send(411 if not length.isdigit() else 413, {"error": f"send Content-Length, at most {MAX_BODY_BYTES}"})
            return
        self._answer(self.rfile.read(int(length)))

    def _answer(self, body: bytes) -> None:
        status, answer = self.server.answer(self.command, self.path.split("?", 1)[0], body)
        self._send(status, answer)

    def _send(self, status: int, answer: Dict[str, Any]) -> None:
        payload = json.dumps(answer).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: Any) -> None:
        """Probes come every second: access lines would drown the agent's own."""
