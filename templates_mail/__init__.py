"""The desk's voice: Jinja2 templates for every mail it writes, in es, en and pt, text and HTML."""
