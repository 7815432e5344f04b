"""What the command line of `check` says, and what of it does not go together."""

from typing import NamedTuple

from backprop_cli.api.sheets import Rules
from backprop_cli.cli.files import require_apart, require_free, require_outside
from backprop_cli.cli.gradebook import BookChoices
from backprop_cli.cli.sheet import STANDARD_OUTPUT, Destination
from backprop_cli.errors import UsageError
from backprop_cli.formats import Format, Subject, by_name, either, format_names
from backprop_cli.worksheet.policy import Wishes


class Choices(NamedTuple):
    """What the command line says besides the problem and the sheets, by the names of its options."""

    only: tuple[str, ...] = ()
    everything: bool = False
    format_name: str | None = None
    output: str = STANDARD_OUTPUT
    force: bool = False
    lines: bool = False
    feedback: str | None = None
    hint: int | None = None
    why: tuple[str, ...] = ()
    roster: str | None = None
    gradebook: str | None = None
    column: str | None = None
    scale: bool = False
    dry_run: bool = False
    digits: int | None = None
    no_follow: bool = False
    assume: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    arrays: str | None = None
    notation: str | None = None
    flavor: str | None = None
    feedback_format: str | None = None

    @property
    def target(self) -> Destination:
        """Where the results go."""
        return Destination(self.output, self.format_name, self.force, self.flavor)

    @property
    def book(self) -> BookChoices:
        """What is said of a gradebook."""
        return BookChoices(self.gradebook, self.column, self.scale, self.dry_run)

    @property
    def wishes(self) -> Wishes:
        """What the rules are to be."""
        return Wishes(self.only, self.everything, self.digits, not self.no_follow, self.accept)

    @property
    def rules(self) -> Rules:
        """How the sheets are to be marked."""
        return Rules(self.wishes, self.assume, self.why, self.notation)

    def form(self) -> Format | None:
        """The format of the results; None: that of the gradebook.

        Raises `UsageError` where there is none, or an option is at odds.
        """
        self.book.require_a_book()
        if self.feedback_format and not self.feedback:
            raise UsageError("--feedback-format is for --feedback-dir DIR", "add it, or use --format")
        if self.gradebook:
            if self.format_name or self.lines:
                raise UsageError("a gradebook keeps its own format", "leave out --format and --lines")
            if self.flavor and not self.feedback:
                raise UsageError("a gradebook has no flavours", "leave out --flavor")
            if self.dry_run and self.feedback:
                raise UsageError("--dry-run writes nothing", "leave out --feedback-dir")
            return None
        form = self._form()
        if self.feedback_format and form.name not in format_names(Subject.CLASS):
            told = f"--format {form.name} is of one sheet, and so is --feedback-format"
            raise UsageError(told, "leave out one of them")
        if not self.lines:
            return form
        if form.name not in format_names(Subject.LINES):
            of_lines = f"--lines is for --format {either(format_names(Subject.LINES))}"
            raise UsageError(of_lines, "one row for each line of each sheet")
        return by_name(form.name, Subject.LINES)

    def _form(self) -> Format:
        """The format of the results; where it has no flavours, that of a folder's sheets is meant."""
        form = self.target.plain_form(Subject.MARKED)
        return form if self.feedback and not form.flavors else form.flavored(self.flavor)

    def of_each(self) -> Format:
        """The format of the sheets of a folder, where the results have none for one sheet."""
        return by_name(self.feedback_format or "markdown", Subject.MARKED).flavored(self.flavor)

    def require_one_sheet(self, form: Format | None, *, is_class: bool) -> None:
        """Raises `UsageError` where a hint, or the grounds of a line, are asked of more than one sheet."""
        is_more = is_class or bool(self.feedback)
        name = form.name if form else ""
        if self.hint is not None and (is_more or name not in format_names(Subject.HINT)):
            formats = ", ".join(format_names(Subject.HINT))
            raise UsageError("--hint is a page for one sheet", f"name one file; formats are {formats}")
        if self.why and (is_more or name not in format_names(Subject.GROUNDS)):
            formats = ", ".join(format_names(Subject.GROUNDS))
            raise UsageError("--why is for one sheet", f"name one file; formats are {formats}")
        if self.why and self.hint is not None:
            raise UsageError("--hint does not go with --why", "a hint keeps the result, --why gives it away")

    def require_something(self, answers: tuple[str, ...]) -> None:
        """Raises `UsageError` where there is nothing to mark, or a program's arrays and more."""
        if self.arrays is None:
            if not answers:
                raise UsageError("there is nothing to mark", "name answer sheets, or --arrays FILE")
            return
        if answers:
            raise UsageError("--arrays is a file on its own", "leave out the answer sheets")
        if self.roster or self.gradebook:
            raise UsageError("--arrays is one program's", "leave out --roster and --gradebook")
        if self.arrays == STANDARD_OUTPUT:
            raise UsageError("--arrays needs a file", "standard input is for the problem")

    def require_room(self, problem: str, answers: tuple[str, ...]) -> None:
        """Raises `UsageError` where results would replace something, or lie among the answers."""
        if self.output != STANDARD_OUTPUT and not self.dry_run:
            lists = filter(None, (self.roster, self.arrays, self.gradebook))
            require_apart(self.output, [problem, *answers, *lists])
            require_free(self.output, force=self.force)
        for place in filter(None, (self.output, self.feedback)):
            if place != STANDARD_OUTPUT:
                require_outside(place, answers)
