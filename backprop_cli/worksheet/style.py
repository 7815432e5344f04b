"""A style of sheet: how the steps of a solution are told."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from backprop_cli.words.say import Message
from backprop_cli.worksheet.document import Block
from backprop_cli.worksheet.sheet import Sheet
from backprop_cli.worksheet.update import update_blocks


class Style(NamedTuple):
    """One style."""

    name: str
    about: Message
    """What it is, for help."""
    blocks: Callable[[Sheet], Iterator[Block]]
    """What stands between the given numbers and the update."""
    update: Callable[[Sheet], Iterator[Block]] = update_blocks
    """The update, as it is worked."""
    detail: str = "scalars"
    """The level of detail at which the problem is derived for it."""
    opened: str = ""
    """The same where functions are opened into their definitions; empty: it does not do that."""
    in_arrays: bool = False
    """Whether it works with vectors and matrices, which only networks have."""
    has_margin: bool = True
    """Whether remarks stand on it."""
    has_rules: bool = True
    """Whether the rules of differentiation can be named on it."""
