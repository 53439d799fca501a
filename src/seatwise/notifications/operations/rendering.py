"""From sentences and facts to the two parts of a mail, in the reseller's look and language."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings as installation
from django.template import loader
from django.utils.translation import gettext as _

from seatwise.notifications.domain import texts
from seatwise.notifications.domain.letters import Letter, MailFacts
from seatwise.resellers import queries as resellers
from seatwise.ui import formatting, jinja, wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Whose mail it is: name, colours, language, and where to write back.

    `logo` is the whole address of a PNG, "" for none and for an SVG, which mail programs do not show.
    """

    name: str
    support_email: str
    support_text: str
    brand: str
    brand_on: str
    brand_dark: str
    brand_dark_on: str
    language: str
    logo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A mail, ready to be sent."""

    subject: str
    text: str
    html: str


def look_of_current_reseller(*, language: str = "") -> Look:
    """This function will answer the look of the current reseller's mails, in its language unless another is given."""
    settings = resellers.settings()
    return Look(
        name=settings.name,
        support_email=settings.support_email,
        support_text=settings.support_text,
        brand=settings.brand,
        brand_on=settings.brand_on,
        brand_dark=settings.brand_dark,
        brand_dark_on=settings.brand_dark_on,
        language=language or settings.language,
        logo=resellers.address(path=f"/logo/{settings.logo}") if settings.logo.endswith(".png") else "",
    )


def look_of_installation(*, language: str = "") -> Look:
    """This function will answer the look of mails that are no reseller's, in English unless another language is given."""
    return Look(
        name="Seatwise",
        support_email=parseaddr(installation.DEFAULT_FROM_EMAIL)[1],
        support_text="",
        brand="#0a667d",
        brand_on="#ffffff",
        brand_dark="#5fc3da",
        brand_dark_on="#04222b",
        language=language or installation.LANGUAGE_CODE,
    )


def render(
    *,
    template: str,
    look: Look,
    subject: str,
    preheader: str,
    recipient: str,
    link: str,
    names: Mapping[str, Any],
) -> Body:
    """This function will write a mail from the templates notifications/<template>.html and .txt, in the look's language."""
    with wording.reading(look.language):
        context = {
            **names,
            "look": look,
            "subject": subject,
            "preheader": preheader,
            "greeting": _("Hello %(name)s,") % {"name": recipient.split(maxsplit=1)[0]}
            if recipient.strip()
            else _("Hello,"),
            "link": link,
        }
        html, text = (
            loader.get_template(f"notifications/{template}.{kind}", using="jinja2").render(context)
            for kind in ("html", "txt")
        )
    return Body(subject=subject, text=text.strip() + "\n", html=html)


def render_order(
    *, facts: MailFacts, letter: Letter, look: Look, recipient: str, link: str, own_text: str = ""
) -> Body:
    """This function will write the mail about an order (S11), with the reseller's own paragraph where it has one (S27)."""
    with wording.reading(look.language):
        subject, preheader = jinja.sentence(letter.subject), jinja.sentence(letter.preheader)
        own = texts.filled(own_text, _values(facts, look)) if own_text else ""
    return render(
        template="order",
        look=look,
        subject=subject,
        preheader=preheader,
        recipient=recipient,
        link=link,
        names={"facts": facts, "letter": letter, "own": own},
    )


def render_note(*, look: Look, subject: str, text: str, recipient: str) -> Body:
    """This function will write a mail of one paragraph without a button; its words are ready."""
    return render(
        template="note",
        look=look,
        subject=subject,
        preheader=text,
        recipient=recipient,
        link="",
        names={"said": text},
    )


def _values(facts: MailFacts, look: Look) -> dict[str, str]:
    """What stands for the variables of a reseller's own text, in the language in force; amounts that are hidden stay so (S8)."""
    return {
        "customer": facts.customer_name,
        "order": facts.number,
        "reference": facts.reference or formatting.DASH,
        "reseller": look.name,
        "total": jinja.money(facts.amounts.total) if facts.amounts else formatting.DASH,
    }
