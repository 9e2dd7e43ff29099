"""People's doors: find, permit, act, answer."""
