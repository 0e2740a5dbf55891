"""F: files and their settings."""

from itertools import islice

from lms.domain.course.keywords import nearest
from lms.domain.course.markdown_text import LONGEST_PARAGRAPH, PARAGRAPHS, too_long
from lms.domain.course.messages import Log
from lms.domain.course.model import Course
from lms.domain.course.rules.rule import Desk, Rule
from lms.domain.course.scanner import MOST_PARTS, is_heading
from lms.domain.course.source import SourceFile

RULES = (
    Rule(
        "F01",
        "error",
        "This file does not start with a settings block.",
        "Ce fichier ne commence pas par un bloc de réglages.",
        "--- on line 1, then settings such as id: my-module, then --- again",
        "--- en première ligne, puis des réglages comme id: mon-module, puis de nouveau ---",
    ),
    Rule(
        "F02",
        "error",
        "The settings block opened on line 1 is never closed.",
        "Le bloc de réglages ouvert à la ligne 1 n'est jamais refermé.",
        "--- on a line of its own, behind the last setting",
        "--- seul sur une ligne, après le dernier réglage",
    ),
    Rule(
        "F03",
        "error",
        "This setting cannot be read: a value with a colon needs quotes.",
        "Ce réglage est illisible : une valeur qui contient un deux-points demande des guillemets droits.",
        'owner: "Comms: EU"',
    ),
    Rule("F04", "error", 'Unknown setting "{key}".', "Réglage inconnu : « {key} ».", "{meant}:"),
    Rule(
        "F05",
        "error",
        '"{where}" needs the setting "{key}".',
        "« {where} » a besoin du réglage « {key} ».",
        "{key}: {example}",
    ),
    Rule(
        "F06",
        "error",
        '"{key}" must be a percentage between 1% and 100%.',
        "« {key} » doit être un pourcentage entre 1 % et 100 %.",
        "{key}: 80%",
    ),
    Rule(
        "F07",
        "error",
        '"{key}" must be a number and a unit.',
        "« {key} » doit être un nombre suivi d'une unité.",
        "{key}: 12 months",
        "{key}: 12 mois",
    ),
    Rule(
        "F08",
        "error",
        'modules lists "{id}", but no file has that id.',
        "modules cite « {id} », mais aucun fichier ne porte cet identifiant.",
        "id: {id} in the settings of the file, or take it off the list",
        "id: {id} dans les réglages du fichier, ou le retirer de la liste",
    ),
    Rule(
        "F09",
        "warning",
        "The file {name} is not listed in modules, so nobody will see it.",
        "Le fichier {name} n'est pas cité dans modules : personne ne le verra.",
        "modules: [{listed}]",
    ),
    Rule(
        "F10",
        "error",
        "This file is not saved as UTF-8 (first odd byte on line {line}).",
        "Ce fichier n'est pas enregistré en UTF-8 (premier octet étrange à la ligne {line}).",
        "save the file again with the encoding UTF-8",
        "enregistrer de nouveau le fichier avec l'encodage UTF-8",
    ),
    Rule(
        "F11",
        "error",
        "There are two # titles; a file has one.",
        "Il y a deux titres # ; un fichier n'en a qu'un.",
        "## {title}",
    ),
    Rule(
        "F12",
        "warning",
        "Tab used for indentation; use two spaces.",
        "Tabulation utilisée comme retrait ; mettez deux espaces.",
        "  {text}",
    ),
    Rule("F13", "error", '"{key}" must be {expected}.', "« {key} » doit être {expected_fr}.", "{key}: {example}"),
    Rule(
        "F14",
        "error",
        "The block of code opened here is never closed.",
        "Le bloc de code ouvert ici n'est jamais refermé.",
        "``` on a line of its own, behind the code",
        "``` seul sur une ligne, après le code",
    ),
    Rule(
        "F15",
        "error",
        'The setting "{key}" stands here twice.',
        "Le réglage « {key} » figure ici deux fois.",
        "keep one of the two lines",
        "garder une seule des deux lignes",
    ),
    Rule(
        "F16",
        "error",
        "The settings block is longer than 64 KB.",
        "Le bloc de réglages dépasse 64 Ko.",
        "shorter settings",
        "des réglages plus courts",
    ),
    Rule(
        "F17",
        "error",
        "This folder has no course.md.",
        "Ce dossier ne contient pas de course.md.",
        "a file course.md with the settings and the welcome text",
        "un fichier course.md avec les réglages et le texte d'accueil",
    ),
    Rule(
        "F18",
        "error",
        "This file has no title.",
        "Ce fichier n'a pas de titre.",
        "# A title, behind the settings",
        "# Un titre, après les réglages",
    ),
    Rule(
        "F19",
        "error",
        '"{kind}" is not a kind of section.',
        "« {kind} » n'est pas une sorte de partie.",
        "## {meant}: {title}",
    ),
    Rule(
        "F20",
        "error",
        'The id "{id}" is reserved for an address of the application.',
        "L'identifiant « {id} » est réservé à une adresse de l'application.",
        "id: {id}-1",
    ),
    Rule(
        "F21",
        "error",
        '"{word}" is not a setting for this kind of section.',
        "« {word} » n'est pas un réglage de cette sorte de partie.",
        "({meant})",
    ),
    Rule(
        "F22",
        "error",
        "course.md has no sections: this part would never be shown.",
        "course.md n'a pas de parties : celle-ci ne serait jamais affichée.",
        "move it to a module",
        "la placer dans un module",
    ),
    Rule(
        "F24",
        "warning",
        "published.json cannot be read, so nothing is compared with the published edition.",
        "published.json est illisible : rien n'est comparé à l'édition publiée.",
        "the file as it was written, from your version control or from an export",
        "le fichier tel qu'il a été écrit, repris de votre gestionnaire de versions ou d'un export",
    ),
    Rule(
        "F25",
        "error",
        "This file has more than {most} parts or questions; those from here on are not read.",
        "Ce fichier a plus de {most} parties ou questions ; elles ne sont plus lues à partir d'ici.",
        "two files with half of them each",
        "deux fichiers avec chacun la moitié",
    ),
    Rule(
        "F26",
        "error",
        "This paragraph has more than {most} characters; its formatting would not be shown.",
        "Ce paragraphe compte plus de {most} caractères ; sa mise en forme ne serait pas affichée.",
        "an empty line between two thoughts",
        "une ligne vide entre deux idées",
    ),
    Rule(
        "F30",
        "error",
        'A profile names the module "{id}", which is not an optional module of this course.',
        "Un profil cite le module « {id} », qui n'est pas un module facultatif de ce cours.",
        "{meant}",
    ),
    Rule(
        "F31",
        "error",
        'A profile gives the word "{word}", which course.md does not have.',
        "Un profil donne le mot « {word} », que course.md ne contient pas.",
        "{meant}: …",
    ),
)
# F23 told authors that scenarios could not be read yet. Codes are never used again for something else.


def check(desk: Desk, log: Log) -> None:
    """What can be said about the lines of each file without understanding them."""
    for path in sorted(desk.sources):
        file = desk.sources[path]
        if file.bad_line:
            log.add("F10", file.span(file.bad_line), line=file.bad_line)
        if file.open_fence:
            log.add("F14", file.span(file.open_fence))
        marked = (line for line in file.lines if line.text.startswith("##")) if "\n##" in file.text else iter(())
        headings = (line for line in marked if is_heading(line, 2) or is_heading(line, 3))
        if extra := next(islice(headings, MOST_PARTS, None), None):
            log.add("F25", file.span(extra.number), most=MOST_PARTS)
        _check_paragraphs(file, log)
        for line in file.lines if "\t" in file.text else ():
            if line.text.startswith("\t") and not line.dead:
                log.add("F12", file.span(line.number, 1, 1), text=line.text.strip()[:80])
                if log.full("F12", file.path):
                    break
    listed = ", ".join(module.id for module in desk.course.modules)
    for path in desk.unlisted:
        log.add("F09", desk.sources[path].span(1, 1, 3), name=path, listed=f"{listed}, …" if listed else "…")
    _check_profiles(desk.course, log)


def _check_paragraphs(file: SourceFile, log: Log) -> None:
    if not too_long(file.text):
        return
    text = "\n".join("" if line.code else line.text for line in file.lines)
    for found in PARAGRAPHS.finditer(text):
        if len(found[0]) > LONGEST_PARAGRAPH:
            place = file.span(text.count("\n", 0, found.start()) + 1, 1, 1)
            log.add("F26", place, most=LONGEST_PARAGRAPH)


def _check_profiles(course: Course, log: Log) -> None:
    optional = [module.id for module in course.modules if module.optional]
    for profile in course.profiles:
        for named in (*profile.require, *profile.leave_out):
            if named.id not in optional:
                log.add("F30", named.span, id=named.id, meant=nearest(named.id, optional, 0.3))
        for word, text in profile.words.items():
            if word not in course.words:
                log.add("F31", next(iter(text.values())).span, word=word, meant=nearest(word, course.words))
