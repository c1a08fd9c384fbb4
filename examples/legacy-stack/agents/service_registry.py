"""Service registry: where every agent is found. The oldest agent of the stack."""
import time

from common import transport as zmq


class ServiceRegistry:
    def __init__(self, port=17300):
        self.name = "ServiceRegistry"
        self.port = port
        self.running = True
        self.start_time = time.time()
        self.entries = {}
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.bind(f"tcp://*:{self.port}")
        print(f"{self.name} listening on {self.port}")

    def register(self, name, host, port, ttl=30):
        self.entries[name] = {"host": host, "port": port, "expires": time.time() + ttl}

    def lookup(self, name):
        entry = self.entries.get(name)
        if entry and entry["expires"] > time.time():
            return entry
        self.entries.pop(name, None)
        return None

    def run(self):
        while self.running:
            request = self.socket.recv_json()
            action = request.get("action")
            if action == "register":
                self.register(request["name"], request["host"], request["port"], request.get("ttl", 30))
                self.socket.send_json({"status": "ok"})
            elif action == "lookup":
                entry = self.lookup(request.get("name"))
                if entry:
                    self.socket.send_json({"status": "ok", "host": entry["host"], "port": entry["port"]})
                else:
                    self.socket.send_json({"status": "error", "error": "not registered"})
            elif action == "health_check":
                self.socket.send_json({"status": "ok", "uptime": time.time() - self.start_time})
            else:
                self.socket.send_json({"status": "error", "error": f"unknown action {action}"})

    def cleanup(self):
        self.running = False
        self.socket.close()
        self.context.term()


if __name__ == "__main__":
    agent = ServiceRegistry()
    try:
        agent.run()
    except KeyboardInterrupt:
        print("stopping")
    finally:
        agent.cleanup()
