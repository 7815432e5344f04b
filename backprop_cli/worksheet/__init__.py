"""Steps -> document: what stands on a sheet, in which order and in which words."""
