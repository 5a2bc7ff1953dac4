"""Tests: they mirror bot/ and storage/, and play whole conversations and whole weeks."""
