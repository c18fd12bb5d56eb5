"""The work of each command of `helpdesk`, and the words it ends with."""
