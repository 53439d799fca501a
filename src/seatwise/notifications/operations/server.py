"""A reseller's own mail server: reached at an address that was looked at first, and what goes wrong there in words (S27)."""

import ipaddress
import smtplib
import socket
import ssl
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from seatwise.infra import sealing
from seatwise.kernel.refusal import N_, Refusal
from seatwise.kernel.sentence import Sentence
from seatwise.notifications import models
from seatwise.notifications.queries import Sender

PURPOSE = "mail password"
TEST_PATIENCE_S = 8
# What holds for IPv6 is given out of the first; the others in it lead elsewhere, or to an IPv4 address in disguise.
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
_NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "192.0.0.0/24", "192.88.99.0/24"),
    )
)
_LONGEST_ANSWER = 200
_TOO_SLOW = N_("%(host)s did not answer in time on port %(port)s. Check the port and the encryption.")
_PORTS = (25, 465, 587, 2525)
"""Where mail servers listen. Other ports would be a way to look around."""


class HostRefused(Refusal):
    """The server's name leads to no address that a reseller's mails may be sent to."""

    code = "mail_host_refused"


class PortRefused(Refusal):
    """No mail server listens there."""

    code = "mail_port_refused"


def addresses(host: str, port: int) -> tuple[str, ...]:
    """This function will answer the addresses of a mail server, each fit to be connected to.

    Raises PortRefused, and HostRefused for a name that leads nowhere, or to our own machine or network: a reseller must not
    reach through us what only we can reach.
    """
    if not settings.MAIL_HOSTS_MAY_BE_PRIVATE and port not in _PORTS:
        raise PortRefused(
            N_("Enter one of the ports of mail servers: %(ports)s."), ports=", ".join(map(str, _PORTS))
        )
    try:
        resolved = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise HostRefused(N_("There is no server named %(host)s. Check the name."), host=host) from unknown
    found = tuple(dict.fromkeys(str(address[0]) for *_, address in resolved))
    if not settings.MAIL_HOSTS_MAY_BE_PRIVATE and not all(is_public(address) for address in found):
        raise HostRefused(
            N_("%(host)s is not on the public internet. Enter the name of a server that is."), host=host
        )
    return found


def is_public(address: str) -> bool:
    """This function will say whether an address is on the public internet, and no other one in disguise."""
    ip: Any = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6:
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip not in _GIVEN_OUT:
            return False
    if any(ip in network for network in _NOT_PUBLIC):
        return False
    return bool(ip.is_global) and not ip.is_multicast


def connection(*, sender: Sender, patience_s: int) -> EmailBackend:
    """This function will answer the way to a reseller's own server. Raises HostRefused, sealing.CannotOpen."""
    password = sealing.opened(sender.password, purpose=PURPOSE) if sender.password else ""
    return _Backend(
        addresses(sender.host, sender.port),
        host=sender.host,
        port=sender.port,
        username=sender.username,
        password=password,
        use_tls=sender.encryption == models.Encryption.STARTTLS,
        use_ssl=sender.encryption == models.Encryption.TLS,
        timeout=patience_s,
    )


def what_went_wrong(problem: Exception, sender: Sender) -> Sentence:  # noqa: C901  one sentence a failure
    """This function will say in words why a server did not take a mail."""
    named = {"host": sender.host, "port": str(sender.port)}
    match problem:
        case Refusal():
            return problem.sentence
        case sealing.CannotOpen():
            return Sentence(N_("The password cannot be read any more. Enter it again."))
        case smtplib.SMTPAuthenticationError():
            return Sentence(
                N_("%(host)s does not accept the user or the password. It says: %(said)s"),
                _said(problem, named),
            )
        case smtplib.SMTPNotSupportedError():
            return Sentence(
                N_("%(host)s does not offer this on port %(port)s: %(said)s Try another encryption."),
                named | {"said": str(problem)[:_LONGEST_ANSWER]},
            )
        case smtplib.SMTPRecipientsRefused():
            code, text = next(iter(problem.recipients.values()))
            return Sentence(
                N_("%(host)s does not accept your address as recipient. It says: %(said)s"),
                named | {"said": _answer(code, text)},
            )
        case smtplib.SMTPSenderRefused():
            return Sentence(
                N_("%(host)s does not accept the sender’s address. It says: %(said)s"), _said(problem, named)
            )
        case smtplib.SMTPServerDisconnected() if isinstance(problem.__context__, TimeoutError):
            return Sentence(_TOO_SLOW, named)
        case smtplib.SMTPServerDisconnected():
            return Sentence(
                N_("%(host)s ended the connection on port %(port)s. Check the port and the encryption."),
                named,
            )
        case smtplib.SMTPResponseException():
            return Sentence(N_("%(host)s did not take the mail. It says: %(said)s"), _said(problem, named))
        case ssl.SSLCertVerificationError():
            return Sentence(
                N_("The certificate of %(host)s is not valid for this name, so nothing was sent: %(said)s."),
                named | {"said": problem.verify_message},
            )
        case ssl.SSLError():
            return Sentence(
                N_(
                    "%(host)s does not speak this encryption on port %(port)s. Usual are 587 with STARTTLS and 465 with TLS."
                ),
                named,
            )
        case ConnectionRefusedError():
            return Sentence(
                N_("%(host)s does not accept connections on port %(port)s. Check the port."), named
            )
        case TimeoutError():
            return Sentence(_TOO_SLOW, named)
        case _:
            return Sentence(
                N_("%(host)s could not be reached on port %(port)s: %(said)s."),
                named | {"said": str(problem)[:_LONGEST_ANSWER]},
            )


def _said(problem: smtplib.SMTPResponseException, named: dict[str, str]) -> dict[str, str]:
    return named | {"said": _answer(problem.smtp_code, problem.smtp_error)}


def _answer(code: int, text: bytes | str) -> str:
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(said.split())}"[:_LONGEST_ANSWER]


class _Backend(EmailBackend):
    """Django's way to a mail server, but to the addresses that were checked: a name may lead elsewhere a moment later."""

    def __init__(self, checked: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self._checked = checked

    @property
    def connection_class(self) -> Any:
        checked = self._checked

        class Plain(smtplib.SMTP):
            def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
                return _connected(checked, port, timeout)

        class Encrypted(smtplib.SMTP_SSL):
            def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
                plain = _connected(checked, port, timeout)
                return self.context.wrap_socket(plain, server_hostname=host)

        return Encrypted if self.use_ssl else Plain


def _connected(checked: Sequence[str], port: int, timeout: float) -> socket.socket:
    for address in checked[:-1]:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError:
            continue
    return socket.create_connection((checked[-1], port), timeout)
