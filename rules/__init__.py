"""The rulebook: YAML policy to decisions with their reasons, and SLA arithmetic. Pure."""
