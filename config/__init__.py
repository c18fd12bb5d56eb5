"""The sample policy: agents, teams, calendars, tags, folders, SLA, macros and articles in YAML and Markdown."""
