"""Cut-out quality on pictures whose true alpha is known: procedural subjects laid over real photos."""
