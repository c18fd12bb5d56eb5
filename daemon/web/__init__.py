"""The viewer's listener, and what its pages see of the desk."""
