"""What to open and as whom to sign in."""

from seatwise.demo import people


def text(*, base: str) -> str:
    """This function will write the address of each Storefront, console and operator's desk with its people.

    `base` is where the demo is served, without a slash at the end.
    """
    lines = [f"Everybody's password: {people.PASSWORD}"]
    for shop in people.SHOPS:
        lines += ["", f"{shop.name}: {_about(shop)}", f"  Storefront  {base}/{shop.alias}/"]
        for company in shop.companies:
            lines += [_line(person, company.name) for person in company.people]
        lines.append(f"  Console     {base}/{shop.alias}/console/approvals/")
        lines += [_line(person, shop.name) for person in shop.team]
    lines += ["", "Operator", f"  Desk        {base}/operator/", _line(people.OPERATOR, "the distributor")]
    lines += ["", f"Mails sent    {base}/demo/mail/"]
    return "\n".join(lines)


def _about(shop: people.Shop) -> str:
    # Where the story ends, not where it begins: TechSolutions was Basic once, Hellas IT is Free.
    edition = "Free, customers look and cannot order" if shop is people.HELLAS else "Standard"
    return f"{edition}; {shop.market} market, {shop.currency}"


def _line(person: people.Person, company: str) -> str:
    role = person.role.replace("_", " ")
    return f"    {person.email:<32} {person.name}, {role} of {company}"
