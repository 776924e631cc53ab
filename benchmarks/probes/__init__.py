"""Copied into a generated service: the measured work, and the ways of others to isolate it."""
