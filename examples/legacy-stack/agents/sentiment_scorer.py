"""Sentiment scorer: how a sentence feels, by a word list."""
import logging
import sys
from logging import FileHandler

from common import transport as zmq
from common.base_agent import BaseAgent
from common.env import get_env, project_path


class SentimentScorer(BaseAgent):
    def __init__(self, name="SentimentScorer", port=None, health_check_port=None, **kwargs):
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)
        self.words = {}
        for line in project_path("data", "sentiment.tsv").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                word, valence, emotion = line.split("\t")
                self.words[word] = (float(valence), emotion)
        self.context = None
        self.feed = self.context.socket(zmq.PUB)
        self.feed.bind("tcp://127.0.0.1:17316")

    def handle_request(self, request):
        if request.get("action") == "score":
            found = [self.words[word] for word in request.get("text", "").lower().split() if word in self.words]
            score = {"valence": sum(valence for valence, _ in found), "emotions": sorted({e for _, e in found})}
            self.feed.send_json(score)
            return {"status": "ok", **score}
        return super().handle_request(request)

    def cleanup(self):
        self.feed.close()


if __name__ == "__main__":
    logging.basicConfig(level=get_env("LOG_LEVEL", "INFO"), handlers=[FileHandler("logs/sentiment_scorer.log")])
    try:
        SentimentScorer().run()
    except Exception as error:
        logging.error("sentiment scorer failed: %s", error)
        sys.exit(1)
