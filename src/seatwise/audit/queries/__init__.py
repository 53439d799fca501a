"""Reads of what happened, and the check that nothing of it was changed (B9)."""
