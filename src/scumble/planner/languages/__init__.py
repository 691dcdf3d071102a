"""German, French, Spanish and Portuguese instructions, read as plain English for the grammar; see `reading.py`."""
