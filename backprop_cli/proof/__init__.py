"""The witnesses: SymPy on every local derivative, central differences on every gradient."""
