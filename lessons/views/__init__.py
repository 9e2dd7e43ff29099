"""People's doors to the lessons room."""
