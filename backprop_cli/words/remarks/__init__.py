"""The sentences of remarks in the margin, by what they are about."""
