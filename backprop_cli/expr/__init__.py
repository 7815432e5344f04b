"""The language of formulas: tree, parser, function table, values, pull-back, algebra."""
