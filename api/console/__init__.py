"""The pages: plain HTML from the server, complete without a script."""
