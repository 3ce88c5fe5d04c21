"""The desk of people's rights: objection, restriction, rectification, erasure, access, and their proof."""
