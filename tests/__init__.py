"""The tests: unit and story are fast, integration and crash use real servers and real kills, house keeps the house."""
