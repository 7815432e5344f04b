"""Sheets of one student, and of students who share a name, by what tells them apart."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from backprop_cli.marking.results.matching import folded
from backprop_cli.marking.sheets.downloads import submission_of
from backprop_cli.marking.sheets.sheet import Who


class Sender(NamedTuple):
    """Who sent a sheet."""

    who: Who
    file: str
    """As reports call it, with its folders."""
    holds_work: bool = True
    """Whether there is something on it to mark."""

    @property
    def marks(self) -> tuple[str, str, str]:
        """What no two students share: the submission's number, the ID, the email; each may be empty."""
        return submission_of(self.file).key, folded(self.who.id), folded(self.who.email)

    @property
    def known_as(self) -> str:
        """The first of these."""
        return next(filter(None, self.marks), "")


class Shared(NamedTuple):
    """What more than one sheet has."""

    names: tuple[str, ...]
    """Names on sheets that nothing tells apart for certain."""
    students: tuple[tuple[Sender, tuple[str, ...]], ...]
    """Students with several sheets that hold work, or with several and none that does; each with these."""
    spare: frozenset[str] = frozenset()
    """Sheets without work of students who have sent another one with it."""


def shared(senders: Sequence[Sender]) -> Shared:
    """What the sheets of a class have in common, in their order."""
    by_name = _grouped((folded(each.who.student), each) for each in senders)
    by_student = _grouped((each.known_as, each) for each in senders)
    working = [[each for each in group if each.holds_work] or group for group in by_student]
    return Shared(
        tuple(group[0].who.student for group in by_name if not _are_told_apart(group) and not _is_one(group)),
        tuple((group[0], tuple(each.file for each in group)) for group in working if len(group) > 1),
        frozenset(
            each.file
            for group, kept in zip(by_student, working, strict=True)
            for each in group
            if each not in kept
        ),
    )


def _grouped(senders: Iterable[tuple[str, Sender]]) -> list[list[Sender]]:
    """Those with the same key, where it is not empty and there are several."""
    groups: dict[str, list[Sender]] = {}
    for key, sender in senders:
        if key:
            groups.setdefault(key, []).append(sender)
    return [group for group in groups.values() if len(group) > 1]


def _are_told_apart(group: Sequence[Sender]) -> bool:
    """Whether each is known, as one of several students."""
    return any(count > 1 for count in _students(group))


def _is_one(group: Sequence[Sender]) -> bool:
    """Whether all are known to be one student's."""
    return any(count == 1 for count in _students(group))


def _students(group: Sequence[Sender]) -> Iterator[int]:
    """How many students they are, by each mark that all of them have."""
    for marks in zip(*(sender.marks for sender in group), strict=True):
        if all(marks):
            yield len(set(marks))
