"""AudioGateway: takes recordings by HTTP, drops silence, and passes speech to the hub on the main machine.

    curl --data-binary @recording.wav http://<edge machine>:<HTTP_PORT>/recordings
"""

from __future__ import annotations

import base64
import sys
import threading
from typing import Any, Optional

from common.base_agent import JsonObject, run_agent
from common.env import get_port_env
from common.health import JsonAnswer, JsonServer
from common.registered_agent import AgentUnavailableError, RegisteredAgent

_HUB_TIMEOUT_MILLISECONDS = 30_000


class AudioGateway(RegisteredAgent):
    """Action: statistics. HTTP: POST /recordings with a WAV file as the body."""

    def __init__(
        self,
        *,
        name: str = "AudioGateway",
        port: Optional[int] = None,
        health_check_port: Optional[int] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)
        self._counting = threading.Lock()
        self._counts = {"recordings": 0, "silent": 0, "answered": 0, "failed": 0}
        self._http = JsonServer(self.bind_address, get_port_env("HTTP_PORT"), self._answer_web)

    def handle_request(self, request: JsonObject) -> JsonObject:
        if request.get("action") == "statistics":
            return {"status": "ok", **self._counts}
        return super().handle_request(request)

    def health_details(self) -> JsonObject:
        return {**self._counts, **super().health_details()}

    def cleanup(self) -> None:
        if hasattr(self, "_http"):
            self._http.stop()
        super().cleanup()

    def take(self, recording: bytes) -> JsonObject:
        """What the hub answers to a recording; `speech: false` when there was nothing in it worth sending."""
        self._count("recordings")
        wav = base64.b64encode(recording).decode("ascii")
        trimmed = self.call("VoiceDetector", {"action": "trim", "wav_base64": wav}, _HUB_TIMEOUT_MILLISECONDS)
        if not trimmed["speech"]:
            self._count("silent")
            return {"status": "ok", "speech": False}
        question = {"action": "ask", "wav_base64": trimmed["wav_base64"], "speak": True}
        answer = self.call("VoiceHub", question, _HUB_TIMEOUT_MILLISECONDS)
        self._count("answered")
        return {"speech": True, **answer}

    def _count(self, what: str) -> None:
        with self._counting:
            self._counts[what] += 1

    def _answer_web(self, method: str, path: str, body: bytes) -> JsonAnswer:
        if (method, path) != ("POST", "/recordings"):
            return 404, {"status": "error", "error": "send POST /recordings with a WAV file as the body"}
        try:
            return 200, self.take(body)
        except AgentUnavailableError as error:
            self._count("failed")
            return 502, {"status": "error", "error": str(error)}


if __name__ == "__main__":
    sys.exit(run_agent(AudioGateway))
