"""TechSolutions: Basic at first, Standard since ten months, approvals on for most customers."""

from seatwise.demo import scene, story
from seatwise.demo.people import TECHSOLUTIONS
from seatwise.demo.techsolutions import weeks, year


def tell(calendar: scene.Calendar) -> story.Story:
    """This function will tell the whole of it."""
    s = story.Story(shop=TECHSOLUTIONS, calendar=calendar, begins=365)
    earlier = year.tell(s)
    weeks.tell(s, earlier)
    return s
