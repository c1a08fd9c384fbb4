"""Metrics exporter: the health of the other agents as Prometheus text, one line per agent."""
import json
import logging
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from common.env import get_env

# Every agent answers HTTP on the port after its health port.
HEALTH_PORTS = {"MemoryAgent": 17323, "ModelServer": 17325, "VoiceHub": 17335}
START_ERRORS = (OSError, ValueError)


def is_up(host, port):
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/health", timeout=1) as response:
            return json.load(response).get("status") == "ok"
    except START_ERRORS:
        return False


def metrics():
    host = get_env("HUB_HOST")
    lines = ["# TYPE agent_up gauge"]
    lines += [f'agent_up{{agent="{name}"}} {int(is_up(host, port))}' for name, port in HEALTH_PORTS.items()]
    return "\n".join(lines) + "\n"


class Handler(BaseHTTPRequestHandler):
    timeout = 5

    def do_GET(self):
        if self.path == "/health":
            kind, text = "application/json", '{"status": "ok"}'
        else:
            kind, text = "text/plain; version=0.0.4", metrics()
        body = text.encode("utf-8")
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        """Scrapes come every few seconds: access lines would drown the rest."""


def serve():
    address = (get_env("BIND_ADDRESS", "0.0.0.0"), int(get_env("AGENT_PORT", "17309")))
    server = ThreadingHTTPServer(address, Handler)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        logging.info("interrupted")
    finally:
        server.server_close()


if __name__ == "__main__":
    logging.basicConfig(level=get_env("LOG_LEVEL", "INFO"), stream=sys.stdout)
    serve()
