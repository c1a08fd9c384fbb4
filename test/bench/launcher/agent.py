"""A small agent as they are found: HTTP health, and two workers that outlive it: one in its group, one in its own session."""

import http.server
import json
import os
import signal
import time


def worker(own_session: bool) -> int:
    """Ignores SIGTERM and keeps the output open, as the workers of GPU servers do."""
    pid = os.fork()
    if pid:
        return pid
    if own_session:
        os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        time.sleep(60)


class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"status": "ok", "pid": os.getpid(), "workers": WORKERS}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


time.sleep(float(os.environ.get("BENCH_LOADING_SECONDS", "0")))
WORKERS = [worker(False), worker(True)] if os.environ.get("BENCH_WORKERS") else []
http.server.ThreadingHTTPServer.daemon_threads = True
http.server.ThreadingHTTPServer.allow_reuse_address = True
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["AGENT_PORT"])), Health).serve_forever()
