"""`scumble batch`: many pictures edited by one command; `command` is its way in."""
