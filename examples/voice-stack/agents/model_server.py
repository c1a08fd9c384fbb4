"""ModelServer: a language model trained at start, on a GPU through torch where both are there.

MODEL_BACKEND chooses: `auto` (torch when it can be imported, else the trigram model), `torch` or `ngram`.
"""

from __future__ import annotations

import sys
import time
from typing import Any, List, Optional, Tuple

from common.base_agent import JsonObject, run_agent
from common.env import get_env, project_path
from common.registered_agent import RegisteredAgent
from common.text import RelevanceIndex, terms, words
from models.language_model import LanguageModel, generate, perplexity
from models.ngram_model import NgramModel

_LONGEST_ANSWER_WORDS = 60
_ALIKE_ENOUGH = 0.38


def read_dialogues() -> List[Tuple[str, str]]:
    """The bundled corpus: what people say and what to answer."""
    lines = project_path("data", "dialogues.tsv").read_text(encoding="utf-8").splitlines()
    return [(said, answer) for said, answer in (line.split("\t") for line in lines if line)]


def load_backend(choice: str) -> LanguageModel:
    """Raises ImportError when `torch` is asked for and missing, ValueError for an unknown choice."""
    if choice not in ("auto", "torch", "ngram"):
        raise ValueError(f"MODEL_BACKEND must be auto, torch or ngram, got {choice!r}")
    if choice != "ngram":
        try:
            from models.torch_model import TorchModel  # seconds to import, so only where it is wanted

            return TorchModel()
        except (ImportError, OSError):  # OSError: torch is there, a library it needs is not
            if choice == "torch":
                raise
    return NgramModel()


class ModelServer(RegisteredAgent):
    """Actions: reply {text}, generate {prompt, words, temperature, seed}, score {text}, info."""

    def __init__(
        self,
        *,
        name: str = "ModelServer",
        port: Optional[int] = None,
        health_check_port: Optional[int] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)
        started = time.monotonic()
        self._dialogues = read_dialogues()
        self._said: RelevanceIndex[int] = RelevanceIndex()
        for i, (said, _) in enumerate(self._dialogues):
            self._said.add(i, said)
        self._exact = {" ".join(words(said)): answer for said, answer in self._dialogues}
        self._model = load_backend(get_env("MODEL_BACKEND", "auto"))
        self._model.train([words(text) for pair in self._dialogues for text in pair])
        self._training_seconds = round(time.monotonic() - started, 3)
        self.logger.info(
            "%s on %s: %d words, trained in %.2f s",
            type(self._model).__name__,
            self._model.device,
            len(self._model.vocabulary),
            self._training_seconds,
        )

    def handle_request(self, request: JsonObject) -> JsonObject:
        action = request.get("action")
        if action == "reply":
            return self._reply(str(request.get("text", "")))
        if action == "generate":
            return self._generate(request)
        if action == "score":
            sentence = words(str(request.get("text", "")))
            return {"status": "ok", "perplexity": perplexity(self._model, sentence)}
        if action == "info":
            return {"status": "ok", **self._describe()}
        return super().handle_request(request)

    def health_details(self) -> JsonObject:
        return {**self._describe(), **super().health_details()}

    def _describe(self) -> JsonObject:
        return {
            "backend": type(self._model).__name__,
            "device": self._model.device,
            "vocabulary": len(self._model.vocabulary),
            "training_seconds": self._training_seconds,
        }

    def _reply(self, text: str) -> JsonObject:
        """The answer to the most alike thing in the corpus; where nothing is alike, a sentence of the model's own."""
        exact = self._exact.get(" ".join(words(text)))
        if exact:
            return {"status": "ok", "text": exact, "source": "corpus", "confidence": 1.0}
        for i, _ in self._said.search(text, 1):
            confidence = self._said.likeness(text, i)
            if confidence >= _ALIKE_ENOUGH:
                return {"status": "ok", "text": self._dialogues[i][1], "source": "corpus", "confidence": confidence}
        opening = ["i"] if not terms(text) else []
        made = generate(self._model, opening, 16, temperature=0.6, seed=len(text))
        return {"status": "ok", "text": " ".join(opening + made) + ".", "source": "model", "confidence": 0.0}

    def _generate(self, request: JsonObject) -> JsonObject:
        prompt = words(str(request.get("prompt", "")))
        limit = max(1, min(_LONGEST_ANSWER_WORDS, int(request.get("words", 20))))
        temperature = float(request.get("temperature", 0.8))
        made = generate(self._model, prompt, limit, temperature, int(request.get("seed", 0)))
        return {"status": "ok", "text": " ".join(prompt + made), "generated": len(made)}


if __name__ == "__main__":
    sys.exit(run_agent(ModelServer))
