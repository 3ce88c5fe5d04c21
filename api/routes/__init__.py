"""The HTTP API, one file for each thing a client works with."""
