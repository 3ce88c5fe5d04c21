"""What is allowed, why, and the proof."""
