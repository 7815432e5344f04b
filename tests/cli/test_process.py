"""The program as its own process: scripts, streams, signals, colour, a real terminal."""

import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import sysconfig
import termios
import time
import unicodedata
from collections.abc import Mapping
from fcntl import ioctl
from pathlib import Path

import pytest

from backprop_cli import __version__

SCRIPTS = Path(sysconfig.get_path("scripts"))
COMMAND = [sys.executable, "-m", "backprop_cli"]
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
UNSET = ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "PYTHONIOENCODING", "PYTHONUTF8", "LC_ALL", "LANG", "TERM")


def environment(**settings: str) -> Mapping[str, str]:
    """The caller's environment without what changes the output, and with `settings`."""
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    return {**kept, "PYTHONUTF8": "1", "TERM": "xterm-256color", **settings}


def finished(*arguments: str, given: bytes = b"", **settings: str) -> subprocess.CompletedProcess[bytes]:
    """The program run to its end with its output piped."""
    return subprocess.run(
        [*COMMAND, *arguments], env=environment(**settings), input=given, capture_output=True, timeout=60
    )


def shell(line: str) -> subprocess.CompletedProcess[bytes]:
    """A line of bash in which `backprop` is the program; fails where any part of a pipe fails."""
    define = 'backprop() { "$PYTHON" -m backprop_cli "$@"; }; set -o pipefail; '
    return subprocess.run(
        ["/bin/bash", "-c", define + line],
        env=environment(PYTHON=sys.executable),
        capture_output=True,
        timeout=60,
    )


@pytest.mark.parametrize("script", ["backprop", "backprop-cli"])
def test_both_scripts_and_the_module_are_the_same_program(script: str) -> None:
    """All three print the same version and the same help."""
    for flag in ("--version", "--help"):
        said = subprocess.run([SCRIPTS / script, flag], env=environment(), capture_output=True, check=True)
        assert said.stdout == finished(flag).stdout
    assert finished("--version").stdout.decode() == f"backprop, version {__version__}\n"


def test_standard_input_is_read_from_a_pipe() -> None:
    """`backprop init - | backprop solve -` is a whole session."""
    said = shell("backprop init - | backprop solve - --format json")
    assert (said.returncode, said.stderr) == (0, b"")
    assert said.stdout.lstrip().startswith(b"{")


@pytest.mark.parametrize(
    "command",
    [
        "problems",
        "schema",
        "solve relu_softmax_batch --all",
        "solve relu_softmax_batch --format json",
        "--help",
    ],
)
def test_a_reader_that_leaves_is_no_error(command: str) -> None:
    """`backprop … | head -1`: one line, exit code 0, nothing on standard error."""
    said = shell(f"backprop {command} | head -1")
    assert (said.returncode, said.stderr) == (0, b"")
    assert said.stdout.count(b"\n") == 1


def test_a_reader_that_never_was_is_no_error() -> None:
    """Output to a closed pipe ends quietly."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        for command in (["solve", "one_neuron"], ["problems"], ["--help"], ["schema"]):
            said = subprocess.run([*COMMAND, *command], stdout=writer, stderr=subprocess.PIPE, check=True)
            assert said.stderr == b""
    finally:
        os.close(writer)


@pytest.mark.parametrize("command", ["solve one_neuron", "problems", "--version", "schema"])
def test_a_closed_stream_is_explained(command: str) -> None:
    """What nobody gets is not done: a message, exit code 2, no traceback."""
    said = shell(f"backprop {command} >&-")
    assert said.returncode == 2
    assert said.stderr == b"error: the output cannot be written: Bad file descriptor\n"


def test_a_file_needs_no_standard_output(tmp_path: Path) -> None:
    """`-o FILE >&-` writes the file."""
    file = tmp_path / "solution.md"
    assert shell(f"backprop solve one_neuron -o {file} >&-").returncode == 0
    assert file.read_text(encoding="utf-8").endswith("\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device here")
@pytest.mark.parametrize("command", ["solve one_neuron", "problems", "schema"])
def test_a_full_device_is_explained(command: str) -> None:
    """Output that cannot be written: a message, exit code 2, no traceback."""
    said = shell(f"backprop {command} > /dev/full")
    assert said.returncode == 2
    assert said.stderr == b"error: the output cannot be written: No space left on device\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device here")
@pytest.mark.parametrize(("command", "code"), [("solve missing", 2), ("nothing", 2), ("solve one_neuron", 0)])
def test_messages_that_nobody_gets_change_no_exit_code(command: str, code: int) -> None:
    """What is said on standard error cannot be written: the exit code says how it went all the same."""
    assert shell(f"backprop {command} 2> /dev/full").returncode == code


def test_control_c_ends_with_130() -> None:
    """Interrupted while it waits for its input: exit code 130, no traceback."""
    process = subprocess.Popen(
        [*COMMAND, "solve", "-"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        try:
            wait_until_it_reads(process.pid)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 130
    assert out == b""
    assert err.strip() == b""


def wait_until_it_reads(pid: int) -> None:
    """Until the process sleeps in its read (Linux tells so), at most a few seconds."""
    status = Path(f"/proc/{pid}/wchan")
    for _ in range(100):
        time.sleep(0.05)
        if status.exists() and "pipe" in status.read_text(encoding="ascii"):
            return


@pytest.mark.parametrize(
    "settings",
    [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
    ids=["PYTHONIOENCODING", "LC_ALL"],
)
def test_without_unicode_pages_lists_and_messages_are_ascii(settings: dict[str, str]) -> None:
    """Where Unicode cannot be shown, nothing is written that could not be read."""
    page = finished("solve", "two_layer_sigmoid", **settings)
    assert (page.returncode, page.stderr) == (0, b"")
    assert page.stdout.isascii()
    assert b"w1*i[1]" in page.stdout
    assert finished("problems", **settings).stdout.isascii()
    bad = "inputs: [−1]\nlayers: [{weights: [[1]], activation: σ(z)}]\ntargets: [1]\nloss: mse\n"
    said = finished("solve", "-", given=bad.encode(), **settings)
    assert said.returncode == 2
    assert b"error: " in said.stderr
    assert said.stderr.isascii()


def test_data_formats_are_utf_8_everywhere() -> None:
    """Markdown, JSON and the schema are the same bytes, whatever the terminal can show."""
    for command in (["solve", "one_neuron", "--format", "markdown"], ["schema"], ["init", "-"]):
        assert finished(*command, PYTHONIOENCODING="ascii").stdout == finished(*command).stdout
    finished(*command).stdout.decode()


def test_a_piped_page_has_no_escape_codes_unless_colour_is_forced() -> None:
    """Plain when piped; FORCE_COLOR colours, NO_COLOR has the last word; the words are the same."""
    for command in (["solve", "one_neuron"], ["problems"]):
        plain = finished(*command).stdout.decode()
        assert "\x1b" not in plain
        coloured = finished(*command, FORCE_COLOR="1", COLUMNS="80").stdout.decode()
        assert ESCAPE.search(coloured)
        assert unpadded(ESCAPE.sub("", coloured)) == unpadded(plain)
        both = finished(*command, FORCE_COLOR="1", NO_COLOR="1", COLUMNS="80").stdout.decode()
        assert unpadded(both) == unpadded(plain)


def unpadded(page: str) -> list[str]:
    """The lines of a page without the spaces at their ends."""
    return [line.rstrip() for line in page.splitlines()]


@pytest.mark.parametrize("columns", ["80", "100", "120"])
def test_columns_set_the_width_of_a_piped_page(columns: str) -> None:
    """COLUMNS is the width of the page's tables."""
    page = finished("solve", "two_layer_relu_sigmoid", COLUMNS=columns).stdout.decode()
    frames = [line for line in page.splitlines() if line.startswith("╭")]
    assert len(frames[0]) == int(columns)


@pytest.mark.parametrize("columns", ["", "wide", "²", "-5", "9" * 20])
def test_columns_that_are_no_width_are_ignored(columns: str) -> None:
    """A useless COLUMNS gives the page of 80 columns."""
    assert finished("solve", "one_neuron", COLUMNS=columns).stdout == finished("solve", "one_neuron").stdout


def on_a_terminal(*arguments: str, columns: int, code: int = 0, **settings: str) -> str:
    """What the program shows on a real terminal that is `columns` wide."""
    leader, follower = pty.openpty()
    ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen(
        [*COMMAND, *arguments], env=environment(**settings), stdin=follower, stdout=follower, stderr=follower
    )
    os.close(follower)
    shown = b""
    with process:
        while select.select([leader], [], [], 30)[0]:
            try:
                part = os.read(leader, 65_536)
            except OSError:  # the other side has closed: the program has ended
                break
            if not part:
                break
            shown += part
    os.close(leader)
    assert process.returncode == code
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [40, 80, 120, 200])
def test_a_terminal_gets_colour_and_a_page_that_fits(columns: int) -> None:
    """On a real terminal: colour, no line wider than the window, the words of the piped page."""
    for command in (["solve", "two_layer_relu_sigmoid"], ["problems"]):
        shown = on_a_terminal(*command, columns=columns)
        assert ESCAPE.search(shown)
        plain = ESCAPE.sub("", shown)
        assert "\x1b" not in plain
        widths = [sum(not unicodedata.combining(char) for char in line) for line in unpadded(plain)]
        assert max(widths) <= columns
        piped = finished(*command, COLUMNS=str(columns)).stdout.decode()
        assert unpadded(plain) == unpadded(piped)


@pytest.mark.parametrize(
    ("command", "code"), [("solve one_neuron", 0), ("problems", 0), ("solve no_such", 2)]
)
def test_a_terminal_without_colour_gets_none(command: str, code: int) -> None:
    """NO_COLOR, or a terminal that has none: not one escape code."""
    assert "\x1b" not in on_a_terminal(*command.split(), columns=80, code=code, NO_COLOR="1")
    assert "\x1b" not in on_a_terminal(*command.split(), columns=80, code=code, TERM="dumb")


def test_errors_are_in_colour_on_a_terminal_only(tmp_path: Path) -> None:
    """`error` and the carets are red, the way out is teal; the words are those of a pipe."""
    (tmp_path / "net.yaml").write_text(
        "inputs: [1]\nlayers: [{weights: [[1]], activation: sigmiod}]\ntargets: [1]\nloss: mse\n"
    )
    command = ["solve", str(tmp_path / "net.yaml")]
    shown = on_a_terminal(*command, columns=80, code=2)
    assert shown.startswith("\x1b[38;5;160m\x1b[1merror:\x1b[0m")
    assert re.search(r"\x1b\[38;5;160m[ |]+\^{7}\x1b\[0m", shown)
    assert "\x1b[38;5;30m\x1b[1m  = help:\x1b[0m did you mean `sigmoid`?" in shown
    piped = finished(*command).stderr.decode()
    assert "\x1b" not in piped
    assert ESCAPE.sub("", shown) == piped


def test_a_sheet_is_solved_without_sympy_and_numpy() -> None:
    """`--help` and `solve` load neither, so they start at once; `--verify` does."""
    program = (
        "import sys; from backprop_cli.cli.main import run; code = run(sys.argv[1:]); "
        "sys.exit(code or 10 * ('sympy' in sys.modules) + ('numpy' in sys.modules))"
    )
    for command, code in (
        (["--help"], 0),
        (["solve", "one_neuron"], 0),
        (["solve", "one_neuron", "--verify"], 11),
    ):
        said = subprocess.run([sys.executable, "-c", program, *command], capture_output=True)
        assert said.returncode == code, said.stderr
