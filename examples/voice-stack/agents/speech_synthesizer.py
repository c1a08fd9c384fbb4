"""SpeechSynthesizer: text to a WAV file, in a voice that follows the mood."""

from __future__ import annotations

import base64
import sys
from typing import Any, Optional

from common.audio import SAMPLE_RATE, write_wav
from common.base_agent import JsonObject, run_agent
from common.registered_agent import RegisteredAgent
from common.speech import speak

_LONGEST_TEXT = 400
_MOODS = {"joy": (140.0, 1.15), "anger": (110.0, 0.95), "sadness": (100.0, 0.85), "fear": (130.0, 1.0)}
_PLAIN = (120.0, 1.0)


class SpeechSynthesizer(RegisteredAgent):
    """Action: speak {text, emotion, pitch_hz, rate} → {wav_base64, seconds}. Long texts are cut at a word."""

    def __init__(
        self,
        *,
        name: str = "SpeechSynthesizer",
        port: Optional[int] = None,
        health_check_port: Optional[int] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)
        self._seconds_spoken = 0.0

    def handle_request(self, request: JsonObject) -> JsonObject:
        if request.get("action") != "speak":
            return super().handle_request(request)
        text = str(request.get("text", "")).strip()
        if not text:
            return {"status": "error", "error": "there is nothing to say"}
        if len(text) > _LONGEST_TEXT:
            text = text[:_LONGEST_TEXT].rsplit(" ", 1)[0]
        pitch, rate = _MOODS.get(str(request.get("emotion")), _PLAIN)
        pitch = max(60.0, min(300.0, float(request.get("pitch_hz", pitch))))
        rate = max(0.5, min(2.0, float(request.get("rate", rate))))
        samples = speak(text, pitch, rate)
        seconds = len(samples) / SAMPLE_RATE
        self._seconds_spoken += seconds
        wav = base64.b64encode(write_wav(samples)).decode("ascii")
        return {"status": "ok", "text": text, "wav_base64": wav, "seconds": round(seconds, 3)}

    def health_details(self) -> JsonObject:
        return {"seconds_spoken": round(self._seconds_spoken, 1), **super().health_details()}


if __name__ == "__main__":
    sys.exit(run_agent(SpeechSynthesizer))
