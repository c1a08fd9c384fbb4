"""VoiceDetector: runs beside the microphone and keeps silence off the network."""

from __future__ import annotations

import base64
import binascii
import sys
from typing import Any, Optional

from common.audio import SAMPLE_RATE, AudioFormatError, detect_speech, read_wav, write_wav
from common.base_agent import JsonObject, run_agent
from common.registered_agent import RegisteredAgent

_MARGIN = SAMPLE_RATE // 10


class VoiceDetector(RegisteredAgent):
    """Action: trim {wav_base64} → {speech, segments, seconds, wav_base64 of the speech with 0.1 s around it}."""

    def __init__(
        self,
        *,
        name: str = "VoiceDetector",
        port: Optional[int] = None,
        health_check_port: Optional[int] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)

    def handle_request(self, request: JsonObject) -> JsonObject:
        if request.get("action") != "trim":
            return super().handle_request(request)
        try:
            samples = read_wav(base64.b64decode(str(request.get("wav_base64", "")), validate=True))
        except (binascii.Error, AudioFormatError) as error:
            return {"status": "error", "error": str(error)}
        segments = detect_speech(samples)
        if not segments:
            return {"status": "ok", "speech": False, "segments": [], "seconds": 0.0}
        trimmed = samples[max(0, segments[0][0] - _MARGIN) : segments[-1][1] + _MARGIN]
        return {
            "status": "ok",
            "speech": True,
            "segments": [[round(start / SAMPLE_RATE, 3), round(end / SAMPLE_RATE, 3)] for start, end in segments],
            "seconds": round(len(trimmed) / SAMPLE_RATE, 3),
            "wav_base64": base64.b64encode(write_wav(trimmed)).decode("ascii"),
        }


if __name__ == "__main__":
    sys.exit(run_agent(VoiceDetector))
