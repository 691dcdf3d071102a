"""Net: the one place that opens connections to other servers."""
