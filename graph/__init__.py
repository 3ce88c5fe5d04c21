"""Who is who and who is linked to whom."""
