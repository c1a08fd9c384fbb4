"""Run from the project's folder: python -m unittest"""

import io
import random
import unittest
import wave

from agents.speech_recognizer import make_templates, word_shape
from common.audio import SAMPLE_RATE, AudioFormatError, detect_speech, fft, read_wav, write_wav
from common.dtw import distance
from common.speech import phonemes, speak

SILENCE = [0.0] * (SAMPLE_RATE // 2)


class AudioTest(unittest.TestCase):
    def test_fft_of_a_wave_has_its_energy_at_the_waves_frequency(self):
        import cmath

        size, cycles = 64, 5
        spectrum = [abs(v) for v in fft([cmath.exp(2j * cmath.pi * cycles * i / size) for i in range(size)])]
        self.assertAlmostEqual(spectrum[cycles], size)
        self.assertLess(sum(spectrum) - spectrum[cycles], 1e-9)

    def test_speech_is_found_between_silences_even_in_noise(self):
        chance = random.Random(3)
        word = speak("lamp")
        noisy = [s + chance.uniform(-0.01, 0.01) for s in [*SILENCE, *word, *SILENCE]]
        ((start, end),) = detect_speech(noisy)
        self.assertGreater(start, len(SILENCE) - 256)
        self.assertLess(end, len(SILENCE) + len(word) + 256)

    def test_silence_and_nothing_hold_no_speech(self):
        self.assertEqual(detect_speech(SILENCE), [])
        self.assertEqual(detect_speech([]), [])

    def test_wav_survives_a_round_trip_and_stereo_of_another_rate_is_understood(self):
        samples = speak("on")
        back = read_wav(write_wav(samples))
        self.assertLess(max(abs(a - b) for a, b in zip(samples, back)), 1e-4)
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as file:
            file.setparams((2, 2, 16000, 0, "NONE", ""))
            file.writeframes(b"\x00\x40" * 2 * 16000)
        self.assertEqual(len(read_wav(buffer.getvalue())), SAMPLE_RATE)
        self.assertAlmostEqual(read_wav(buffer.getvalue())[100], 0.5)

    def test_what_is_no_wav_is_refused(self):
        for data in (b"", b"RIFF", b"no sound at all" * 10, write_wav([])[:20]):
            with self.assertRaises(AudioFormatError):
                read_wav(data)


class RecognitionTest(unittest.TestCase):
    def test_words_are_told_apart_at_another_pitch_speed_and_with_noise(self):
        vocabulary = ["lights", "lamp", "on", "off", "start", "timer", "weather"]
        templates = make_templates(vocabulary)
        chance = random.Random(7)
        for word in vocabulary:
            spoken = [s + chance.uniform(-0.01, 0.01) for s in speak(word, pitch_hz=128, rate=1.15)]
            shape = word_shape(spoken)
            best = min(templates, key=lambda template: distance(shape, template.shape))
            self.assertEqual(best.word, word)

    def test_warping_forgives_tempo_but_not_order(self):
        rise, slow = [[1.0], [2.0], [3.0]], [[1.0], [1.0], [2.0], [2.0], [3.0], [3.0]]
        self.assertEqual(distance(rise, slow), 0.0)
        self.assertGreater(distance(rise, rise[::-1]), 0.0)
        self.assertEqual(distance([], rise), float("inf"))

    def test_spelling_becomes_sound(self):
        self.assertEqual(phonemes("hello"), ["h", "e", "l", "o"])
        self.assertEqual(phonemes("time"), ["t", "i", "m"])
        self.assertEqual(phonemes("the"), ["th", "e"])
        self.assertEqual(phonemes("?!"), [])


if __name__ == "__main__":
    unittest.main()
