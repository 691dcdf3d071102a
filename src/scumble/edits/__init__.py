"""The one thing this product does: run a plan, route, compose, prove."""
