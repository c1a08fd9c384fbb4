"""Environment lookups. The newer agents use these; the older ones never got round to it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Optional

PROJECT_ROOT = Path(__file__).resolve().parent.parent


def get_env(name: str, default: Optional[str] = None) -> str:
    """The value of `name`, else the default. Raises RuntimeError when there is neither."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise RuntimeError(f"{name} is not set: declare it in the startup file's environment or in .env")
    return default


def project_path(*parts: str) -> Path:
    """A path below the project root."""
    return PROJECT_ROOT.joinpath(*parts)
