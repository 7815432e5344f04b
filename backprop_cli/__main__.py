"""`python -m backprop_cli`: the same program as `backprop`."""

from __future__ import annotations


def main() -> None:
    """Runs the program; interrupted while it is being loaded, it ends as it does later."""
    try:
        from backprop_cli.cli.main import main as program
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    program()


if __name__ == "__main__":
    main()
