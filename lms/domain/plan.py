"""What an edition asks of a learner, reduced to what progress needs: prints of sections, quizzes and scenarios."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from lms.domain.course.model import CardSection, Course, Module, QuizSection, ReadingSection, ScenarioSection, Section
from lms.domain.course.reading_time import section_seconds


@dataclass(frozen=True, slots=True)
class Plan:
    """The obligations of one edition; an equal fingerprint ("print") in a newer edition keeps what was done."""

    edition: str
    sections: Mapping[str, str] = field(default_factory=dict)  # every displayable tag → text print
    quizzes: Mapping[str, str] = field(default_factory=dict)  # every counted quiz tag → key print
    scenarios: Mapping[str, str] = field(default_factory=dict)  # every scenario tag → key print
    modules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # module → its displayable tags
    required_sections: frozenset[str] = frozenset()
    required_quizzes: frozenset[str] = frozenset()
    required_scenarios: frozenset[str] = frozenset()
    steps: tuple[tuple[Module, Section], ...] = ()  # what must be read, passed or walked, in the order of the course
    seconds: Mapping[str, int] = field(default_factory=dict)  # tag → how long reading, answering or walking takes
    acknowledgement: str | None = None
    path: frozenset[str] | None = None  # all that is asked of somebody who does only a part again; None: everything

    def only(self, path: Iterable[str] | None) -> "Plan":
        """What is asked of somebody who has to do these sections only, and sign; None asks for the whole course."""
        if path is None:
            return self
        tags = frozenset(path)
        return replace(
            self,
            modules={module: tuple(tag for tag in own if tag in tags) for module, own in self.modules.items()},
            required_sections=self.required_sections & tags,
            required_quizzes=self.required_quizzes & tags,
            required_scenarios=self.required_scenarios & tags,
            steps=tuple(step for step in self.steps if step[1].id in tags),
            path=tags,
        )

    def asks(self, tag: str) -> bool:
        """Whether this section belongs to what is to be done; on a short path most were done before."""
        return self.path is None or tag in self.path


SIGNING_SECONDS = 60


def seconds_of(plan: Plan, *, without: frozenset[str] = frozenset()) -> int:
    """Seconds that all that is required takes, but for what is already done, signing included."""
    required = (plan.required_sections | plan.required_quizzes | plan.required_scenarios) - without
    return sum(plan.seconds[tag] for tag in required) + (SIGNING_SECONDS if plan.acknowledgement else 0)


def minutes_of(plan: Plan, *, without: frozenset[str] = frozenset()) -> int:
    """The same in minutes, rounded up."""
    return -(-seconds_of(plan, without=without) // 60)


def displayable(section: Section) -> bool:
    """Whether the section is something to read: quizzes, scenarios and acknowledgements have pages of their own."""
    return isinstance(section, ReadingSection | CardSection)


def counted(section: Section) -> bool:
    """Whether the section is a quiz that must be passed."""
    return isinstance(section, QuizSection) and not section.practice


def walkable(section: Section) -> bool:
    """Whether the section is a story that must be walked to one of its ends."""
    return isinstance(section, ScenarioSection)


def required(module: Module, section: Section) -> bool:
    """Whether nobody finishes the course without this section."""
    return not module.optional and not (isinstance(section, ReadingSection) and section.optional)


def plan_of(edition: str, course: Course) -> Plan:
    """The plan of an edition, from its parsed course."""
    read = [(module, section) for module, section in course.sections() if displayable(section)]
    tests = [(module, section) for module, section in course.sections() if counted(section)]
    stories = [(module, section) for module, section in course.sections() if walkable(section)]
    return Plan(
        edition=edition,
        sections={section.id: section.text_print for _, section in read},
        quizzes={section.id: section.key_print for _, section in tests},
        scenarios={section.id: section.key_print for _, section in stories},
        modules={module.id: tuple(s.id for s in module.sections if displayable(s)) for module in course.modules},
        required_sections=frozenset(section.id for module, section in read if required(module, section)),
        required_quizzes=frozenset(section.id for module, section in tests if required(module, section)),
        required_scenarios=frozenset(section.id for module, section in stories if required(module, section)),
        steps=tuple(
            (module, section)
            for module, section in course.sections()
            if required(module, section) and (displayable(section) or counted(section) or walkable(section))
        ),
        seconds={section.id: section_seconds(section) for _, section in read + tests + stories},
        acknowledgement=course.acknowledgement.id if course.acknowledgement else None,
    )
