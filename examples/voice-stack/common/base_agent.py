"""BaseAgent: what every agent owes its supervisor, written once.

An agent calls `super().__init__(name=…, port=…, health_check_port=…, **kwargs)` first, answers requests in
`handle_request` and leaves what it does not know to `super().handle_request`. The base owns `context`, `socket`
(REP on `port`), `health_server` (HTTP on `health_check_port`), `running` and `start_time`.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from types import FrameType
from typing import Any, Dict, Optional, Type

from common import transport as zmq
from common.env import get_env, get_port_env
from common.health import JsonAnswer, JsonServer

_POLL_MILLISECONDS = 200
_STALL_SECONDS = 30.0

JsonObject = Dict[str, Any]


class BaseAgent:
    """A process that answers JSON requests on one port and HTTP health on another."""

    def __init__(
        self,
        *,
        name: str,
        port: Optional[int] = None,
        health_check_port: Optional[int] = None,
        **kwargs: Any,
    ) -> None:
        """Opens both ports at once, so that a clash ends the agent before any slow loading.

        `port` and `health_check_port` default to AGENT_PORT and HEALTH_CHECK_PORT, which the launcher sets; 0 lets
        the system choose. Other keywords are kept in `options`. Raises ZMQError or OSError when a port is taken.
        """
        self.name = name
        self.options = kwargs
        self.logger = logging.getLogger(name)
        self.bind_address = get_env("BIND_ADDRESS", "0.0.0.0")
        self.port = get_port_env("AGENT_PORT") if port is None else int(port)
        if health_check_port is None:
            health_check_port = get_port_env("HEALTH_CHECK_PORT", self.port + 1000)
        self.health_check_port = int(health_check_port)
        self.start_time = time.time()
        self.running = True
        self.ready = threading.Event()
        self._serving = False
        self._cleaned_up = False
        self._requests = 0
        self._failures = 0
        self._busy_since: Optional[float] = None
        self._handle_signals()

        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.bind(f"tcp://{self.bind_address}:{self.port}")
        self.health_server = JsonServer(self.bind_address, self.health_check_port, self._answer_http)
        self.logger.info("listening on port %d, health on port %d", self.port, self.health_check_port)

    # -- for agents to extend --------------------------------------------------------------------------------

    def handle_request(self, request: JsonObject) -> JsonObject:
        """The answer to one request, always an object with a `status`. Exceptions become `status: error`."""
        action = request.get("action")
        if action in ("ping", "health", "health_check"):
            return self.health()
        return {"status": "error", "error": f"{self.name} knows no action {action!r}"}

    def health_details(self) -> JsonObject:
        """What this agent adds to its health answer; a `status` of `degraded` or `error` here is believed.

        Asked only once `run()` has begun, from the health thread: look, do not compute.
        """
        return {}

    def cleanup(self) -> None:
        """Gives back what the agent holds. Extend it, release your own first and end with `super().cleanup()`."""
        if self._cleaned_up:
            return
        self._cleaned_up = True
        self.running = False
        self.health_server.stop()
        self.context.term()
        self.logger.info("stopped after %.1f s, %d requests", time.time() - self.start_time, self._requests)

    # -- life ------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Serves requests until `stop()` or a signal, then cleans up."""
        self.ready.set()
        self._serving = True
        try:
            while self.running:
                if self.socket.poll(_POLL_MILLISECONDS):
                    self._serve_one()
        finally:
            self._serving = False
            self.cleanup()

    def stop(self) -> None:
        """Ends `run()` within a quarter of a second."""
        self.running = False

    def health(self) -> JsonObject:
        """`status` is starting, ok, degraded or error."""
        busy = 0.0 if self._busy_since is None else time.monotonic() - self._busy_since
        answer: JsonObject = {
            "status": "ok" if self.ready.is_set() else "starting",
            "name": self.name,
            "uptime": round(time.time() - self.start_time, 3),
            "port": self.port,
            "requests": self._requests,
            "failures": self._failures,
        }
        if busy > _STALL_SECONDS:
            answer.update(status="degraded", reason=f"one request has been running for {busy:.0f} s")
        if self.ready.is_set():
            answer.update(self.health_details())
        return answer

    def _serve_one(self) -> None:
        self._busy_since = time.monotonic()
        self._requests += 1
        try:
            request = self.socket.recv_json()
            if not isinstance(request, dict):
                raise ValueError("a request must be a JSON object")
            answer = self.handle_request(request)
        except zmq.ZMQError:
            raise
        except Exception as error:  # one bad request must not end the agent
            self._failures += 1
            self.logger.exception("request failed")
            answer = {"status": "error", "error": f"{type(error).__name__}: {error}"}
        finally:
            self._busy_since = None
        self.socket.send_json(answer)

    def _answer_http(self, method: str, path: str, body: bytes) -> JsonAnswer:
        del body
        if method != "GET" or path != "/health":
            return 404, {"error": "GET /health is all there is"}
        answer = self.health()
        return (200 if answer["status"] in ("ok", "degraded") else 503), answer

    def _handle_signals(self) -> None:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self._on_signal)
            signal.signal(signal.SIGINT, self._on_signal)

    def _on_signal(self, number: int, _frame: Optional[FrameType]) -> None:
        self.stop()
        if not self._serving:  # still loading: nothing to finish, so leave at once
            sys.exit(128 + number)


def run_agent(agent: Type[BaseAgent]) -> int:
    """The whole of an agent's `__main__`: builds it, runs it, and returns the process's exit code.

    The log goes to standard output, where the launcher collects and rotates it.
    """
    logging.basicConfig(
        level=get_env("LOG_LEVEL", "INFO"),
        stream=sys.stdout,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    try:
        agent(name=get_env("AGENT_NAME", agent.__name__)).run()
    except Exception:
        logging.getLogger(agent.__name__).exception("failed to start or crashed")
        return 1
    return 0
