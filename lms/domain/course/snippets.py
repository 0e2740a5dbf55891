"""What the insert menu offers: every element of the format, ready to paste, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lms.domain.course.places import Lang

Group = Literal["read", "ask", "story", "sign"]


@dataclass(frozen=True, slots=True)
class Snippet:
    """An element: its name and its text by language; `inside` names the section it must stand in."""

    name: str
    group: Group
    label: Mapping[Lang, str]
    text: Mapping[Lang, str]
    inside: Literal["", "quiz", "scenario"] = ""

    def label_in(self, lang: Lang) -> str:
        return self.label.get(lang, self.label["en"])

    def text_in(self, lang: Lang) -> str:
        return self.text.get(lang, self.text["en"])


def _snippet(name: str, group: Group, en: tuple[str, str], fr: tuple[str, str], inside: str = "") -> Snippet:
    (label_en, text_en), (label_fr, text_fr) = en, fr
    return Snippet(name, group, {"en": label_en, "fr": label_fr}, {"en": text_en, "fr": text_fr}, inside)  # type: ignore[arg-type]


SNIPPETS: tuple[Snippet, ...] = (
    _snippet(
        "reading", "read",
        ("Something to read", "## A heading\n\nWrite what people need to know, in short paragraphs.\n"),
        ("Un texte à lire", "## Un titre\n\nÉcrivez ce qu'il faut savoir, en paragraphes courts.\n"),
    ),
    _snippet(
        "optional", "read",
        ("Something to read that may be skipped", "## Reading (optional): A heading\n\nMore for those who want it.\n"),
        ("Un texte que l'on peut passer", "## Lecture (facultatif) : Un titre\n\nDavantage, pour qui le souhaite.\n"),
    ),
    _snippet(
        "note", "read",
        ("A note", "> [!NOTE]\n> Something to keep in mind.\n"),
        ("Une note", "> [!NOTE]\n> Quelque chose à retenir.\n"),
    ),
    _snippet(
        "tip", "read",
        ("A tip", "> [!TIP]\n> What makes it easier.\n"),
        ("Un conseil", "> [!TIP]\n> Ce qui facilite les choses.\n"),
    ),
    _snippet(
        "warning", "read",
        ("A warning", "> [!WARNING]\n> What can go wrong.\n"),
        ("Un avertissement", "> [!WARNING]\n> Ce qui peut mal tourner.\n"),
    ),
    _snippet(
        "post", "read",
        ("An invented post", "> **Post** Lena, Tuesday evening\n>\n> What a week in the showroom!\n"),
        ("Une publication inventée", "> **Publication** Lena, mardi soir\n>\n> Quelle semaine au magasin !\n"),
    ),
    _snippet(
        "email", "read",
        ("An invented e-mail", "> **Email** From the bank, it says\n>\n> Please confirm your password today.\n"),
        ("Un courriel inventé", "> **Courriel** De la banque, à ce qu'il dit\n>\n> Confirmez votre mot de passe.\n"),
    ),
    _snippet(
        "cards", "read",
        ("Do and don't cards", "## Do and don't: Two habits\n\n- a) Do: Ask before you share.\n  > A question costs a minute.\n- b) Don't: Share first and ask later.\n  > What is out stays out.\n"),
        ("Des cartes à faire, à éviter", "## À faire, à éviter : Deux habitudes\n\n- a) À faire : Demander avant de partager.\n  > Une question prend une minute.\n- b) À éviter : Partager d'abord, demander ensuite.\n  > Ce qui est sorti reste dehors.\n"),
    ),
    _snippet(
        "table", "read",
        ("A table", "| What | Who |\n|---|---|\n| Press | the press office |\n| Customers | the shop |\n"),
        ("Un tableau", "| Quoi | Qui |\n|---|---|\n| La presse | le service de presse |\n| Les clients | la boutique |\n"),
    ),
    _snippet(
        "image", "read",
        ("An image", "![What the image shows](images/name.png)\n"),
        ("Une image", "![Ce que montre l'image](images/nom.png)\n"),
    ),
    _snippet(
        "quiz", "ask",
        ("A quiz", "## Quiz: What have you kept?\n\n### Choose one: Who answers a journalist?\n\n- [ ] a) Whoever is asked\n  > A journalist quotes you as the company.\n- [x] b) The press office\n  > They know what can be said.\n"),
        ("Un quiz", "## Quiz : Qu'avez-vous retenu ?\n\n### Une seule réponse : Qui répond à un journaliste ?\n\n- [ ] a) La personne interrogée\n  > Un journaliste la cite comme l'entreprise.\n- [x] b) Le service de presse\n  > Il sait ce qui peut se dire.\n"),
    ),
    _snippet(
        "single", "ask",
        ("One right answer", "### Choose one: Your question?\n\n- [ ] a) A wrong answer\n  > Why it is wrong.\n- [x] b) The right answer\n  > Why it is right.\n"),
        ("Une seule réponse juste", "### Une seule réponse : Votre question ?\n\n- [ ] a) Une réponse fausse\n  > Pourquoi elle est fausse.\n- [x] b) La réponse juste\n  > Pourquoi elle est juste.\n"),
        "quiz",
    ),
    _snippet(
        "multiple", "ask",
        ("Several right answers", "### Choose all that apply: Your question?\n\n- [x] a) A right answer\n  > Why it is right.\n- [x] b) Another right answer\n  > Why it is right.\n- [ ] c) A wrong answer\n  > Why it is wrong.\n"),
        ("Plusieurs réponses justes", "### Plusieurs réponses : Votre question ?\n\n- [x] a) Une réponse juste\n  > Pourquoi elle est juste.\n- [x] b) Une autre réponse juste\n  > Pourquoi elle est juste.\n- [ ] c) Une réponse fausse\n  > Pourquoi elle est fausse.\n"),
        "quiz",
    ),
    _snippet(
        "truefalse", "ask",
        ("True or false", "### True or false: A statement.\n\n- [ ] True\n- [x] False\n\n> **Why:** What is the case.\n"),
        ("Vrai ou faux", "### Vrai ou faux : Une affirmation.\n\n- [ ] Vrai\n- [x] Faux\n\n> **Pourquoi :** Ce qu'il en est.\n"),
        "quiz",
    ),
    _snippet(
        "order", "ask",
        ("Put in order", "### Put in order: What comes first?\n\n1. a) Look\n2. b) Think\n3. c) Act\n\n> **Why:** Acting first cannot be undone.\n"),
        ("Mettre dans l'ordre", "### Mettre dans l'ordre : Que faire d'abord ?\n\n1. a) Regarder\n2. b) Réfléchir\n3. c) Agir\n\n> **Pourquoi :** Agir d'abord ne se rattrape pas.\n"),
        "quiz",
    ),
    _snippet(
        "match", "ask",
        ("Match", "### Match: Who helps with what?\n\n|   | You have | You ask |\n|---|---|---|\n| a) | a lost phone | the service desk |\n| b) | a question about pay | the payroll team |\n\n> **Why:** Each desk has its own keys.\n"),
        ("Associer", "### Associer : Qui aide pour quoi ?\n\n|   | Vous avez | Vous demandez |\n|---|---|---|\n| a) | un téléphone perdu | l'assistance informatique |\n| b) | une question de paie | le service de la paie |\n\n> **Pourquoi :** Chaque service a ses propres accès.\n"),
        "quiz",
    ),
    _snippet(
        "sort", "ask",
        ("Sort", "### Sort: May it leave the house?\n\n|   | What | Where |\n|---|---|---|\n| a) | The opening hours | Public |\n| b) | A customer's address | Inside only |\n| c) | Next year's prices | Inside only |\n\n> **Why:** Public is what we have published ourselves.\n"),
        ("Classer", "### Classer : Est-ce que cela peut sortir ?\n\n|   | Quoi | Où |\n|---|---|---|\n| a) | Les heures d'ouverture | Public |\n| b) | L'adresse d'une cliente | Interne |\n| c) | Les prix de l'an prochain | Interne |\n\n> **Pourquoi :** Est public ce que nous avons publié nous-mêmes.\n"),
        "quiz",
    ),
    _snippet(
        "number", "ask",
        ("A number", "### Number: Within how many hours do you report it?\n\n- Answer: 24\n- Unit: hours\n\n> **Why:** The law leaves us three days in all.\n"),
        ("Un nombre", "### Nombre : En combien d'heures le signaler ?\n\n- Réponse : 24\n- Unité : heures\n\n> **Pourquoi :** La loi nous laisse trois jours en tout.\n"),
        "quiz",
    ),
    _snippet(
        "short", "ask",
        ("A word", "### Short answer: What do we call a mail that fishes for passwords?\n\n- Answer: phishing\n- Answer: phishing mail\n\n> **Why:** It fishes for people in a hurry.\n"),
        ("Un mot", "### Réponse courte : Comment s'appelle un courriel qui cherche des mots de passe ?\n\n- Réponse : hameçonnage\n- Réponse : phishing\n\n> **Pourquoi :** Il attrape les personnes pressées.\n"),
        "quiz",
    ),
    _snippet(
        "survey", "ask",
        ("Ask without marking", "### Survey: How do you feel about this?\n\n- a) At ease\n- b) Not sure yet\n"),
        ("Un sondage, sans note", "### Sondage : Comment vous sentez-vous sur ce sujet ?\n\n- a) À l'aise\n- b) Pas encore\n"),
        "quiz",
    ),
    _snippet(
        "reflect", "ask",
        ("A thought, without marking", "### Reflect: Where does this touch your own work?\n"),
        ("Une réflexion, sans note", "### Réflexion : Où cela touche-t-il votre propre travail ?\n"),
        "quiz",
    ),
    _snippet(
        "hint", "ask",
        ("A hint", "> **Hint:** Who would be quoted?\n"),
        ("Un indice", "> **Indice :** Qui serait cité ?\n"),
        "quiz",
    ),
    _snippet(
        "why", "ask",
        ("An explanation after the answer", "> **Why:** The reason, in one or two sentences.\n"),
        ("Une explication après la réponse", "> **Pourquoi :** La raison, en une ou deux phrases.\n"),
        "quiz",
    ),
    _snippet(
        "scenario", "story",
        ("A story with choices", "## Scenario: A call on Friday\n\nIt is late, and the phone rings.\n\n### Step start: The caller\n\nSomebody says they are from the bank and needs your code.\n\n- a) Hang up and call the bank yourself -> safe (best)\n  > You choose the number, so you know who answers.\n- b) Give the code, it is urgent -> lost (poor)\n  > Urgency is the oldest trick.\n\n### End safe (good): All is well\n\nThe bank had not called.\n\n### End lost (bad): The money is gone\n\nCall the service desk now.\n"),
        ("Une mise en situation", "## Mise en situation : Un appel le vendredi\n\nIl est tard, le téléphone sonne.\n\n### Étape debut : L'appel\n\nQuelqu'un dit appeler de la banque et demande votre code.\n\n- a) Raccrocher et rappeler la banque -> bien (meilleur)\n  > Vous choisissez le numéro : vous savez qui répond.\n- b) Donner le code, c'est urgent -> perdu (mauvais)\n  > L'urgence est la plus vieille des ruses.\n\n### Fin bien (bon) : Tout va bien\n\nLa banque n'avait pas appelé.\n\n### Fin perdu (mauvais) : L'argent est parti\n\nAppelez l'assistance maintenant.\n"),
    ),
    _snippet(
        "acknowledgement", "sign",
        ("Something to sign", "## Acknowledgement (type your name): Your word\n\nThis is what you promise.\n\n- [ ] a) I have read this policy.\n- [ ] b) I will ask when I am not sure.\n"),
        ("Un texte à signer", "## Attestation (saisir votre nom) : Votre engagement\n\nVoici ce que vous promettez.\n\n- [ ] a) J'ai lu cette règle.\n- [ ] b) Je demanderai en cas de doute.\n"),
    ),
)  # fmt: skip


FIRST: Mapping[Lang, str] = {"en": "First version", "fr": "Première version"}


def blank(
    slug: str, title: str, language: Lang, contact: str, on: date, translations: tuple[Lang, ...] = ()
) -> dict[str, bytes]:
    """A course with one module, something to read and something to sign: what remains is to write it."""
    by_name = {snippet.name: snippet.text_in(language) for snippet in SNIPPETS}
    heading, rest = by_name["reading"].split("\n", 1)
    sign, promises = by_name["acknowledgement"].split("\n", 1)
    others = f"translations: [{', '.join(translations)}]\n" if translations else ""
    course = (
        f"---\nformat: 1\nid: {slug}\nlanguage: {language}\n{others}version: 1.0\ncontact: {contact}\n"
        f"modules: [basics]\nchanges:\n  - version: 1.0\n    date: {on}\n    kind: material\n"
        f"    note: {FIRST.get(language, FIRST['en'])}\n---\n\n# {title}\n"
    )
    module = (
        f"---\nid: basics\n---\n\n# {title}\n\n{heading} <!-- #start -->\n{rest}\n{sign} <!-- #your-word -->\n{promises}"
    )
    return {"course.md": course.encode(), "10-basics.md": module.encode()}
