"""Scumble: change one thing in a picture, keep everything else, and prove it."""

from importlib.metadata import version

__version__ = version("scumble")
