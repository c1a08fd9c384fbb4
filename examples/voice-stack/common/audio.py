"""16-bit mono PCM: WAV in and out, speech detection by energy, and the spectrum as a recogniser sees it."""

from __future__ import annotations

import array
import cmath
import io
import math
import sys
import wave
from functools import lru_cache
from typing import List, Sequence, Tuple

SAMPLE_RATE = 8000
FRAME = 256
HOP = 128
BANDS = 16
_LOWEST_HZ, _HIGHEST_HZ = 120.0, 3800.0
_MAX_SECONDS = 60

Features = List[List[float]]


class AudioFormatError(ValueError):
    """The bytes are not a WAV file that can be used."""


def read_wav(data: bytes) -> List[float]:
    """Samples in [-1, 1] at SAMPLE_RATE. Takes 16-bit PCM of any rate, mono or not, up to a minute."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            channels, width, rate, frames = file.getparams()[:4]
            if width != 2:
                raise AudioFormatError(f"16-bit PCM is needed, this WAV has {8 * width} bits")
            if frames > rate * _MAX_SECONDS:
                raise AudioFormatError(f"at most {_MAX_SECONDS} s of audio, this WAV has {frames / rate:.0f} s")
            pcm = array.array("h", file.readframes(frames))
    except (wave.Error, EOFError, ZeroDivisionError) as error:
        raise AudioFormatError(f"not a WAV file: {error}") from error
    if sys.byteorder == "big":
        pcm.byteswap()
    mono = [sum(pcm[i : i + channels]) / (channels * 32768) for i in range(0, len(pcm), channels)]
    return _resample(mono, rate)


def write_wav(samples: Sequence[float]) -> bytes:
    """A mono 16-bit WAV file at SAMPLE_RATE; samples outside [-1, 1] are clipped."""
    pcm = array.array("h", (int(32767 * max(-1.0, min(1.0, sample))) for sample in samples))
    if sys.byteorder == "big":
        pcm.byteswap()
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(pcm.tobytes())
    return buffer.getvalue()


def _resample(samples: List[float], rate: int) -> List[float]:
    """To SAMPLE_RATE by averaging what falls into a step (down) or between neighbours (up)."""
    if rate == SAMPLE_RATE or not samples:
        return samples
    step = rate / SAMPLE_RATE
    count = int(len(samples) / step)
    if step > 1:
        edges = [int(i * step) for i in range(count + 1)]
        return [sum(samples[a:b]) / (b - a) for a, b in zip(edges, edges[1:])]
    resampled = []
    for i in range(count):
        position = i * step
        left = int(position)
        right = min(left + 1, len(samples) - 1)
        resampled.append(samples[left] + (samples[right] - samples[left]) * (position - left))
    return resampled


def detect_speech(samples: Sequence[float], pause_seconds: float = 0.12) -> List[Tuple[int, int]]:
    """Stretches of speech as (start, end) sample indexes, end exclusive.

    A frame counts as speech when its energy stands 9 dB above the quietest tenth of the recording; pauses shorter
    than `pause_seconds` are bridged and bursts shorter than 50 ms dropped.
    """
    frames = range(0, max(0, len(samples) - HOP + 1), HOP)
    levels = [10 * math.log10(1e-9 + sum(s * s for s in samples[i : i + HOP]) / HOP) for i in frames]
    if not levels:
        return []
    noise = sorted(levels)[len(levels) // 10]
    threshold = max(-50.0, min(noise + 9.0, max(levels) - 20.0))
    segments: List[Tuple[int, int]] = []
    for index, level in enumerate(levels):
        if level < threshold:
            continue
        start, end = index * HOP, (index + 1) * HOP
        if segments and start - segments[-1][1] <= pause_seconds * SAMPLE_RATE:
            segments[-1] = (segments[-1][0], end)
        else:
            segments.append((start, end))
    return [(start, end) for start, end in segments if end - start >= 0.05 * SAMPLE_RATE]


def features(samples: Sequence[float]) -> Features:
    """One vector of BANDS log band energies per frame, mean removed so that loudness does not count."""
    rows: Features = []
    window = _hann()
    emphasized = [b - 0.95 * a for a, b in zip(samples, samples[1:])]
    for start in range(0, max(1, len(emphasized) - FRAME + 1), HOP):
        frame = emphasized[start : start + FRAME]
        frame = [sample * weight for sample, weight in zip(frame, window)] + [0.0] * (FRAME - len(frame))
        power = [abs(value) ** 2 for value in fft([complex(value) for value in frame])[: FRAME // 2]]
        row = [math.log(1e-4 + sum(power[low:high])) for low, high in _bands()]
        mean = sum(row) / BANDS
        rows.append([value - mean for value in row])
    return rows


def fft(values: List[complex]) -> List[complex]:
    """The discrete Fourier transform; the length must be a power of two."""
    size = len(values)
    if size == 1:
        return values
    even, odd = fft(values[0::2]), fft(values[1::2])
    turned = [factor * value for factor, value in zip(_twiddles(size), odd)]
    return [a + b for a, b in zip(even, turned)] + [a - b for a, b in zip(even, turned)]


@lru_cache(maxsize=None)
def _twiddles(size: int) -> Tuple[complex, ...]:
    return tuple(cmath.exp(-2j * math.pi * k / size) for k in range(size // 2))


@lru_cache(maxsize=None)
def _hann() -> Tuple[float, ...]:
    return tuple(0.5 - 0.5 * math.cos(2 * math.pi * i / (FRAME - 1)) for i in range(FRAME))


@lru_cache(maxsize=None)
def _bands() -> Tuple[Tuple[int, int], ...]:
    """FFT bins of each band, spaced evenly on the mel scale."""
    low, high = (2595 * math.log10(1 + hz / 700) for hz in (_LOWEST_HZ, _HIGHEST_HZ))
    edges = [700 * (10 ** ((low + (high - low) * i / BANDS) / 2595) - 1) for i in range(BANDS + 1)]
    bins = [round(hz * FRAME / SAMPLE_RATE) for hz in edges]
    return tuple((a, max(a + 1, b)) for a, b in zip(bins, bins[1:]))
