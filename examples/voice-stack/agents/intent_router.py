"""IntentRouter: what the user wants. Rules first, likeness to examples where no rule speaks."""

from __future__ import annotations

import json
import re
import sys
from typing import Any, List, Optional, Pattern, Tuple

from common.base_agent import JsonObject, run_agent
from common.env import project_path
from common.registered_agent import RegisteredAgent
from common.text import RelevanceIndex

_RULES: List[Tuple[str, Pattern[str]]] = [
    (intent, re.compile(pattern, re.IGNORECASE))
    for intent, pattern in (
        ("remember", r"^(?:please )?(?:remember|note|keep in mind)(?: that)? (?P<text>.+)"),
        ("forget", r"^(?:please )?forget(?: (?:everything|all))?(?: about)? (?P<text>.+)"),
        ("recall", r"^(?:what do you (?:know|remember)(?: about)?|what did i (?:say|tell you) about|where (?:is|are)) (?P<text>.+)"),
        ("timer", r"\b(?:(?P<stop>stop|cancel)|set|start)\b.*\btimer\b(?:.*?(?P<count>\d+) ?(?P<unit>seconds?|minutes?|hours?))?"),
        ("timer", r"\b(?:how long|time left)\b.*\btimer\b"),
        ("time", r"\bwhat(?:'s| is)? (?:the )?(?:time|date|day)\b|\bwhat time\b"),
        ("calculate", r"^(?:what is|what's|calculate|how much is)?\s*(?P<expression>[\d.()\s]+(?:(?:[-+*/x]|times|plus|minus|divided by)[\d.()\s]+)+)\??$"),
        ("switch", r"\b(?:turn |switch )?(?:the )?(?P<device>lights?|lamp|fan|heating)\b.*?\b(?P<state>on|off)\b"),
        ("switch", r"\b(?:turn|switch) (?P<state>on|off) (?:the )?(?P<device>lights?|lamp|fan|heating)\b"),
    )
]  # fmt: skip
_LIKE_ENOUGH = 0.55


class IntentRouter(RegisteredAgent):
    """Action: route {text} → {intent, confidence, slots}."""

    def __init__(
        self,
        *,
        name: str = "IntentRouter",
        port: Optional[int] = None,
        health_check_port: Optional[int] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)
        self._examples: RelevanceIndex[Tuple[str, int]] = RelevanceIndex()
        for intent, examples in json.loads(project_path("data", "intents.json").read_text(encoding="utf-8")).items():
            for i, example in enumerate(examples):
                self._examples.add((intent, i), example)

    def handle_request(self, request: JsonObject) -> JsonObject:
        if request.get("action") == "route":
            return self._route(str(request.get("text", "")).strip())
        return super().handle_request(request)

    def health_details(self) -> JsonObject:
        return {"rules": len(_RULES), **super().health_details()}

    def _route(self, text: str) -> JsonObject:
        for intent, pattern in _RULES:
            match = pattern.search(text)
            if match:
                slots = {name: value.strip(" ?.!") for name, value in match.groupdict().items() if value}
                return {"status": "ok", "intent": intent, "confidence": 1.0, "slots": slots, "by": "rule"}
        for (intent, i), _ in self._examples.search(text, 1):
            confidence = self._examples.coverage(text, (intent, i))
            # Intents that change something need a rule: likeness may not forget or switch things.
            if confidence >= _LIKE_ENOUGH and intent in ("recall", "time", "chat"):
                return {
                    "status": "ok", "intent": intent, "confidence": confidence, "slots": {"text": text}, "by": "example",
                }  # fmt: skip
        return {"status": "ok", "intent": "chat", "confidence": 0.0, "slots": {"text": text}, "by": "default"}


if __name__ == "__main__":
    sys.exit(run_agent(IntentRouter))
