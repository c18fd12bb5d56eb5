"""The rig of the stories: a whole desk in one process, the people around it, and what must always be true."""
