"""The embedded engine: one operation a file, plain functions on numpy arrays."""
