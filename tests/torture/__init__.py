"""Damage, kills, failing writes and power loss: an index answers from the old or the new state."""
