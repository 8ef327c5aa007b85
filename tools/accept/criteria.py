"""What an acceptance criterion is, and the list that the modules of this folder fill."""

import dataclasses
import typing


class Failed(Exception):
    """A criterion that does not hold; the text says what was seen instead."""


@dataclasses.dataclass(frozen=True)
class Figure:
    """What was measured, in the two languages of the documents."""
    en: str
    zh: str
    holds: bool = True


@dataclasses.dataclass(frozen=True)
class Criterion:
    id: str
    en: str
    zh: str
    goal_en: str
    goal_zh: str
    run: typing.Callable
    full_only: bool = False  # takes too long for --quick


CRITERIA: list[Criterion] = []


def criterion(id, en, zh, goal_en="holds", goal_zh="成立", full_only=False):
    """Puts an `async def check(stage) -> Figure` on the list, in the order of definition."""
    def register(run):
        CRITERIA.append(Criterion(id, en, zh, goal_en, goal_zh, run, full_only))
        return run
    return register


def need(condition, *seen):
    """Fails the criterion with what was seen."""
    if not condition:
        raise Failed(" ".join(str(part) for part in seen)[:300])


def thousands(value):
    return f"{value:,.0f}"


def milliseconds(seconds):
    value = seconds * 1000
    return f"{value:.1f} ms" if value < 100 else f"{value:,.0f} ms"
