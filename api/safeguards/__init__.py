"""Controls against misuse: who may see which case, how often, and who must look again."""
