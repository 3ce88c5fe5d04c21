"""A pretend internet: three French public sources served on loopback, misbehaving on demand."""
