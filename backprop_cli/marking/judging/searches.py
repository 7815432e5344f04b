"""How much is looked for on one sheet beside its lines: counted, so that marks are the same everywhere."""

from backprop_cli.marking.judging.room import Room

MOST_SEARCHES = 25
"""Lines of one sheet for which mistakes are looked for in unwritten ones: then the sheet is too far off."""
MOST_WORKED = 10_000
"""Worlds that are supposed for that, and lines whose room for rounding is worked in one of them."""
MOST_BESIDE_SLIPS = 25
"""Lines of one sheet that are compared with what the lines before a slip give in its place."""
SLOPES = 16
"""What a line rests on that takes as long as another line."""


class Searches:
    """What was looked for so far."""

    def __init__(self) -> None:
        self.begun = 0
        """For how many lines."""
        self.worked = 0
        """How many worlds, and lines in them."""
        self.beside_slips = 0
        """How many lines were compared with what the lines before a slip give in its place."""
        self.is_idle = False
        """Whether nobody asks what a wrong line comes of: the reading does not count."""

    @property
    def are_over(self) -> bool:
        """Whether it was enough, so that nothing more is looked for."""
        return self.is_idle or self.begun >= MOST_SEARCHES or self.worked >= MOST_WORKED

    def count(self, room: Room) -> None:
        """What was worked in one world, and the world."""
        self.worked += 1 + room.worked + room.slopes // SLOPES
