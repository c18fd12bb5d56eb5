"""What falls due: warnings, the life of a case, surveys, mornings and weeks."""
