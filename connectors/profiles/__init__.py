"""Declared public profiles, read only where the network gives them to everybody who asks."""
