"""Every blueprint of the house, one per feature, in the order of the addresses."""

from flask import Blueprint

from lms.web import (
    badges,
    certificates,
    courses,
    health,
    home,
    language,
    links,
    privacy,
    profile,
    quiz,
    reading,
    sign_in,
    signing,
    static_files,
    verify,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    static_files.bp,
    health.bp,
    language.bp,
    sign_in.bp,
    links.bp,
    profile.bp,
    privacy.bp,
    home.bp,
    courses.bp,
    reading.bp,
    quiz.bp,
    signing.bp,
    badges.bp,
    certificates.bp,
    verify.bp,
)
