"""Story tests: the folders of tests/stories played through the top."""
