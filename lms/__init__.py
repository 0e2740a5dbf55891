"""Paraph: policies that people read, understand, sign and can prove.

The map of the house, from the ground up; an import goes down or sideways, never up:

    domain/    pure rules: no Flask, no SQLAlchemy, no clock, no disk, no network
    store/     the database: models, queries, the record, the course library, migrations
    services/  the verbs: one function is one use case is one transaction
    web/       Flask: routes, forms, guards, error pages, paper
    app.py, cli/, config.py                      the roof: the app, the command, the settings
    serving.py, webserver.py, worker.py, waking.py   the two halves and the bell between them
    sweeps.py, jobs.py                           what the worker does: short work in turn, long work in a thread
    evidence_pack.py, backup.py, instance.py     work that needs several floors at once
    verify_record.py                             a program of its own, for auditors: it imports nothing of ours
"""
