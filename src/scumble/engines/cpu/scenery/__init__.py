"""Scenery: places drawn by procedures as a lens wide open sees them: far blur, bokeh, a ground in depth."""
