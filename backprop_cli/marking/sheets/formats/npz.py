"""An archive of arrays, as `numpy.savez` writes it -> entries.

It may be hostile: what it may hold is bounded before anything is unpacked, no pickled object is loaded, and
nothing in it is run.
"""

from __future__ import annotations

from io import BytesIO
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZipFile, ZipInfo

from backprop_cli.errors import cited
from backprop_cli.marking.sheets.formats.archives import BROKEN
from backprop_cli.marking.sheets.formats.raw import Raw, RawLine, RawValue, RefusedError, UnreadableError
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.words import sheet_file as words
from backprop_cli.words.say import phrase

if TYPE_CHECKING:
    import numpy as np

MAX_UNPACKED = 4_000_000
"""Bytes of all arrays together."""
MAX_ARRAYS = 500
MAX_AXES = 2
ENDING = ".npy"
_NUMBERS = frozenset("fiu")
"""Kinds of numpy's types that are numbers."""


class Archive(NamedTuple):
    """A file of arrays."""

    raw: Raw
    faults: tuple[str, ...] = ()
    """Arrays that are not read, each with the reason."""
    types: frozenset[str] = frozenset()
    """The letters of its types of float, `f` for float32, where it states them."""


def read_npz(data: bytes) -> Archive:
    """The arrays in an archive; raises `UnreadableError` where it is none, `RefusedError` for a huge one."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = _bounded(archive.infolist())
            return _gathered((member.filename, archive.read(member)) for member in members)
    except BROKEN:
        raise UnreadableError(phrase(words.BROKEN_ARCHIVE)) from None


def _bounded(members: list[ZipInfo]) -> list[ZipInfo]:
    """The members, as many as there may be; a member is never unpacked beyond the size that it states."""
    if len(members) > MAX_ARRAYS:
        raise RefusedError(words.too_many_arrays(MAX_ARRAYS))
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise RefusedError(words.larger_arrays(MAX_UNPACKED))
    return members


def _gathered(members: Any) -> Archive:
    entries, faults, letters = list[RawLine](), list[str](), set[str]()
    for file, data in members:
        name = file.removesuffix(ENDING)
        try:
            array = _array(data)
        except UnreadableError as error:
            faults.append(words.of_array(cited(name), str(error)))
            continue
        entries.append(RawLine(name, _texts(array)))
        letters |= {array.dtype.char} if array.dtype.kind == "f" else set()
    return Archive(Raw(Who(), tuple(entries)), tuple(faults), frozenset(letters))


def _array(data: bytes) -> np.ndarray[Any, Any]:
    """The array in the bytes of a `.npy` file; raises `UnreadableError`, which goes on after the name."""
    import numpy as np  # only who hands in arrays waits for it

    shape, dtype, start = _head(data)
    if dtype.kind not in _NUMBERS:
        raise UnreadableError(words.holds(dtype.kind))
    if len(shape) > MAX_AXES:
        raise UnreadableError(words.axes(len(shape)))
    if min(shape, default=0) < 0 or prod(shape) * dtype.itemsize != len(data) - start:
        raise UnreadableError(phrase(words.DAMAGED))
    array: np.ndarray[Any, Any] = np.load(BytesIO(data), allow_pickle=False)
    return array


def _head(data: bytes) -> tuple[tuple[int, ...], np.dtype[Any], int]:
    """What the first bytes state, before room is made for it: shape, type, and where the numbers start."""
    from tokenize import TokenError

    from numpy.lib import format as npy

    readers = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    stream = BytesIO(data)
    try:
        shape, _, dtype = readers[npy.read_magic(stream)](stream)
    except (ValueError, KeyError, TypeError, SyntaxError, TokenError, RecursionError, MemoryError):
        raise UnreadableError(phrase(words.NO_ARRAY)) from None
    return shape, dtype, stream.tell()


def _texts(array: np.ndarray[Any, Any]) -> RawValue:
    """Every number as short as its own type allows: 0.1 of a float32 is `0.1`, not `0.10000000149011612`."""
    if array.ndim == 0:
        return str(array[()])
    return tuple(_texts(each) if array.ndim > 1 else str(each) for each in array)
