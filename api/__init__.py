"""The doors: HTTP, pages, worker, command line."""
