"""VoiceHub: one request from end to end. Sound or text in → intent → memory, model or skill → sound out.

Listens for other agents on its port, and for people and programs with HTTP on HTTP_PORT:

    POST /ask   {"text": "what is an agent"}   or   {"wav_base64": "…"}, with "speak": true for a WAV answer
"""

from __future__ import annotations

import json
import sys
import threading
import time
import uuid
from typing import Any, Callable, Dict, List, Optional

from agents.skills import CalculationError, Switchboard, TimerBoard, calculate, tell_time
from common.base_agent import JsonObject, run_agent
from common.env import get_port_env
from common.health import JsonAnswer, JsonServer
from common.registered_agent import AgentUnavailableError, RegisteredAgent

_SPEECH_TIMEOUT_MILLISECONDS = 10_000
_RECOGNITION_TIMEOUT_MILLISECONDS = 15_000
_NO_ANSWER = "I cannot think right now, my model does not answer."


class Conversation:
    """One request on its way: what it was called, what it cost, and what went wrong without ending it."""

    def __init__(self, call: Callable[..., JsonObject]) -> None:
        self.identifier = uuid.uuid4().hex[:12]
        self.milliseconds: Dict[str, float] = {}
        self.problems: List[str] = []
        self._call = call

    def ask(self, agent: str, request: JsonObject, timeout_ms: int = 3000) -> Optional[JsonObject]:
        """The agent's answer; None, with the reason noted, when there is none: the rest goes on without it."""
        started = time.monotonic()
        try:
            return self._call(agent, {**request, "request_id": self.identifier}, timeout_ms)
        except AgentUnavailableError as error:
            self.problems.append(str(error))
            return None
        finally:
            self.milliseconds[agent] = round(1000 * (time.monotonic() - started), 1)


class VoiceHub(RegisteredAgent):
    """Action: ask {text | wav_base64, speak} → {heard, intent, text, emotion, wav_base64, milliseconds, problems}."""

    def __init__(
        self,
        *,
        name: str = "VoiceHub",
        port: Optional[int] = None,
        health_check_port: Optional[int] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)
        self._switches = Switchboard()
        self._timers = TimerBoard()
        self._one_at_a_time = threading.Lock()
        self._last_problems: List[str] = []
        self._http = JsonServer(self.bind_address, get_port_env("HTTP_PORT"), self._answer_web)

    def handle_request(self, request: JsonObject) -> JsonObject:
        if request.get("action") == "ask":
            return self.converse(request)
        return super().handle_request(request)

    def health_details(self) -> JsonObject:
        details = super().health_details()
        if self._last_problems:
            details = {"status": "degraded", "reason": "; ".join(self._last_problems), **details}
        return details

    def cleanup(self) -> None:
        if hasattr(self, "_http"):
            self._http.stop()
        super().cleanup()

    def converse(self, request: JsonObject) -> JsonObject:
        conversation = Conversation(self.call)
        text = self._hear(conversation, request)
        if not text:
            return {"status": "error", "error": "nothing was understood", "problems": conversation.problems}
        feeling = conversation.ask("SentimentScorer", {"action": "score", "text": text}) or {}
        route = conversation.ask("IntentRouter", {"action": "route", "text": text}) or {"intent": "chat", "slots": {}}
        with self._one_at_a_time:
            answer = self._act(conversation, route["intent"], route["slots"], text)
        result: JsonObject = {
            "status": "ok",
            "request_id": conversation.identifier,
            "heard": text,
            "intent": route["intent"],
            "emotion": feeling.get("emotion", "unknown"),
            "text": answer,
        }
        if request.get("speak"):
            say = {"action": "speak", "text": answer, "emotion": feeling.get("emotion")}
            spoken = conversation.ask("SpeechSynthesizer", say, _SPEECH_TIMEOUT_MILLISECONDS)
            result["wav_base64"] = spoken["wav_base64"] if spoken else None
        self._last_problems = conversation.problems
        return {**result, "milliseconds": conversation.milliseconds, "problems": conversation.problems}

    def _hear(self, conversation: Conversation, request: JsonObject) -> str:
        if "wav_base64" not in request:
            return str(request.get("text", "")).strip()
        listen = {"action": "recognize", "wav_base64": request["wav_base64"]}
        heard = conversation.ask("SpeechRecognizer", listen, _RECOGNITION_TIMEOUT_MILLISECONDS)
        return heard["text"] if heard else ""

    def _act(self, conversation: Conversation, intent: str, slots: Dict[str, str], text: str) -> str:
        if intent == "time":
            return tell_time()
        if intent == "calculate":
            try:
                return f"That makes {calculate(slots.get('expression', ''))}."
            except CalculationError as error:
                return f"I cannot work that out: {error}."
        if intent == "switch":
            return self._switches.set(slots["device"], slots["state"])
        if intent == "timer":
            return self._timers.handle(slots)
        if intent in ("remember", "recall", "forget"):
            return self._use_memory(conversation, intent, slots.get("text", text))
        reply = conversation.ask("ModelServer", {"action": "reply", "text": text})
        return reply["text"] if reply else _NO_ANSWER

    def _use_memory(self, conversation: Conversation, intent: str, text: str) -> str:
        if intent == "remember":
            stored = conversation.ask("MemoryAgent", {"action": "store", "text": text})
            return f"I will remember that {text}." if stored else "I could not write that down."
        if intent == "forget":
            forgotten = conversation.ask("MemoryAgent", {"action": "forget", "query": text})
            return f"I forgot {forgotten['forgotten']} notes." if forgotten else "My memory does not answer."
        found = conversation.ask("MemoryAgent", {"action": "search", "query": text, "limit": 1})
        if found is None:
            return "My memory does not answer."
        return f"You told me that {found['notes'][0]['text']}." if found["notes"] else f"I know nothing about {text}."

    def _answer_web(self, method: str, path: str, body: bytes) -> JsonAnswer:
        if (method, path) != ("POST", "/ask"):
            return 404, {"status": "error", "error": 'send POST /ask with {"text": "…"}'}
        try:
            request = json.loads(body)
        except ValueError as error:
            return 400, {"status": "error", "error": f"the body is not JSON: {error}"}
        if not isinstance(request, dict):
            return 400, {"status": "error", "error": "the body must be a JSON object"}
        answer = self.converse(request)
        return (200 if answer["status"] == "ok" else 422), answer


if __name__ == "__main__":
    sys.exit(run_agent(VoiceHub))
