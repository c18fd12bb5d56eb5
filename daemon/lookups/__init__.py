"""What is looked up about a mail, a case or a person before anything is decided; nothing here changes anything."""
