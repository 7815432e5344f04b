"""`check --gradebook`: what the command line says of the teacher's own gradebook."""

from typing import NamedTuple

from backprop_cli.errors import UsageError


class BookChoices(NamedTuple):
    """What the command line says of a gradebook."""

    file: str | None
    column: str | None
    scale: bool
    dry_run: bool

    def require_a_book(self) -> None:
        """Raises `UsageError` for an option that needs a gradebook, where there is none."""
        said = {"--column": self.column, "--scale": self.scale, "--dry-run": self.dry_run}
        for option, value in said.items():
            if value and self.file is None:
                raise UsageError(f"{option} is for --gradebook FILE")
