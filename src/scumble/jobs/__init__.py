"""Durable workflows: started at once or from a fair queue, resumed after a crash, adopted when a process is gone."""
