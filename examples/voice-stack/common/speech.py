"""Speech from text by formant synthesis: letters → phonemes → a buzz or hiss through three resonators."""

from __future__ import annotations

import math
import random
import re
from typing import List, NamedTuple, Sequence, Tuple

from common.audio import SAMPLE_RATE

Formants = Tuple[float, float, float]


class Phoneme(NamedTuple):
    """A sound: its resonances in Hz, how long it lasts in seconds, and how it is excited (0 to 1 each)."""

    formants: Formants
    seconds: float
    voice: float
    noise: float


_PHONEMES = {
    "a": Phoneme((730, 1090, 2440), 0.13, 1.0, 0.0),
    "e": Phoneme((530, 1840, 2480), 0.11, 1.0, 0.0),
    "i": Phoneme((300, 2250, 2900), 0.11, 1.0, 0.0),
    "o": Phoneme((500, 850, 2400), 0.13, 1.0, 0.0),
    "u": Phoneme((320, 800, 2250), 0.12, 1.0, 0.0),
    "y": Phoneme((280, 2200, 2900), 0.08, 0.8, 0.0),
    "w": Phoneme((300, 650, 2150), 0.08, 0.8, 0.0),
    "l": Phoneme((360, 1300, 2700), 0.08, 0.7, 0.0),
    "r": Phoneme((420, 1300, 1600), 0.08, 0.7, 0.0),
    "m": Phoneme((250, 1000, 2200), 0.09, 0.5, 0.0),
    "n": Phoneme((250, 1700, 2500), 0.09, 0.5, 0.0),
    "s": Phoneme((2600, 3300, 3700), 0.11, 0.0, 0.5),
    "z": Phoneme((2400, 3200, 3700), 0.10, 0.3, 0.4),
    "sh": Phoneme((1900, 2500, 3300), 0.12, 0.0, 0.6),
    "ch": Phoneme((1900, 2600, 3300), 0.08, 0.0, 0.8),
    "th": Phoneme((1400, 2400, 3500), 0.09, 0.0, 0.3),
    "f": Phoneme((1100, 2100, 3400), 0.10, 0.0, 0.3),
    "v": Phoneme((900, 1900, 3300), 0.08, 0.4, 0.2),
    "h": Phoneme((800, 1500, 2500), 0.06, 0.0, 0.3),
    "p": Phoneme((700, 1100, 2200), 0.04, 0.0, 0.5),
    "b": Phoneme((300, 900, 2200), 0.05, 0.5, 0.2),
    "t": Phoneme((2000, 2900, 3500), 0.04, 0.0, 0.6),
    "d": Phoneme((350, 1800, 2600), 0.05, 0.5, 0.2),
    "k": Phoneme((1300, 1900, 2700), 0.05, 0.0, 0.6),
    "g": Phoneme((350, 1500, 2300), 0.05, 0.5, 0.2),
}
_SPELLINGS = {
    "igh": ["a", "i"], "tion": ["sh", "o", "n"], "ph": ["f"], "sh": ["sh"], "ch": ["ch"], "th": ["th"], "ck": ["k"],
    "qu": ["k", "w"], "ee": ["i"], "ea": ["i"], "oo": ["u"], "ou": ["a", "u"], "ow": ["o", "u"], "ay": ["e", "i"],
    "ai": ["e", "i"], "c": ["k"], "q": ["k"], "x": ["k", "s"], "j": ["d", "sh"],
}  # fmt: skip
_DIGITS = "zero one two three four five six seven eight nine".split()
_SPELLING = re.compile("|".join(sorted(_SPELLINGS, key=len, reverse=True)) + "|[a-z]")
_WORD_PAUSE_SECONDS = 0.18
_GLIDE_SECONDS = 0.02


def phonemes(word: str) -> List[str]:
    """A rough English reading; doubled letters sound once and a final silent e is dropped."""
    word = re.sub(r"([a-z])\1", lambda m: m.group(0) if m.group(0) in _SPELLINGS else m.group(1), word.lower())
    word = re.sub(r"(?<=[aeiouy][b-df-hj-np-tv-z])e$", "", word)
    sounds: List[str] = []
    for spelling in _SPELLING.findall(word):
        sounds.extend(_SPELLINGS.get(spelling, [spelling]))
    return [sound for sound in sounds if sound in _PHONEMES]


def speak(text: str, pitch_hz: float = 120.0, rate: float = 1.0) -> List[float]:
    """Samples in [-1, 1] at SAMPLE_RATE. `rate` 2.0 speaks twice as fast; the same input gives the same samples."""
    spelled = re.sub(r"\d", lambda digit: f" {_DIGITS[int(digit.group())]} ", text)
    spoken = re.findall(r"[a-zA-Z]+", spelled)
    pause = [0.0] * int(_WORD_PAUSE_SECONDS / rate * SAMPLE_RATE)
    samples: List[float] = list(pause)
    for word in spoken:
        samples += _voice_word(phonemes(word), pitch_hz, rate) + pause
    return samples


def _voice_word(sounds: Sequence[str], pitch_hz: float, rate: float) -> List[float]:
    if not sounds:
        return []
    hiss = random.Random("".join(sounds))
    sections = [_Resonator(), _Resonator(), _Resonator()]
    samples: List[float] = []
    current = _PHONEMES[sounds[0]].formants
    phase = 0.0
    for sound in sounds:
        phoneme = _PHONEMES[sound]
        count = int(phoneme.seconds / rate * SAMPLE_RATE)
        for i in range(count):
            if i % 16 == 0:  # formants glide from sound to sound instead of jumping
                step = 16 / (_GLIDE_SECONDS * SAMPLE_RATE)
                current = _glide(current, phoneme.formants, step)
                for section, frequency in zip(sections, current):
                    section.tune(frequency)
            phase += pitch_hz * (1.05 - 0.1 * i / count) / SAMPLE_RATE
            pulse = 1.0 if phase >= 1.0 else 0.0
            phase %= 1.0
            source = phoneme.voice * (pulse * 6 - 0.02) + phoneme.noise * hiss.uniform(-0.5, 0.5)
            samples.append(sum(section.filter(source) for section in sections))
    peak = max(0.05, max(abs(sample) for sample in samples))
    fade = min(80, len(samples) // 4)
    for i in range(fade):
        samples[i] *= i / fade
        samples[-1 - i] *= i / fade
    return [0.7 * sample / peak for sample in samples]


def _glide(current: Formants, goal: Formants, step: float) -> Formants:
    a, b, c = (now + (then - now) * step for now, then in zip(current, goal))
    return a, b, c


class _Resonator:
    """A two-pole band-pass: one formant of the vocal tract."""

    def __init__(self) -> None:
        self._gain = self._b = self._c = self._last = self._before = 0.0

    def tune(self, frequency_hz: float) -> None:
        bandwidth = 60 + frequency_hz * 0.06
        radius = math.exp(-math.pi * bandwidth / SAMPLE_RATE)
        self._b = 2 * radius * math.cos(2 * math.pi * frequency_hz / SAMPLE_RATE)
        self._c = -radius * radius
        self._gain = (1 - radius) * 2

    def filter(self, sample: float) -> float:
        out = self._gain * sample + self._b * self._last + self._c * self._before
        self._before, self._last = self._last, out
        return out
