"""Every blueprint of the house, one per feature, in the order of the addresses."""

from flask import Blueprint

from lms.web import health, language, links, privacy, profile, sign_in, static_files

BLUEPRINTS: tuple[Blueprint, ...] = (
    static_files.bp,
    health.bp,
    language.bp,
    sign_in.bp,
    links.bp,
    profile.bp,
    privacy.bp,
)
