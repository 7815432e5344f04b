"""`python -m backprop_cli`: the same program as `backprop`."""

from backprop_cli.cli.start import main

if __name__ == "__main__":
    main()
