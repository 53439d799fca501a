"""A customer of a reseller on Thursday, 19 November 2026, signed in."""

import pytest

from tests import factories
from tests.surfaces.storefront import scene


@pytest.fixture
def world(db, time_machine):
    time_machine.move_to(factories.NOW, tick=False)
    reseller = factories.reseller()
    customer = factories.customer(reseller)
    return scene.World(reseller=reseller, customer=customer, client=scene.signed_in(customer.admin))
