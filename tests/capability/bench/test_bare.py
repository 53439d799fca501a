"""The bare page's settings, which are read in processes of their own."""

import os
import subprocess
import sys


def test_the_bare_page_starts() -> None:
    started = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup(); from seatwise.bench import bare; print(bare.urlpatterns)",
        ],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "seatwise.bench.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 0, started.stderr
    assert "bare/" in started.stdout
