"""What looks at pictures: salient subject, people, matting; model sessions and weights."""
