"""Environment lookups. Agents read their configuration through these and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Optional

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class MissingSettingError(RuntimeError):
    """A variable that has no sensible default is not set."""


def get_env(name: str, default: Optional[str] = None) -> str:
    """The value of `name`; an unset or empty variable counts as absent.

    Raises MissingSettingError when it is absent and there is no default.
    """
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise MissingSettingError(
            f"{name} is not set: declare it in the startup file's environment or in .env (see .env.example)"
        )
    return default


def get_port_env(name: str, default: Optional[int] = None) -> int:
    """Like `get_env`, for ports: a number, or a sum such as `100+17200`.

    Startup files write `${PORT_OFFSET:-0}+17200`, and not every launcher adds the two up in a variable's value.
    Raises ValueError naming the variable when it is neither.
    """
    text = get_env(name, None if default is None else str(default))
    try:
        return sum(int(part) for part in text.split("+"))
    except ValueError:
        raise ValueError(f"{name} must be a port, got {text!r}") from None


def project_path(*parts: str) -> Path:
    """A path below the project root; absolute parts stay as they are."""
    return PROJECT_ROOT.joinpath(*parts)


def state_directory() -> Path:
    """Where agents keep what must survive a restart (STATE_DIR, by default `var/`). Created when missing."""
    directory = project_path(get_env("STATE_DIR", "var"))
    directory.mkdir(parents=True, exist_ok=True)
    return directory
