"""Receiving by SMTP, LMTP and submission: from the socket to the durable commit before 250."""
