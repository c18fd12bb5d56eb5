"""One notice to many, slowly and to nobody twice: to the cases of a tag, or to the addresses of a list."""
