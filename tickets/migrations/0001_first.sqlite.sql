-- The full-text index: contentless, its rows are numbered as messages.id and written in batches behind.

CREATE VIRTUAL TABLE searchable USING fts5 (
    subject, body, addresses, protocol,
    content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2'
);
