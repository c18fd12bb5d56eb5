"""An agent's mail on its way into a case: her answer, note, commands, forwarded mail and new case."""
