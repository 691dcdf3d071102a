"""Target -> Region: drawn masks, boxes, polygons, points, the subject and the background."""
