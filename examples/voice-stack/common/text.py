"""Words and their relevance: a tokenizer and a BM25 index that grows and shrinks."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Dict, Generic, Hashable, Iterable, List, Tuple, TypeVar

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_STOP_WORDS = frozenset(
    "a am an and are as at be but by do does for from had has have i in is it its me my of on or our please so that the "
    "their them then there they this to up was we were will with you your".split()
)
_SUFFIXES = ("ing", "ers", "ed", "es", "er", "ly", "s")

Key = TypeVar("Key", bound=Hashable)


def words(text: str) -> List[str]:
    """Lower-case words in order, punctuation gone."""
    return _WORD.findall(text.lower())


def terms(text: str) -> List[str]:
    """Index terms: words without stop words, endings cut so that `lights` finds `light`."""
    return [_stem(word) for word in words(text) if word not in _STOP_WORDS]


def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith("ss"):
            return word[: -len(suffix)]
    return word


class RelevanceIndex(Generic[Key]):
    """Okapi BM25 over an inverted index: adding, removing and asking touch only the terms involved."""

    def __init__(self, k1: float = 1.4, b: float = 0.6) -> None:
        self._k1 = k1
        self._b = b
        self._postings: Dict[str, Dict[Key, int]] = {}
        self._documents: Dict[Key, Tuple[List[str], int]] = {}
        self._total_length = 0

    def __len__(self) -> int:
        return len(self._documents)

    def add(self, key: Key, text: str) -> None:
        """Indexes `text` under `key`; a known key is replaced."""
        self.remove(key)
        counts = Counter(terms(text))
        length = sum(counts.values())
        self._documents[key] = (list(counts), length)
        self._total_length += length
        for term, count in counts.items():
            self._postings.setdefault(term, {})[key] = count

    def remove(self, key: Key) -> None:
        known, length = self._documents.pop(key, ([], 0))
        self._total_length -= length
        for term in known:
            postings = self._postings[term]
            del postings[key]
            if not postings:
                del self._postings[term]

    def search(self, query: str, limit: int = 5) -> List[Tuple[Key, float]]:
        """The best `limit` keys with their scores (0, ∞), best first; documents without a common term are left out."""
        if not self._documents:
            return []
        average = max(1.0, self._total_length / len(self._documents))
        scores: Dict[Key, float] = {}
        for term in set(terms(query)):
            postings = self._postings.get(term, {})
            weight = self._rarity(len(postings))
            for key, count in postings.items():
                length = self._documents[key][1]
                damping = self._k1 * (1 - self._b + self._b * length / average)
                scores[key] = scores.get(key, 0.0) + weight * count * (self._k1 + 1) / (count + damping)
        return sorted(scores.items(), key=lambda item: -item[1])[:limit]

    def coverage(self, query: str, key: Key) -> float:
        """How much of the query's meaning the document holds, [0, 1]: its terms weighted by their rarity."""
        wanted = set(terms(query))
        total = self._weight(wanted)
        return self._weight(wanted.intersection(self._documents[key][0])) / total if total else 0.0

    def likeness(self, query: str, key: Key) -> float:
        """Like `coverage`, but counted from both sides: what either says alone makes them less alike."""
        document = set(self._documents[key][0])
        total = self._weight(document)
        covered = self._weight(document.intersection(terms(query))) / total if total else 0.0
        return (self.coverage(query, key) + covered) / 2

    def _weight(self, some: Iterable[str]) -> float:
        return sum(self._rarity(len(self._postings.get(term, {}))) for term in some)

    def _rarity(self, frequency: int) -> float:
        return math.log(1 + (len(self._documents) - frequency + 0.5) / (frequency + 0.5))
