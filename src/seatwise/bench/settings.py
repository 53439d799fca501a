"""Settings of the bare page: the product's own, with what Django has of itself and one address. Only bin/bench uses them.

People and sessions are read by Django's own classes, the product's are written for its pages.
"""

from seatwise.config.settings import *  # noqa: F403
from seatwise.config.settings import INSTALLED_APPS as _OF_THE_PRODUCT

# Insists on its middleware; nothing else of it runs by itself.
INSTALLED_APPS = [*(app for app in _OF_THE_PRODUCT if app != "allauth.account"), "seatwise.bench"]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
ROOT_URLCONF = STOREFRONT_URLCONF = "seatwise.bench.bare"
# What `django-admin startproject` writes.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
