"""The ledger's state in a database, one module of transactions per subject.

A transaction is a plain function whose first argument is the connection.
`await database.write(f, …)` runs it durably and whole, `await database.read(f, …)` on
a connection that cannot write.
"""
