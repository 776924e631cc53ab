"""Brings the template's changes into this service, takes them back, and shows what differs."""
