"""Analysis: tallies, gaps and the hiding of small groups. Pure."""
