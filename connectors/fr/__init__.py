"""Public sources of France."""
