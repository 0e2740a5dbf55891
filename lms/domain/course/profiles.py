"""Profiles: small files in `profiles/` that say how a course is adapted to a kind of organisation."""

from collections.abc import Mapping
from dataclasses import replace

from lms.domain.course import schema
from lms.domain.course.messages import Log
from lms.domain.course.places import Lang, Md
from lms.domain.course.profile_model import Named, Profile
from lms.domain.course.scanner import RawFile, prose, scan
from lms.domain.course.source import decode, suffix

FOLDER = "profiles/"
SOURCE = ["words", "require", "leave-out"]
TRANSLATED = ["language", "words"]


def is_profile(path: str) -> bool:
    """Whether a file of a course is one of its profiles or the translation of one."""
    return path.startswith(FOLDER) and path.endswith(".md") and "/" not in path.removeprefix(FOLDER)


def read_profiles(files: Mapping[str, bytes], lang: Lang, log: Log) -> tuple[Profile, ...]:
    """The profiles of a course, sorted by name, each with its translations."""
    raws = {path: scan(decode(path, files[path]), log) for path in sorted(files) if is_profile(path)}
    found = []
    for path, raw in raws.items():
        if suffix(path) is None:
            profile = _read(path, raw, lang, log)
            stem = path.removesuffix(".md")
            twins = [other for other in raws if suffix(other) and other == f"{stem}.{suffix(other)}.md"]
            for twin in twins:
                profile = _translate(profile, raws[twin], suffix(twin) or lang, log)
            found.append(profile)
    return tuple(found)


def _read(path: str, raw: RawFile, lang: Lang, log: Log) -> Profile:
    reader = schema.Reader(raw.settings, log)
    reader.refuse_unknown(SOURCE)
    text = prose(raw.file, raw.intro)
    return Profile(
        name=path.removeprefix(FOLDER).removesuffix(".md"),
        title={lang: _title(raw)},
        text={lang: text} if text else None,
        words=schema.read_words(reader, lang),
        require=tuple(Named(item.text.strip(), item.span) for item in reader.values("require")),
        leave_out=tuple(Named(item.text.strip(), item.span) for item in reader.values("leave-out")),
    )


def _title(raw: RawFile) -> Md:
    return Md(raw.title.text, raw.title.span) if raw.title else Md(raw.file.path, raw.file.span(1, 1, 1))


def _translate(profile: Profile, raw: RawFile, lang: Lang, log: Log) -> Profile:
    reader = schema.Reader(raw.settings, log)
    reader.refuse_unknown(TRANSLATED, SOURCE)
    words = dict(profile.words)
    for name, text in schema.read_words(reader, lang).items():
        words[name] = {**words.get(name, {}), **text}
    body = prose(raw.file, raw.intro)
    return replace(
        profile,
        title={**profile.title, lang: _title(raw)},
        text={**(profile.text or {}), lang: body} if body else profile.text,
        words=words,
    )
