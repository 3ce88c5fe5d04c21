"""Is it the same person? Evidence in bits, expected namesakes, and a decision or a question."""
