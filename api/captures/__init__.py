"""Captured pages and human notes: a written intent first, then the act, then the evidence."""
