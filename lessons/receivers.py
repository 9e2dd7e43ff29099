"""Wiring: what happens when a lesson plan is published or withdrawn."""
