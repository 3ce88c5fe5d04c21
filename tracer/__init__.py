"""The trace itself: domain, matching and the order of steps."""
