"""A feed-forward neural language model, trained in a second on a GPU and in a few on a CPU."""

from __future__ import annotations

from typing import Dict, List, Sequence

import torch
from torch import nn

from models.language_model import CONTEXT_WORDS, END, START, UNKNOWN, training_pairs

_EMBEDDING, _HIDDEN = 32, 64
_STEPS, _LEARNING_RATE = 120, 0.02


class TorchModel:
    def __init__(self) -> None:
        self.device = "cuda:0" if torch.cuda.is_available() else "cpu"
        self.vocabulary: List[str] = []
        self._index: Dict[str, int] = {}
        self._network = nn.Sequential()

    def train(self, sentences: Sequence[Sequence[str]]) -> None:
        torch.manual_seed(0)
        self.vocabulary = sorted({word for sentence in sentences for word in sentence} | {END, UNKNOWN})
        # START is only ever a context, so it comes last and has no output of its own.
        self._index = {word: i for i, word in enumerate([*self.vocabulary, START])}
        self._network = nn.Sequential(
            nn.Embedding(len(self._index), _EMBEDDING),
            nn.Flatten(),
            nn.Linear(CONTEXT_WORDS * _EMBEDDING, _HIDDEN),
            nn.Tanh(),
            nn.Linear(_HIDDEN, len(self.vocabulary)),
        ).to(self.device)
        pairs = training_pairs(sentences)
        contexts = torch.tensor([[self._index[word] for word in context] for context, _ in pairs], device=self.device)
        targets = torch.tensor([self._index[word] for _, word in pairs], device=self.device)
        optimizer = torch.optim.Adam(self._network.parameters(), lr=_LEARNING_RATE, weight_decay=1e-5)
        loss_of = nn.CrossEntropyLoss(label_smoothing=0.05)
        self._network.train()
        for _ in range(_STEPS):
            optimizer.zero_grad()
            loss_of(self._network(contexts), targets).backward()
            optimizer.step()
        self._network.eval()

    def next_words(self, context: Sequence[str]) -> Dict[str, float]:
        unknown = self._index[UNKNOWN]
        ids = [self._index.get(word, unknown) for word in context[-CONTEXT_WORDS:]]
        with torch.no_grad():
            logits = self._network(torch.tensor([ids], device=self.device))[0]
        return dict(zip(self.vocabulary, torch.softmax(logits, dim=0).tolist()))
