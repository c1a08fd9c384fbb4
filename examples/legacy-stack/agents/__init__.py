"""The agents of the main machine."""
