"""Walking and rebuilding trees of nodes, without recursion: each distinct node is met once."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sympy import Basic

from symderive.expr import Inert, build, is_open


def walk(root: Basic, enter: Callable[[Basic], bool] = lambda e: True) -> Iterator[Basic]:
    """Every distinct node, parents first, left to right."""
    seen: set[Basic] = set()
    todo = [root]
    while todo:
        e = todo.pop()
        if e not in seen:
            seen.add(e)
            yield e
            if enter(e):
                todo.extend(reversed(e.args))


def goals(e: Basic) -> list[Inert]:
    """The outermost goals, each once, left to right."""
    if not is_open(e):
        return []
    found: list[Inert] = []
    seen: set[Basic] = set()
    todo = [e]
    while todo:
        e = todo.pop()
        if e in seen:
            continue
        seen.add(e)
        if e.is_goal:
            found.append(e)
        else:
            todo.extend(a for a in reversed(e.args) if is_open(a))
    return found


def inside(e: Basic) -> bool:
    return isinstance(e, Inert)


def arguments(e: Basic) -> Sequence[Basic]:
    found: Sequence[Basic] = e.args
    return found


def fold(
    root: Basic,
    build: Callable[[Any, tuple[Any, ...]], Any],
    leaf: Callable[[Basic], Any] = lambda e: e,
    enter: Callable[[Basic], bool] = inside,
    children: Callable[[Basic], Sequence[Basic]] = arguments,
    done: dict[Basic, Any] | None = None,
) -> Any:
    """Rebuild bottom-up: `build(node, new_children)` once for each distinct node that is entered, `leaf(e)` for the others. `done` holds what is built already."""
    done = {} if done is None else done
    waiting: dict[Basic, Sequence[Basic]] = {}         # nodes whose children are on their way
    todo = [root]
    while todo:
        e = todo[-1]
        if e in done:
            todo.pop()
            continue
        below = waiting.get(e)
        if below is None:
            if not enter(e):
                done[todo.pop()] = leaf(e)
                continue
            below = children(e)
            missing = [c for c in below if c not in done]
            if missing:
                waiting[e] = below
                missing.reverse()
                todo += missing
                continue
        done[todo.pop()] = build(e, tuple([done[c] for c in below]))
    return done[root]


def rebuild(e: Basic, args: tuple[Basic, ...]) -> Basic:
    """The node with these arguments; sums and products made flat again."""
    return e if args == e.args else build(type(e), *args)


def substitute(root: Basic, values: Mapping[Basic, Basic]) -> Basic:
    """Put values in for nodes. Where only goals are replaced, nothing closed is entered."""
    if not values:
        return root
    worth = is_open if all(map(is_open, values)) else inside
    return fold(root, rebuild, lambda e: values.get(e, e), lambda e: worth(e) and e not in values)


def nested(root: Basic, values: Mapping[Basic, Basic]) -> Basic:
    """Put values in for goals; a product put into a product stays a product within it."""
    return fold(root, lambda e, args: type(e)(*args), lambda e: values.get(e, e), lambda e: is_open(e) and e not in values)


def parts(kind: type, e: Basic) -> list[Basic]:
    """The terms of nested sums, or the factors of nested products."""
    if type(e) is not kind:
        return [e]
    found: list[Basic] = []
    todo: list[Basic] = [e]
    while todo:
        a = todo.pop()
        if isinstance(a, kind):
            todo.extend(reversed(a.args))
        else:
            found.append(a)
    return found


def size(e: Basic, most: int = 5_000) -> int:
    """How many nodes the tree would have written out; stops counting at `most`."""
    count = 0
    todo = [e]
    while todo and count < most:
        count += 1
        todo.extend(todo.pop().args)
    return count


# ---- a tree as a flat list, for pickling without recursion

def flat(root: Basic) -> list[tuple[Any, tuple[int, ...]]]:
    """Each distinct node once, leaves first: (class or leaf, places of its arguments)."""
    rows: list[tuple[Any, tuple[int, ...]]] = []

    def add(row: tuple[Any, tuple[int, ...]]) -> int:
        rows.append(row)
        return len(rows) - 1
    fold(root, lambda e, places: add((type(e), places)), leaf=lambda e: add((e, ())))
    return rows


def unflat(rows: list[tuple[Any, tuple[int, ...]]]) -> Basic:
    """The tree that `flat` took apart."""
    made: list[Any] = []
    for what, places in rows:
        made.append(what(*(made[p] for p in places)) if isinstance(what, type) else what)
    return made[-1]
