"""What is typed after `helpdesk`: the commands with their options and help, and nothing of their work."""
