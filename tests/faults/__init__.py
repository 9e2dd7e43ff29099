"""`make faults`: what was acknowledged stays, once, whatever is killed. The short form runs with the tests.

run.py        lays a database, starts the server as `make run` does, kills it under load, looks what is there
devices.py    pupils' devices: each answer gets its id before it is sent, and is sent until there is a receipt
wire.py       one connection
server.py     the server as a group of processes that can be killed at once
lay.py        classrooms with open sittings and taken seats (a child process)
look.py       what is in the database, read without the site's own code
table.py      what came of it
"""
