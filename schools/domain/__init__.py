"""The rules of the room: verbs that change things, each with a named actor."""
