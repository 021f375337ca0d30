"""Paths of labels as the tree of merged cells that a form prints."""

from collections.abc import Iterator, Sequence


def spans(paths: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int, int]]:
    """The cells of a tree of labels: (level, index of its first path, number of paths), each where it begins."""
    for level in range(max(map(len, paths))):
        first = 0
        while first < len(paths):
            head = paths[first][: level + 1]
            count = 1
            while first + count < len(paths) and len(head) > level and _goes_on(paths[first + count], head):
                count += 1
            if len(paths[first]) > level:
                yield level, first, count
            first += count


def _goes_on(path: tuple[str, ...], head: tuple[str, ...]) -> bool:
    return len(path) > len(head) and path[: len(head)] == head
