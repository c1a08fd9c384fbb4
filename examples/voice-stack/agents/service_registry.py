"""ServiceRegistry: the phone book. Agents register, renew with heartbeats, and expire when they fall silent."""

from __future__ import annotations

import sys
import time
from typing import Any, Dict, NamedTuple, Optional

from common.base_agent import BaseAgent, JsonObject, run_agent

_LONGEST_TTL_SECONDS = 300.0


class Entry(NamedTuple):
    host: str
    port: int
    expires_at: float
    """In seconds of the monotonic clock: a clock change must not expire everybody."""


class ServiceRegistry(BaseAgent):
    """Actions: register {name, host, port, ttl}, unregister {name, port}, lookup {name}, list."""

    def __init__(
        self,
        *,
        name: str = "ServiceRegistry",
        port: Optional[int] = None,
        health_check_port: Optional[int] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)
        self._entries: Dict[str, Entry] = {}

    def handle_request(self, request: JsonObject) -> JsonObject:
        action = request.get("action")
        if action == "register":
            return self._register(request)
        if action == "unregister":
            return self._unregister(request)
        if action == "lookup":
            return self._look_up(str(request.get("name")))
        if action == "list":
            self._expire()
            agents = {name: {"host": entry.host, "port": entry.port} for name, entry in self._entries.items()}
            return {"status": "ok", "agents": agents}
        return super().handle_request(request)

    def health_details(self) -> JsonObject:
        return {"registered": len(self._entries)}

    def _register(self, request: JsonObject) -> JsonObject:
        name, host, port = request.get("name"), request.get("host"), request.get("port")
        ttl = request.get("ttl", 10)
        if not isinstance(name, str) or not name or not isinstance(host, str) or not host:
            return {"status": "error", "error": "register needs a name and a host"}
        if not isinstance(port, int) or not 0 < port < 65536:
            return {"status": "error", "error": f"{port!r} is not a port"}
        if not isinstance(ttl, (int, float)) or not 0 < ttl <= _LONGEST_TTL_SECONDS:
            return {"status": "error", "error": f"ttl must be above 0 and at most {_LONGEST_TTL_SECONDS:.0f} s"}
        if name not in self._entries:
            self.logger.info("%s registered at %s:%d", name, host, port)
        self._entries[name] = Entry(host, port, time.monotonic() + ttl)
        return {"status": "ok", "ttl": ttl}

    def _unregister(self, request: JsonObject) -> JsonObject:
        name = str(request.get("name"))
        entry = self._entries.get(name)
        # A slow leaver must not take the entry of its own successor with it.
        removed = entry is not None and entry.port == request.get("port", entry.port)
        if removed:
            del self._entries[name]
            self.logger.info("%s left", name)
        return {"status": "ok", "removed": removed}

    def _look_up(self, name: str) -> JsonObject:
        self._expire()
        entry = self._entries.get(name)
        if entry is None:
            return {"status": "unknown", "error": f"no agent named {name} is registered"}
        return {"status": "ok", "host": entry.host, "port": entry.port}

    def _expire(self) -> None:
        now = time.monotonic()
        for name in [name for name, entry in self._entries.items() if entry.expires_at < now]:
            self.logger.warning("%s stopped sending heartbeats", name)
            del self._entries[name]


if __name__ == "__main__":
    sys.exit(run_agent(ServiceRegistry))
