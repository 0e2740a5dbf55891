"""Makers of files that are kept in the repository: drawings and vendored icons."""
