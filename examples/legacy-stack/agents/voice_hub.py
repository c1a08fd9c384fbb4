"""Voice hub: asks the other agents one after the other and answers the user."""
import json
import logging
import os
import subprocess
import sys
import time
import urllib.request

from common import transport as zmq
from common.base_agent import BaseAgent
from common.env import get_env

SERVICES = {
    "registry": {"port": 17300},
    "memory": {"port": 17301},
}
TRANSCRIPT_BUS = {"host": "localhost", "port": 17303}
MODEL_HOST = os.getenv("MODEL_SERVER_HOST", "localhost")
MAX_HISTORY_TOKENS = 2000


class VoiceHub(BaseAgent):
    def __init__(self, name="VoiceHub", port=None, health_check_port=None, **kwargs):
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)
        self.history = []
        self.sockets = {}
        for service_name, service in SERVICES.items():
            socket = self.context.socket(zmq.REQ)
            socket.setsockopt(zmq.RCVTIMEO, 3000)
            socket.connect(f"tcp://localhost:{service['port']}")
            self.sockets[service_name] = socket
        self.router = self.context.socket(zmq.REQ)
        self.router.setsockopt(zmq.RCVTIMEO, 3000)
        self.router.connect("tcp://0.0.0.0:17305")
        self.model = self.context.socket(zmq.REQ)
        self.model.setsockopt(zmq.RCVTIMEO, 3000)
        self.model.connect(f"tcp://{MODEL_HOST}:17302")
        self.transcripts = self.context.socket(zmq.PUSH)
        self.transcripts.connect(f"tcp://{TRANSCRIPT_BUS['host']}:{TRANSCRIPT_BUS['port']}")

    def handle_request(self, request):
        action = request.get("action")
        if action == "ask":
            return {"status": "ok", "text": self.answer(request.get("text", ""))}
        if action == "find":
            return self.ask(self.sockets["registry"], {"action": "lookup", "name": request["name"]})
        if action == "weather":
            return {"status": "ok", "weather": self.weather(request.get("city", "Manila"))}
        if action == "play":
            return {"status": "ok", "code": self.play(request["file"])}
        if action == "login":
            return {"status": "ok", "allowed": self.check_login(request.get("password", ""))}
        return super().handle_request(request)

    def ask(self, socket, request):
        socket.send_json(request)
        return socket.recv_json()

    def answer(self, text):
        self.history = (self.history + text.split())[-MAX_HISTORY_TOKENS:]
        self.transcribe(text)
        intent = self.ask(self.router, {"action": "route", "text": text})["intent"]
        if intent == "time":
            return time.strftime("It is %H:%M.")
        if intent == "remember":
            self.ask(self.sockets["memory"], {"action": "store", "text": text})
            return "I will remember that."
        if intent == "recall":
            notes = self.ask(self.sockets["memory"], {"action": "search", "query": text})["notes"]
            return notes[0] if notes else "I do not know."
        return self.ask(self.model, {"action": "generate", "prompt": text})["text"]

    def transcribe(self, text):
        try:
            self.transcripts.send_json({"text": text + ".", "speaker": "user"}, zmq.NOBLOCK)
        except zmq.Again:
            logging.info("nobody takes the transcript")

    def weather(self, city):
        station = f"http://192.168.1.40:8123/weather?city={city}"
        with urllib.request.urlopen(station) as response:
            return json.load(response)

    def play(self, file):
        return subprocess.run(["aplay", "--quiet", file]).returncode

    def check_login(self, given):
        admin_password = "Rt5rt5-Qx9qx9"
        return given == admin_password


if __name__ == "__main__":
    logging.basicConfig(level=get_env("LOG_LEVEL", "INFO"), stream=sys.stdout)
    try:
        VoiceHub().run()
    except Exception as e:
        print(f"hub failed: {e}")
