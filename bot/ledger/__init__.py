"""The ledger of Connects: pure functions on plain values.

A set of books is an account, its open lots and the entries posted since the books were opened.
Every operation takes books and a time and returns new books with one more entry. There is no I/O
here, no clock, no Discord and no SQL; the store reads books, calls these functions and writes what
they posted.

Connects are integers, money is integer cents, instants are aware UTC datetimes.
"""
