"""The leak corpus: agents' mail as mail programs write it, and nothing of the inside in any byte a customer gets.

It is written around the notifications that the desk really sent.

`programs.py` writes as each program does, in the words of `speech.py`; `letters.py` says what agents do and lists all
letters; `play.py` plays one on a desk; `watch.py` looks at what came out. `machine.py` is the same at random.
"""
