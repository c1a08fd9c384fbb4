"""A trigram model with Witten-Bell smoothing, in plain Python: what runs where there is no torch."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import DefaultDict, Dict, List, Sequence, Tuple

from models.language_model import CONTEXT_WORDS, END, UNKNOWN, training_pairs


class NgramModel:
    device = "cpu"

    def __init__(self) -> None:
        self.vocabulary: List[str] = []
        self._counts: DefaultDict[Tuple[str, ...], Counter] = defaultdict(Counter)

    def train(self, sentences: Sequence[Sequence[str]]) -> None:
        self.vocabulary = sorted({word for sentence in sentences for word in sentence} | {END, UNKNOWN})
        for context, word in training_pairs(sentences):
            for order in range(CONTEXT_WORDS + 1):
                self._counts[context[CONTEXT_WORDS - order :]][word] += 1

    def next_words(self, context: Sequence[str]) -> Dict[str, float]:
        """Each order keeps the share its own evidence earns and hands the rest to the shorter context."""
        probabilities = dict.fromkeys(self.vocabulary, 1 / len(self.vocabulary))
        for order in range(CONTEXT_WORDS + 1):
            seen = self._counts.get(tuple(context[len(context) - order :]))
            if not seen:
                break
            total, kinds = sum(seen.values()), len(seen)
            kept = kinds / (total + kinds)
            probabilities = {word: kept * share for word, share in probabilities.items()}
            for word, count in seen.items():
                probabilities[word] += count / (total + kinds)
        return probabilities
