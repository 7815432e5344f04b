"""What leads to what: the one place where a graph is walked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from backprop_cli.graph.graph import Graph, Node

NameT = TypeVar("NameT", bound=Hashable)


def reached(start: Iterable[NameT], onward: Callable[[NameT], Iterable[NameT]]) -> Iterator[NameT]:
    """All that `onward` leads to from `start`, `start` included, each once, the nearest first."""
    waiting = deque(dict.fromkeys(start))
    seen = set(waiting)
    while waiting:
        name = waiting.popleft()
        yield name
        for each in onward(name):
            if each not in seen:
                seen.add(each)
                waiting.append(each)


def between(graph: Graph, output: str) -> dict[str, list[Node]]:
    """For each quantity on the way from what an output is differentiated by, those on it that use it."""
    depends = {*graph.wrt, *graph.ends}
    for node, _ in graph.worked:
        if not depends.isdisjoint(graph.uses(node.name)):
            depends.add(node.name)
    needed = set(reached([output], graph.uses))
    users: dict[str, list[Node]] = {}
    for node, _ in graph.worked:
        if node.name in needed and node.name in depends:
            for name in graph.uses(node.name):
                if name in depends:
                    users.setdefault(name, []).append(node)
    return users
