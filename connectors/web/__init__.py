"""A company's own website, read for what its legal notice says."""
