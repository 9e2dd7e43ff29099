"""Forms of the ground floor that anybody fills in, and of its pages in the administration."""
