"""Outside text to values, pure: one reader for each kind of value, used by all."""
