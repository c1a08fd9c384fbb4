"""Audio gateway: takes text by HTTP at the edge and asks the hub."""
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from common import transport as zmq
from common.base_agent import BaseAgent
from common.env import get_env


class AudioGateway(BaseAgent):
    def __init__(self, name="AudioGateway", port=None, health_check_port=None, hub_host="192.168.1.20", **kwargs):
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)
        self.hub_host = hub_host
        self.lock = threading.Lock()
        self.web = ThreadingHTTPServer(("127.0.0.1", 17364), Handler)
        self.web.gateway = self
        threading.Thread(target=self.web.serve_forever, daemon=True).start()

    def ask_hub(self, text):
        with self.lock:
            hub = self.context.socket(zmq.REQ)
            hub.setsockopt(zmq.SNDTIMEO, 2000)
            try:
                hub.connect(f"tcp://{self.hub_host}:17308")
                hub.send_json({"action": "ask", "text": text})
                return hub.recv_json()
            finally:
                hub.close()

    def cleanup(self):
        self.web.shutdown()
        self.web.server_close()
        super().cleanup()


class Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self):
        text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("utf-8")
        try:
            status, answer = 200, self.server.gateway.ask_hub(text)
        except zmq.ZMQError as error:
            status, answer = 502, {"status": "error", "error": str(error)}
        body = json.dumps(answer).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    logging.basicConfig(level=get_env("LOG_LEVEL", "INFO"), filename="logs/audio_gateway.log")
    AudioGateway().run()
