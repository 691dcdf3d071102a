"""Guards: before, after, region -> Verdict; each a small pure function with a limit."""
