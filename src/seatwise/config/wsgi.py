"""The door for the HTTP server."""

import gc
import importlib
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seatwise.config.settings")
application = get_wsgi_application()
# Every page is loaded before the first request, and the collector does not look through what never goes away: it stopped one
# request in a hundred for 80 ms.
for addresses in (settings.ROOT_URLCONF, settings.STOREFRONT_URLCONF):
    importlib.import_module(addresses)
gc.collect()
gc.freeze()
