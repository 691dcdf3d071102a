"""Any instruction on any picture: random sentences sent to a real server; what must hold whatever is said."""
