"""Removing: holes cut into photos whose truth is known, filled by this engine and by OpenCV's two methods."""
