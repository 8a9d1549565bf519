"""Decoded documents to rows. PURE: every module here turns wire objects into tuples in the order of its columns."""
