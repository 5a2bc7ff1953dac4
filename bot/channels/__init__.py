"""Channels: one file per provider. They never import each other."""
