from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel.money import Money
from seatwise.kernel.refusal import N_, Refusal
from seatwise.kernel.sentence import Sentence


class TooMany(Refusal):
    code = "too_many"


@given(left=st.integers(), name=st.text())
def test_a_refusal_carries_its_code_and_its_sentence(left: int, name: str) -> None:
    refused = TooMany(N_("Only %(left)s of %(name)s are left."), left=left, name=name)
    assert refused.code == "too_many"
    assert refused.params == {"left": left, "name": name}
    assert str(refused) == str(refused.sentence) == f"Only {left} of {name} are left."


@given(text=st.text())
def test_a_sentence_without_values_is_its_text(text: str) -> None:
    assert str(Sentence(text)) == N_(text) == text


def test_values_stay_what_they_are_until_the_edge() -> None:
    price = Money(1860, "EUR")
    sentence = Sentence(N_("It costs %(price)s %(period)s."), {"price": price, "period": Sentence("a month")})
    assert sentence.params["price"] is price
    assert str(sentence) == "It costs 18.60 EUR a month."
