"""What students hand in as an archive: what a damaged one raises."""

import lzma
import struct
import zlib
from zipfile import BadZipFile

BROKEN = (
    *(BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, ValueError, OverflowError, NotImplementedError, RuntimeError),
)
"""What a damaged or a locked archive raises."""
