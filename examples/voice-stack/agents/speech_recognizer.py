"""SpeechRecognizer: spots known words in a recording by dynamic time warping against spoken templates."""

from __future__ import annotations

import base64
import binascii
import sys
from typing import Any, List, NamedTuple, Optional, Sequence, Tuple

from common.audio import SAMPLE_RATE, AudioFormatError, Features, detect_speech, features, read_wav
from common.base_agent import JsonObject, run_agent
from common.dtw import distance
from common.env import get_env
from common.registered_agent import RegisteredAgent
from common.speech import speak

_VOICES_HZ = (105.0, 150.0)
_VOCABULARY = "hello lights lamp on off stop start timer time what is the turn weather help remember joke tell me a"
_LONGEST_WORD_SECONDS = 1.5


class Template(NamedTuple):
    word: str
    shape: Features


def word_shape(samples: Sequence[float]) -> Optional[Features]:
    """The features of one spoken word, silence around it cut off; None when nothing was said."""
    segments = detect_speech(samples)
    return features(samples[segments[0][0] : segments[-1][1]]) if segments else None


def make_templates(vocabulary: Sequence[str]) -> List[Template]:
    shapes = ((word, word_shape(speak(word, pitch_hz=pitch))) for word in vocabulary for pitch in _VOICES_HZ)
    return [Template(word, shape) for word, shape in shapes if shape]


class SpeechRecognizer(RegisteredAgent):
    """Action: recognize {wav_base64} → {text, words: [{word, distance, start, end}]}."""

    def __init__(
        self,
        *,
        name: str = "SpeechRecognizer",
        port: Optional[int] = None,
        health_check_port: Optional[int] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)
        self._templates = make_templates(get_env("VOCABULARY", _VOCABULARY).split())
        self._rejection = float(get_env("REJECTION_DISTANCE", "4.5"))
        self.logger.info("%d templates", len(self._templates))

    def handle_request(self, request: JsonObject) -> JsonObject:
        if request.get("action") == "recognize":
            try:
                samples = read_wav(base64.b64decode(str(request.get("wav_base64", "")), validate=True))
            except (binascii.Error, AudioFormatError) as error:
                return {"status": "error", "error": str(error)}
            found = self.recognize(samples)
            return {"status": "ok", "text": " ".join(entry["word"] for entry in found if entry["word"]), "words": found}
        return super().handle_request(request)

    def health_details(self) -> JsonObject:
        return {"templates": len(self._templates), **super().health_details()}

    def recognize(self, samples: Sequence[float]) -> List[JsonObject]:
        """Words in the order spoken, times in seconds; a sound that is like no known word has an empty `word`."""
        found = []
        for start, end in detect_speech(samples):
            if end - start > _LONGEST_WORD_SECONDS * SAMPLE_RATE:
                continue
            word, cost = self._closest(features(samples[start:end]))
            found.append(
                {
                    "word": word if cost <= self._rejection else "",
                    "distance": round(cost, 3),
                    "start": round(start / SAMPLE_RATE, 3),
                    "end": round(end / SAMPLE_RATE, 3),
                }
            )
        return found

    def _closest(self, shape: Features) -> Tuple[str, float]:
        costs = ((distance(shape, template.shape), template.word) for template in self._templates)
        cost, word = min(costs)
        return word, cost


if __name__ == "__main__":
    sys.exit(run_agent(SpeechRecognizer))
