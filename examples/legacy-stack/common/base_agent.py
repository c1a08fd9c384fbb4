"""BaseAgent: ports, health and shutdown for every agent that inherits from it.

Three listeners: requests on `port`, health requests on `health_check_port`, and HTTP `GET /health` on the port
after that. Call `super().__init__(name=…, port=…, health_check_port=…, **kwargs)` first, answer requests in
`handle_request`, and end both `handle_request` and `cleanup` with the base's own.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socketserver
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, Optional

from common import transport as zmq
from common.env import get_env

_POLL_MILLISECONDS = 200


class BaseAgent:
    def __init__(
        self,
        *,
        name: str,
        port: Optional[int] = None,
        health_check_port: Optional[int] = None,
        **kwargs: Any,
    ) -> None:
        """`port` and `health_check_port` default to AGENT_PORT and HEALTH_CHECK_PORT, which the launcher sets."""
        self.name = name
        self.options = kwargs
        self.logger = logging.getLogger(name)
        self.port = int(port if port is not None else get_env("AGENT_PORT"))
        if health_check_port is None:
            health_check_port = int(get_env("HEALTH_CHECK_PORT", str(self.port + 1000)))
        self.health_check_port = int(health_check_port)
        self.http_health_port = self.health_check_port + 1
        self.bind_address = get_env("BIND_ADDRESS", "0.0.0.0")
        self.running = True
        self.start_time = time.time()
        self._serving = False
        self._cleaned_up = False
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self._on_signal)
            signal.signal(signal.SIGINT, self._on_signal)

        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.bind(f"tcp://{self.bind_address}:{self.port}")
        self.health_socket = self.context.socket(zmq.REP)
        self.health_socket.bind(f"tcp://{self.bind_address}:{self.health_check_port}")
        self._health_thread = threading.Thread(target=self._answer_health, name="health", daemon=True)
        self._health_thread.start()
        self._http = _HealthServer((self.bind_address, self.http_health_port), _HealthHandler)
        self._http.agent = self
        threading.Thread(target=self._http.serve_forever, args=(0.1,), name="http-health", daemon=True).start()

    def handle_request(self, request: Dict[str, Any]) -> Dict[str, Any]:
        action = request.get("action")
        if action in ("ping", "health", "health_check"):
            return self.health()
        return {"status": "error", "error": f"{self.name} knows no action {action!r}"}

    def health(self) -> Dict[str, Any]:
        return {
            "status": "ok" if self._serving else "starting",
            "name": self.name,
            "port": self.port,
            "uptime": round(time.time() - self.start_time, 3),
        }

    def run(self) -> None:
        """Serves requests until `stop()`, SIGTERM or SIGINT, then cleans up."""
        self._serving = True
        try:
            while self.running:
                if self.socket.poll(_POLL_MILLISECONDS):
                    self._serve_one()
        finally:
            self.cleanup()

    def stop(self) -> None:
        self.running = False

    def cleanup(self) -> None:
        if self._cleaned_up:
            return
        self._cleaned_up = True
        self.running = False
        self._http.shutdown()
        self._http.server_close()
        self._health_thread.join(timeout=1.0)
        self.context.term()

    def _serve_one(self) -> None:
        try:
            request = self.socket.recv_json()
            answer = self.handle_request(request)
        except zmq.ZMQError:
            raise
        except Exception as error:  # one bad request must not end the agent
            self.logger.exception("request failed")
            answer = {"status": "error", "error": f"{type(error).__name__}: {error}"}
        self.socket.send_json(answer)

    def _answer_health(self) -> None:
        while self.running:
            if self.health_socket.poll(_POLL_MILLISECONDS):
                self.health_socket.recv()
                self.health_socket.send_json(self.health())

    def _on_signal(self, number: int, _frame: object) -> None:
        self.stop()
        if not self._serving:
            sys.exit(128 + number)


class _HealthServer(ThreadingHTTPServer):
    agent: BaseAgent
    daemon_threads = True
    allow_reuse_address = os.name == "posix"

    def server_bind(self) -> None:
        # HTTPServer.server_bind would look up this host's full name, which can take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]


class _HealthHandler(BaseHTTPRequestHandler):
    server: _HealthServer
    timeout = 5

    def do_GET(self) -> None:
        health = self.server.agent.health()
        known = self.path.split("?", 1)[0] == "/health"
        status = 404 if not known else 200 if health["status"] in ("ok", "degraded") else 503
        body = json.dumps(health if known else {"error": "GET /health is all there is"}).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Probes come every second: access lines would drown the agent's own."""
