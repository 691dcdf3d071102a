"""The words everything else is written in: frozen types, the error tree, the work pool (numpy and stdlib only)."""
