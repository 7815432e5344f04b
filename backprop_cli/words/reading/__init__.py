"""The sentences on how a student's sheet was read, a file for each thing that they are about."""
