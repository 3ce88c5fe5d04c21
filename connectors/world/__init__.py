"""Sources of the world outside France: identifiers of every country, and national registers."""
