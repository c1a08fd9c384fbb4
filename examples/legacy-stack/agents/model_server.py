"""Model server: a bigram model of the house's small talk."""
import logging
import random
import sys
from collections import Counter, defaultdict

from common import transport as zmq
from common.base_agent import BaseAgent
from common.env import get_env

CORPUS = "/home/assistant/legacy-stack/data/dialogues.tsv"


class ModelServer(BaseAgent):
    def __init__(self, name="ModelServer", port=None, health_check_port=None, **kwargs):
        super().__init__(name, port)
        self.server = self.context.socket(zmq.REP)
        self.server.bind(f"tcp://*:{self.port}")
        self.followers = defaultdict(Counter)
        with open(CORPUS, encoding="utf-8") as corpus:
            for line in corpus:
                for sentence in line.rstrip("\n").split("\t"):
                    words = ["<s>", *sentence.split(), "</s>"]
                    for word, follower in zip(words, words[1:]):
                        self.followers[word][follower] += 1

    def handle_request(self, request):
        if request.get("action") == "generate":
            return {"status": "ok", "text": self.generate(request.get("prompt", ""), request.get("seed", 0))}
        return super().handle_request(request)

    def generate(self, prompt, seed):
        chance = random.Random(seed)
        words = prompt.lower().split()
        word = words[-1] if words and words[-1] in self.followers else "<s>"
        made = []
        while len(made) < 30:
            followers = self.followers[word]
            word = chance.choices(list(followers), followers.values())[0]
            if word == "</s>":
                break
            made.append(word)
        return " ".join(made)


if __name__ == "__main__":
    logging.basicConfig(level=get_env("LOG_LEVEL", "INFO"), stream=sys.stdout)
    ModelServer().run()
