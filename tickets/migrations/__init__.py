"""The steps of the schema, in order: NNNN_what.sql for every database, NNNN_what.sqlite.sql for one of them."""
