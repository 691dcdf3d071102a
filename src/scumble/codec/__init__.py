"""Bytes <-> Image: decode, encode, metadata, JPEG blocks; and geometry, the resampling both sides share."""
