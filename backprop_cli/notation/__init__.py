"""From formulas to text: one writer for every script, one small class for each script."""
