"""What the hub can do by itself: sums, the clock, timers and switches."""

from __future__ import annotations

import ast
import operator
import re
import time
from typing import Callable, Dict, List, Type, Union

Number = Union[int, float]

_OPERATORS: Dict[Type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_SPOKEN = {"divided by": "/", "times": "*", "plus": "+", "minus": "-", "x": "*"}
_LONGEST_EXPRESSION = 200
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_LONGEST_TIMER_SECONDS = 24 * 3600


class CalculationError(ValueError):
    """The expression is not a sum of plain numbers."""


def calculate(expression: str) -> str:
    """`12 times 7` → `84`. Only numbers, parentheses and + - * / are understood; nothing is ever executed."""
    text = re.sub("|".join(_SPOKEN), lambda match: _SPOKEN[match.group()], expression.lower()).strip()
    if len(text) > _LONGEST_EXPRESSION:
        raise CalculationError("that is too long")
    try:
        return f"{_value(ast.parse(text, mode='eval').body):g}"
    except (SyntaxError, RecursionError):
        raise CalculationError("I do not understand the numbers") from None
    except (ZeroDivisionError, OverflowError):
        raise CalculationError("the result has no end") from None


def _value(node: ast.expr) -> Number:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    raise CalculationError("I only add, subtract, multiply and divide")


def tell_time() -> str:
    now = time.localtime()
    return time.strftime("It is %H:%M on %A, %B ", now) + f"{now.tm_mday}."


class Switchboard:
    """Which devices are on."""

    def __init__(self) -> None:
        self._states: Dict[str, str] = {}

    def set(self, device: str, state: str) -> str:
        device = {"light": "lights"}.get(device.lower(), device.lower())
        state = state.lower()
        are = "are" if device == "lights" else "is"
        if self._states.get(device) == state:
            return f"The {device} {are} already {state}."
        self._states[device] = state
        return f"The {device} {are} {state} now."


class TimerBoard:
    """Timers by their end; one that ran out is told once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends: List[float] = []

    def handle(self, slots: Dict[str, str]) -> str:
        """Slots as the intent router fills them: `stop`, or `count` and `unit`, or none to ask what is left."""
        if "stop" in slots:
            self._ends.clear()
            return "All timers are stopped."
        if "count" in slots:
            seconds = int(slots["count"]) * _SECONDS[slots["unit"].lower().rstrip("s")]
            if not 0 < seconds <= _LONGEST_TIMER_SECONDS:
                return "A timer can run for up to a day."
            self._ends.append(self._clock() + seconds)
            return f"I set a timer for {slots['count']} {slots['unit']}."
        return self._left()

    def _left(self) -> str:
        now = self._clock()
        over = [end for end in self._ends if end <= now]
        self._ends = sorted(end for end in self._ends if end > now)
        told = "One timer is over. " if len(over) == 1 else f"{len(over)} timers are over. " if over else ""
        if self._ends:
            return told + f"The next timer ends in {self._ends[0] - now:.0f} seconds."
        return told or "No timer is running."
