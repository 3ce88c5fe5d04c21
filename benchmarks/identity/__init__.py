"""The identity engine against labelled people, beside its peers in the same run."""
