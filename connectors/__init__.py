"""Public sources, asked politely."""
