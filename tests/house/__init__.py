"""House tests: the wheel, the conventions and the docs agree with the tree."""
