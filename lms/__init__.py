"""Paraph: policies that people read, understand, sign and can prove.

The map of the house, from the ground up; an import goes down or sideways, never up:

    domain/    pure rules: no Flask, no SQLAlchemy, no clock, no disk, no network
    store/     the database: models, queries, the record, the course library, migrations
    services/  the verbs: one function is one use case is one transaction
    web/       Flask: routes, forms, guards, error pages, paper
    app.py, cli.py, worker.py, serving.py, config.py   the roof
"""
