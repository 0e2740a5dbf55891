"""A section with a page of its own, as it stands for a person, whatever its kind."""

from lms.domain.course.model import QuizSection, ScenarioSection
from lms.domain.refusal import Refusal
from lms.services import progress, quiz, scenario
from lms.services.quiz import QuizPage
from lms.services.scenario import ScenarioPage
from lms.store import reading


def page(person_id: str, slug: str, module: str, tag: str) -> QuizPage | ScenarioPage | None:
    """The quiz or scenario of that tag; None for a section that stands in its module or on the page of the signature.

    Raises Refusal("not-found") when the module has no such section.
    """
    with reading() as session:
        stand = progress.within(session, person_id, slug)
        here = stand.course.module(module)
        section = here.section(tag) if here else None
        if section is None:
            raise Refusal("not-found")
        if isinstance(section, QuizSection):
            return quiz.page_of(session, person_id, stand, section)
        if isinstance(section, ScenarioSection):
            return scenario.page_of(session, person_id, stand, section)
        return None
