"""The project's own replies: mails as mail programs write them, with the words that are their sender's.

Bytes are built, not copied: `letters.py` makes mails, `speech.py` says in each language what people and programs say,
the other files are the cases. `later.py` and `unseen.py` were written when the code was done, and
said how it does on what it never saw: 41 of 42 exact, and 57 of 61; no word was lost. `outside*.py` are checks by
somebody who had not read any of this, each measured before anything was mended for it: 224 of 261 exact and 13 that lost
words; 42 of 42; then, of cases sought to break it, 20 of 39 and 17 that lost words, 36 of 39 and 1, 30 of 39 and 5; last
39 of 39 ordinary ones, and 234 of 237 that quote what the desk itself had written. Since then kept like the rest. `clients.py` writes their mails, `quoted.py` has what they quote.
"""
