"""Keeping what was worked out, and knowing exactly when it went stale.

`stamps` says what changed, `keeping` remembers values in a process, `middleware` remembers whole public pages.
"""
