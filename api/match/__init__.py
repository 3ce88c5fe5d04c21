"""Matching files of people: the files a register and its answers are kept in, and the commands."""
