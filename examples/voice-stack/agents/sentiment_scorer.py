"""SentimentScorer: how a sentence feels, from a lexicon with negation and emphasis."""

from __future__ import annotations

import math
import sys
from collections import Counter
from typing import Any, Dict, NamedTuple, Optional

from common.base_agent import JsonObject, run_agent
from common.env import project_path
from common.registered_agent import RegisteredAgent
from common.text import words

_NEGATIONS = frozenset("not no never don't doesn't didn't isn't aren't wasn't can't won't hardly without".split())
_EMPHASIS = {"very": 1.5, "really": 1.5, "so": 1.3, "extremely": 1.8, "totally": 1.5, "slightly": 0.5, "bit": 0.6}
_REACH = 3


class Feeling(NamedTuple):
    valence: float
    emotion: str


def read_lexicon() -> Dict[str, Feeling]:
    lexicon: Dict[str, Feeling] = {}
    for line in project_path("data", "sentiment.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, valence, emotion = line.split("\t")
            lexicon[word] = Feeling(float(valence), emotion)
    return lexicon


class SentimentScorer(RegisteredAgent):
    """Action: score {text} → {valence in [-1, 1], emotion, hits}."""

    def __init__(
        self,
        *,
        name: str = "SentimentScorer",
        port: Optional[int] = None,
        health_check_port: Optional[int] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)
        self._lexicon = read_lexicon()

    def handle_request(self, request: JsonObject) -> JsonObject:
        if request.get("action") == "score":
            return {"status": "ok", **self.score(str(request.get("text", "")))}
        return super().handle_request(request)

    def health_details(self) -> JsonObject:
        return {"words": len(self._lexicon), **super().health_details()}

    def score(self, text: str) -> JsonObject:
        sentence = words(text)
        total = 0.0
        emotions: Counter = Counter()
        hits = []
        for i, word in enumerate(sentence):
            feeling = self._lexicon.get(word)
            if feeling is None:
                continue
            before = sentence[max(0, i - _REACH) : i]
            valence = feeling.valence * math.prod(_EMPHASIS.get(other, 1.0) for other in before)
            if any(other in _NEGATIONS for other in before):
                valence *= -0.6  # "not good" is milder than "bad"
            else:
                emotions[feeling.emotion] += abs(valence)
            hits.append(word)
            total += valence
        if text.rstrip().endswith("!"):
            total *= 1.2
        emotion = emotions.most_common(1)[0][0] if emotions else "neutral"
        return {"valence": round(total / math.sqrt(total * total + 9), 3), "emotion": emotion, "hits": hits}


if __name__ == "__main__":
    sys.exit(run_agent(SentimentScorer))
