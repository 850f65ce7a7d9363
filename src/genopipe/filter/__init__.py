"""Keep candidates or set them aside, each by a named rule with its numbers; nothing vanishes."""
