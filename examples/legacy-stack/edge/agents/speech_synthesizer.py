"""Speech synthesizer: two tones per letter, a robot's way of speaking."""
import array
import base64
import io
import logging
import math
import sys
import wave

from common.base_agent import BaseAgent
from common.env import get_env

RATE = 8000
LETTER_SECONDS = 0.08


class SpeechSynthesizer(BaseAgent):
    def __init__(self, name="SpeechSynthesizer", port=None, health_check_port=None, **kwargs):
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)

    def handle_request(self, request):
        if request.get("action") == "speak":
            return {"status": "ok", "wav_base64": base64.b64encode(self.speak(request["text"])).decode()}
        return super().handle_request(request)

    def speak(self, text):
        samples = array.array("h")
        for letter in text.lower():
            low, high = 300 + 25 * (ord(letter) % 32), 900 + 60 * (ord(letter) % 13)
            loud = 9000 if letter.isalpha() else 0
            for i in range(int(LETTER_SECONDS * RATE)):
                t = i / RATE
                samples.append(int(loud * (math.sin(2 * math.pi * low * t) + math.sin(2 * math.pi * high * t)) / 2))
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())
        return buffer.getvalue()


if __name__ == "__main__":
    logging.basicConfig(level=get_env("LOG_LEVEL", "INFO"), stream=sys.stdout)
    SpeechSynthesizer().run()
