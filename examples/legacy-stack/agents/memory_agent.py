"""Memory agent: notes in SQLite, ranked by how many words they share with the question."""
import base64
import http.client
import json
import logging
import re
import signal
import sqlite3
import time
from urllib.parse import urlsplit

from common import transport as zmq

DB_PATH = "/home/assistant/legacy-stack/data/memory.db"

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger("MemoryAgent")


class MemoryAgent:
    def __init__(self, port=17301):
        self.port = port
        self.running = True
        self.start_time = time.time()
        signal.signal(signal.SIGINT, self.handle_signal)
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.setsockopt(zmq.RCVTIMEO, 1000)
        self.socket.bind(f"tcp://*:{self.port}")
        self.database = sqlite3.connect(DB_PATH)
        self.database.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT, created REAL)")
        logger.info("memory agent on port %s", self.port)

    def handle_signal(self, signum, frame):
        logger.info("signal %s", signum)
        self.running = False

    def store(self, text):
        with self.database:
            cursor = self.database.execute("INSERT INTO note (text, created) VALUES (?, ?)", (text, time.time()))
        return cursor.lastrowid

    def search(self, query, limit=5):
        wanted = set(re.findall(r"\w+", query.lower()))
        ranked = []
        for text, created in self.database.execute("SELECT text, created FROM note"):
            shared = wanted & set(re.findall(r"\w+", text.lower()))
            if shared:
                ranked.append((len(shared) / len(wanted), created, text))
        return [text for _, _, text in sorted(ranked, reverse=True)[:limit]]

    def archive(self):
        """Sends all notes to the archive server of the house."""
        archive_url = "http://assistant:Rt5rt5-Qx9qx9@archive.assistant.lan:8080/notes"
        target = urlsplit(archive_url)
        login = base64.b64encode(f"{target.username}:{target.password}".encode()).decode()
        notes = [text for (text,) in self.database.execute("SELECT text FROM note")]
        connection = http.client.HTTPConnection(target.hostname, target.port, timeout=10)
        connection.request("PUT", target.path, json.dumps(notes), {"Authorization": f"Basic {login}"})
        return connection.getresponse().status

    def run(self):
        while self.running:
            try:
                request = self.socket.recv_json()
            except zmq.Again:
                continue
            action = request.get("action")
            if action == "store":
                response = {"status": "ok", "id": self.store(request["text"])}
            elif action == "search":
                response = {"status": "ok", "notes": self.search(request["query"])}
            elif action == "archive":
                response = {"status": "ok", "answer": self.archive()}
            elif action == "health_check":
                response = {"status": "ok", "uptime": time.time() - self.start_time}
            else:
                response = {"status": "error", "error": f"unknown action {action}"}
            self.socket.send_json(response)
        self.shutdown()

    def shutdown(self):
        self.database.close()
        self.socket.close()
        self.context.term()


if __name__ == "__main__":
    try:
        agent = MemoryAgent()
        agent.run()
    except Exception as error:
        print(f"memory agent failed: {error}")
