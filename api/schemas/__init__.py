"""What may leave, as an allow-list, field by field. Nothing else is ever sent."""
