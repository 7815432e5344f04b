"""The kinds of files that students hand in, each read into the same plain entries."""
