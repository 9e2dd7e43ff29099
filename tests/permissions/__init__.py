"""Who gets what answer at every address of the site: the machinery behind tests/test_permissions.py."""
