"""Transcript bus: takes pieces of transcript, joins them to sentences and hands these on."""
import logging
import threading
import time

from common import transport as zmq

logging.basicConfig(
    level=logging.INFO,
    format="%(asctime)s %(levelname)s %(message)s",
    handlers=[logging.FileHandler("logs/transcript_bus.log"), logging.StreamHandler()],
)
logger = logging.getLogger("TranscriptBus")


class TranscriptBus:
    def __init__(self, port=17303, output_port=17313, health_port=17330):
        self.port = port
        self.output_port = output_port
        self.health_port = health_port
        self.running = True
        self.pieces = []
        self.sentences = 0
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.PULL)
        self.socket.bind(f"tcp://*:{self.port}")
        self.output_socket = self.context.socket(zmq.PUSH)
        self.output_socket.bind(f"tcp://*:{self.output_port}")
        self.health_socket = self.context.socket(zmq.PUB)
        self.health_socket.bind(f"tcp://*:{self.health_port}")
        self.health_thread = threading.Thread(target=self.publish_health, daemon=True)
        self.health_thread.start()
        logger.info("bus from %s to %s", self.port, self.output_port)

    def publish_health(self):
        while self.running:
            self.health_socket.send_json({"status": "ok", "sentences": self.sentences})
            time.sleep(1)

    def join(self, piece):
        """The sentence that this piece completes, or None."""
        self.pieces.append(piece["text"].strip())
        if not piece["text"].rstrip().endswith((".", "!", "?")):
            return None
        sentence = " ".join(self.pieces)
        self.pieces = []
        return sentence

    def run(self):
        while self.running:
            piece = self.socket.recv_json()
            sentence = self.join(piece)
            if sentence is not None:
                self.sentences += 1
                logger.info("sentence %s", sentence)
                self.output_socket.send_json({"text": sentence, "speaker": piece.get("speaker")})

    def cleanup(self):
        self.running = False
        self.socket.close()
        self.output_socket.close()
        self.health_socket.close()
        self.context.term()


if __name__ == "__main__":
    bus = TranscriptBus()
    try:
        bus.run()
    except KeyboardInterrupt:
        logger.info("interrupted")
    finally:
        bus.cleanup()
