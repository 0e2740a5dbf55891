"""Courses: Markdown files in, a frozen `Course` and every message about it out."""
