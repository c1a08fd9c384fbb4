"""MemoryAgent: notes in SQLite, found again by relevance (BM25)."""

from __future__ import annotations

import sqlite3
import sys
import time
from typing import Any, List, Optional

from common.base_agent import JsonObject, run_agent
from common.env import state_directory
from common.registered_agent import RegisteredAgent
from common.text import RelevanceIndex

_LONGEST_NOTE = 10_000
_LOCK_TIMEOUT_SECONDS = 5.0


class NoteStore:
    """Notes on disk with an index in memory that is built when the store opens."""

    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(path, timeout=_LOCK_TIMEOUT_SECONDS, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT NOT NULL, created_at REAL NOT NULL)"
        )
        self._index: RelevanceIndex[int] = RelevanceIndex()
        for identifier, text in self._database.execute("SELECT id, text FROM note"):
            self._index.add(identifier, text)

    def __len__(self) -> int:
        return len(self._index)

    def add(self, text: str) -> int:
        with self._database:
            cursor = self._database.execute("INSERT INTO note (text, created_at) VALUES (?, ?)", (text, time.time()))
        identifier = int(cursor.lastrowid or 0)
        self._index.add(identifier, text)
        return identifier

    def search(self, query: str, limit: int) -> List[JsonObject]:
        """Notes with a word in common with the query, best first; `coverage` is in [0, 1]."""
        found = []
        for identifier, score in self._index.search(query, limit):
            row = self._database.execute("SELECT text, created_at FROM note WHERE id = ?", (identifier,)).fetchone()
            coverage = self._index.coverage(query, identifier)
            found.append({"id": identifier, "text": row[0], "created_at": row[1], "score": score, "coverage": coverage})
        return found

    def recent(self, limit: int) -> List[JsonObject]:
        rows = self._database.execute("SELECT id, text, created_at FROM note ORDER BY id DESC LIMIT ?", (limit,))
        return [{"id": identifier, "text": text, "created_at": at} for identifier, text, at in rows]

    def remove(self, identifiers: List[int]) -> None:
        with self._database:
            self._database.executemany("DELETE FROM note WHERE id = ?", [(identifier,) for identifier in identifiers])
        for identifier in identifiers:
            self._index.remove(identifier)

    def close(self) -> None:
        self._database.close()


class MemoryAgent(RegisteredAgent):
    """Actions: store {text}, search {query, limit}, recent {limit}, forget {query | id}."""

    def __init__(
        self,
        *,
        name: str = "MemoryAgent",
        port: Optional[int] = None,
        health_check_port: Optional[int] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)
        self._notes = NoteStore(str(state_directory() / "memory.db"))

    def handle_request(self, request: JsonObject) -> JsonObject:
        action = request.get("action")
        limit = max(1, min(100, int(request.get("limit", 5))))
        if action == "store":
            text = str(request.get("text", "")).strip()
            if not text or len(text) > _LONGEST_NOTE:
                return {"status": "error", "error": f"a note has 1 to {_LONGEST_NOTE} characters"}
            return {"status": "ok", "id": self._notes.add(text)}
        if action == "search":
            return {"status": "ok", "notes": self._notes.search(str(request.get("query", "")), limit)}
        if action == "recent":
            return {"status": "ok", "notes": self._notes.recent(limit)}
        if action == "forget":
            return self._forget(request)
        return super().handle_request(request)

    def health_details(self) -> JsonObject:
        return {"notes": len(self._notes), **super().health_details()}

    def cleanup(self) -> None:
        if hasattr(self, "_notes"):
            self._notes.close()
        super().cleanup()

    def _forget(self, request: JsonObject) -> JsonObject:
        """Forgets one note by id, or those that hold at least half of what the query means."""
        if "id" in request:
            identifiers = [int(request["id"])]
        else:
            found = self._notes.search(str(request.get("query", "")), 100)
            identifiers = [note["id"] for note in found if note["coverage"] >= 0.5]
        self._notes.remove(identifiers)
        return {"status": "ok", "forgotten": len(identifiers)}


if __name__ == "__main__":
    sys.exit(run_agent(MemoryAgent))
