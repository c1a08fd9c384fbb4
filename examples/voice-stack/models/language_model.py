"""What the model server asks of a language model, whatever computes it."""

from __future__ import annotations

import math
import random
from typing import Dict, List, Protocol, Sequence, Tuple

START, END, UNKNOWN = "<s>", "</s>", "<unk>"
CONTEXT_WORDS = 2


class LanguageModel(Protocol):
    """A distribution over the next word."""

    device: str
    """Where it computes: `cpu`, `cuda:0`, …"""

    vocabulary: Sequence[str]

    def train(self, sentences: Sequence[Sequence[str]]) -> None: ...

    def next_words(self, context: Sequence[str]) -> Dict[str, float]:
        """Probabilities of every word and END after `context`; they add up to 1."""


def generate(model: LanguageModel, prompt: Sequence[str], limit: int, temperature: float, seed: int) -> List[str]:
    """Continues `prompt` by at most `limit` words. The same seed gives the same words."""
    chance = random.Random(seed)
    context = [START] * CONTEXT_WORDS + list(prompt)
    made: List[str] = []
    while len(made) < limit:
        options = model.next_words(context)
        options.pop(UNKNOWN, None)
        weights = [probability ** (1 / max(temperature, 0.05)) for probability in options.values()]
        word = chance.choices(list(options), weights)[0]
        if word == END:
            break
        made.append(word)
        context.append(word)
    return made


def perplexity(model: LanguageModel, sentence: Sequence[str]) -> float:
    """How surprised the model is per word, from 1 (not at all) upwards."""
    known = set(model.vocabulary)
    context = [START] * CONTEXT_WORDS
    total = 0.0
    for word in [*(word if word in known else UNKNOWN for word in sentence), END]:
        total -= math.log(max(1e-12, model.next_words(context).get(word, 0.0)))
        context.append(word)
    return math.exp(total / (len(sentence) + 1))


def training_pairs(sentences: Sequence[Sequence[str]]) -> List[Tuple[Tuple[str, ...], str]]:
    """Every (context, next word) of the sentences, with START before and END after each."""
    pairs: List[Tuple[Tuple[str, ...], str]] = []
    for sentence in sentences:
        padded = [START] * CONTEXT_WORDS + list(sentence) + [END]
        for i in range(CONTEXT_WORDS, len(padded)):
            pairs.append((tuple(padded[i - CONTEXT_WORDS : i]), padded[i]))
    return pairs
