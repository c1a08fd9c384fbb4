"""The agents of the edge machine."""
