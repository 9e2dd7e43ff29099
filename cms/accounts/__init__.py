"""Accounts: who signs in, how safely, and what she can take away or erase. Built on django-allauth."""
