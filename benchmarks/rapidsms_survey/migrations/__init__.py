"""The survey app's tables."""
