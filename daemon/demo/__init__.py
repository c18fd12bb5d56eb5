"""The demo: the product itself with a cast, on one machine."""
