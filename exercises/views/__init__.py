"""People's doors to the exercises room."""
