"""The same value written the same way: names, dates, addresses and identifiers."""
