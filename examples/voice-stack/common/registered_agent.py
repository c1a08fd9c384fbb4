"""RegisteredAgent: a BaseAgent that others find by name, and that finds others by name."""

from __future__ import annotations

import threading
import time
from typing import Any, Dict, Optional, Tuple

from common import transport as zmq
from common.base_agent import BaseAgent, JsonObject
from common.env import get_env, get_port_env

_REQUEST_TIMEOUT_MILLISECONDS = 3000
_REGISTRY_TIMEOUT_MILLISECONDS = 1000
_CACHE_SECONDS = 5.0


class AgentUnavailableError(RuntimeError):
    """The other agent is not registered, does not answer in time, or answered with an error."""


def ask(host: str, port: int, request: JsonObject, timeout_ms: int) -> JsonObject:
    """One request to one address. Raises zmq.Again when there is no answer within `timeout_ms`."""
    context = zmq.Context()
    socket = context.socket(zmq.REQ)
    socket.setsockopt(zmq.SNDTIMEO, timeout_ms)
    socket.setsockopt(zmq.RCVTIMEO, timeout_ms)
    try:
        socket.connect(f"tcp://{host}:{port}")
        socket.send_json(request)
        return socket.recv_json()
    finally:
        context.term()


class RegisteredAgent(BaseAgent):
    """Registers with the service registry (REGISTRY_HOST, REGISTRY_PORT) and renews that with heartbeats.

    Others reach this agent under ADVERTISE_HOST. While the registry does not answer the agent goes on serving and
    says `degraded`.
    """

    def __init__(
        self,
        *,
        name: str,
        port: Optional[int] = None,
        health_check_port: Optional[int] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)
        self._registry: Tuple[str, int] = (get_env("REGISTRY_HOST"), get_port_env("REGISTRY_PORT"))
        self._advertised_host = get_env("ADVERTISE_HOST")
        self._heartbeat_seconds = float(get_env("HEARTBEAT_SECONDS", "2"))
        self._registry_error: Optional[str] = None
        self._known: Dict[str, Tuple[float, Tuple[str, int]]] = {}
        self._leaving = threading.Event()
        self._heartbeat = threading.Thread(target=self._keep_registered, name="heartbeat", daemon=True)

    def run(self) -> None:
        self._heartbeat.start()
        super().run()

    def health_details(self) -> JsonObject:
        if self._registry_error:
            return {"status": "degraded", "reason": f"service registry: {self._registry_error}"}
        return {}

    def call(self, agent: str, request: JsonObject, timeout_ms: int = _REQUEST_TIMEOUT_MILLISECONDS) -> JsonObject:
        """The answer of another agent, looked up by name. Raises AgentUnavailableError, never waits for ever."""
        try:
            host, port = self._look_up(agent)
            answer = ask(host, port, request, timeout_ms)
        except (OSError, ValueError) as error:
            self._known.pop(agent, None)
            raise AgentUnavailableError(f"{agent}: {error}") from error
        if answer.get("status") == "error":
            raise AgentUnavailableError(f"{agent}: {answer.get('error')}")
        return answer

    def cleanup(self) -> None:
        self._leaving.set()
        if self._heartbeat.is_alive():
            self._heartbeat.join(timeout=0.5)
        super().cleanup()

    def _look_up(self, agent: str) -> Tuple[str, int]:
        found_at, address = self._known.get(agent, (0.0, ("", 0)))
        if time.monotonic() - found_at < _CACHE_SECONDS and address[1]:
            return address
        answer = self._ask_registry({"action": "lookup", "name": agent})
        if answer.get("status") != "ok":
            raise AgentUnavailableError(f"{agent} is not registered")
        address = (str(answer["host"]), int(answer["port"]))
        self._known[agent] = (time.monotonic(), address)
        return address

    def _ask_registry(self, request: JsonObject) -> JsonObject:
        host, port = self._registry
        return ask(host, port, request, _REGISTRY_TIMEOUT_MILLISECONDS)

    def _keep_registered(self) -> None:
        entry = {"name": self.name, "host": self._advertised_host, "port": self.port}
        while True:
            try:
                self._ask_registry({"action": "register", "ttl": 3 * self._heartbeat_seconds, **entry})
                self._registry_error = None
            except (OSError, ValueError) as error:
                if self._registry_error is None:
                    self.logger.warning("the service registry does not answer: %s", error)
                self._registry_error = str(error)
            if self._leaving.wait(self._heartbeat_seconds):
                break
        try:
            self._ask_registry({"action": "unregister", **entry})
        except (OSError, ValueError):
            self.logger.info("left without telling the registry, the entry will expire")
