"""What the journal is told of an act, and what its entry commits to."""
