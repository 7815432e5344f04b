"""Pages in matrices of random networks."""

from unicodedata import combining

from hypothesis import Phase, assume, given, settings
from portable_markdown import katex_errors, lint
from random_problems import Net, networks

from backprop_cli import solution
from backprop_cli.errors import ProblemError
from backprop_cli.problem_file.reader import read
from backprop_cli.render.terminal import Terminal


def columns(line: str) -> int:
    """What a line takes on a screen: the tilde over a letter takes nothing."""
    return sum(not combining(char) for char in line)


@settings(max_examples=25, deadline=None, phases=[Phase.generate])
@given(networks(max_samples=5, max_units=6))
def test_every_page_fits_and_is_portable(net: Net) -> None:
    """Whatever the network: no line is wider than the page, the Markdown is clean, nothing is unwritten."""
    try:
        made = solution(read(net.text()), style="matrix", verify=False)
    except ProblemError:
        assume(False)
        raise
    markdown = made.render("markdown")
    assert lint(markdown) == []
    assert katex_errors(markdown) == []
    for width in (80, 120):
        shown = Terminal().render(made.document, width)
        assert max(map(columns, shown.splitlines())) <= width
        plain = Terminal().render(made.document, width, ascii_only=True)
        assert plain.isascii()
        assert "?" not in plain
        assert max(map(len, plain.splitlines())) <= width
