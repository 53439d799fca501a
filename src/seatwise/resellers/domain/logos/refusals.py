"""Why a file is no logo."""

from seatwise.kernel.refusal import Refusal


class LogoRefused(Refusal):
    """The file cannot become a logo; the sentence says why and what to do."""

    code = "logo_refused"
