"""The agents of the edge machine, the one with the microphone."""
