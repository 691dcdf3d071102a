"""Restoring and extending against the truth: noise, blur, enlarging, more canvas; OpenCV's ways beside ours."""
