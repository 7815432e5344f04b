"""Good files spoiled a little, for the fuzz tests of problems and of answer sheets."""

from collections.abc import Sequence

from hypothesis import strategies as st


def spoiled(draw: st.DrawFn, data: bytes, hostile: Sequence[bytes]) -> bytes:
    """`data` with a few bytes or lines flipped, lost, doubled or swapped, or something `hostile` put in."""
    for _ in range(draw(st.integers(1, 4))):
        change = draw(st.sampled_from([_flip, _delete, _double, _swap, None]))
        data = change(draw, data) if change else _insert(draw, data, hostile)
    return data


def _flip(draw: st.DrawFn, data: bytes) -> bytes:
    at = draw(st.integers(0, max(0, len(data) - 1)))
    return data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]


def _delete(draw: st.DrawFn, data: bytes) -> bytes:
    at = draw(st.integers(0, len(data)))
    return data[:at] + data[at + draw(st.integers(1, 40)) :]


def _double(draw: st.DrawFn, data: bytes) -> bytes:
    start = draw(st.integers(0, len(data)))
    piece = data[start : start + draw(st.integers(1, 80))]
    return data[:start] + piece * draw(st.integers(2, 5)) + data[start:]


def _swap(draw: st.DrawFn, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _insert(draw: st.DrawFn, data: bytes, hostile: Sequence[bytes]) -> bytes:
    at = draw(st.integers(0, len(data)))
    return data[:at] + draw(st.sampled_from(hostile)) + data[at:]
