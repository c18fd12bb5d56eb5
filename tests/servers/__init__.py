"""Private instances of real mail servers, under a temporary folder, on loopback, ended by their own pid."""
