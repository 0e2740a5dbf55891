"""Every blueprint of the house, one per feature, in the order of the addresses."""

from flask import Blueprint

from lms.web import language, static_files

BLUEPRINTS: tuple[Blueprint, ...] = (
    static_files.bp,
    language.bp,
)
