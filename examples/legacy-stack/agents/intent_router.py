"""Intent router: what the user wants, by key words."""
import logging
import re
import sys

from common import transport as zmq
from common.base_agent import BaseAgent
from common.env import get_env

INTENTS = {
    "remember": r"\b(remember|note|keep in mind)\b",
    "recall": r"\b(where|what did i|what do you know)\b",
    "time": r"\bwhat (time|day)\b",
    "feeling": r"\b(i feel|i am so)\b",
}


class IntentRouter(BaseAgent):
    def __init__(self, name="IntentRouter", port=17305, health_check_port=None, **kwargs):
        super().__init__(name=name, port=17315, health_port=health_check_port, **kwargs)
        self.rules = {intent: re.compile(pattern, re.IGNORECASE) for intent, pattern in INTENTS.items()}
        self.scorer = self.context.socket(zmq.REQ)
        self.scorer.connect("tcp://127.0.0.1:17306")

    def handle_request(self, request):
        if request.get("action") != "route":
            return super().handle_request(request)
        text = request.get("text", "")
        for intent, rule in self.rules.items():
            if rule.search(text):
                answer = {"status": "ok", "intent": intent}
                if intent == "feeling":
                    self.scorer.send_json({"action": "score", "text": text})
                    answer["feeling"] = self.scorer.recv_json()
                return answer
        return {"status": "ok", "intent": "chat"}


if __name__ == "__main__":
    logging.basicConfig(level=get_env("LOG_LEVEL", "INFO"), stream=sys.stdout)
    IntentRouter().run()
