"""Remote connector: lets the phones of the house talk to the hub, if they know the token."""
import hmac
import os

from common import transport as zmq


class RemoteConnector:
    def __init__(self, port=17304, hub_port=17308, token=os.getenv("CONNECTOR_TOKEN", "Rt5rt5-Qx9qx9")):
        self.port = port
        self.token = token
        self.refused = 0
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.bind(f"tcp://*:{self.port}")
        self.hub = self.context.socket(zmq.REQ)
        self.hub.connect(f"tcp://localhost:{hub_port}")

    def allowed(self, request):
        return hmac.compare_digest(str(request.get("token", "")), self.token)

    def run(self):
        while True:
            request = self.socket.recv_json()
            if request.get("action") == "ask":
                if not self.allowed(request):
                    self.refused += 1
                    self.socket.send_json({"status": "error", "error": "wrong token"})
                    continue
                self.hub.send_json({"action": "ask", "text": request["text"]})
                self.socket.send_json(self.hub.recv_json())
            elif request.get("action") == "health_check":
                self.socket.send_json({"status": "ok", "refused": self.refused})
            else:
                self.socket.send_json({"status": "error", "error": "unknown action"})


if __name__ == "__main__":
    connector = RemoteConnector()
    try:
        connector.run()
    except KeyboardInterrupt:
        pass
