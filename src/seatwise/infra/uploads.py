"""Small uploads: a file that is too large is neither held in memory nor written to the disk, however large it is."""

import functools
import io
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

PATIENCE = 100_000_000
"""Bytes that are read and thrown away, so that a browser has sent its form and shows our answer; beyond, the connection ends."""
_TOO_LARGE = "seatwise_upload_too_large"

View = Callable[..., HttpResponseBase]


class Bounded(FileUploadHandler):
    """Keeps at most so many bytes of all files of a request together; then nothing of them."""

    def __init__(self, request: HttpRequest, *, most: int) -> None:
        super().__init__(request)
        self.most = most
        self.kept = 0
        self.chunks: list[bytes] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.chunks = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept += len(raw_data)
        if self.kept > self.most:
            self.chunks.clear()
            assert self.request is not None
            self.request.META[_TOO_LARGE] = True
            if int(self.request.META.get("CONTENT_LENGTH") or 0) > PATIENCE:
                raise StopUpload(connection_reset=True)
            # The rest is read piece by piece and let go. Django's own way to stop would read it line by line, and a file
            # without line ends is one line.
            return
        self.chunks.append(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        assert self.request is not None
        if too_large(self.request):
            return None
        content = io.BytesIO(b"".join(self.chunks))
        return InMemoryUploadedFile(
            content,
            self.field_name,
            self.file_name or "",
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )


def bounded(*, most: int) -> Callable[[View], View]:
    """This function will let a view receive files of at most so many bytes; `too_large` tells it that there were more.

    The form's token must stand before the file. It is checked here, after the handler is in place, and not by the middleware:
    that one would have read the whole upload before.
    """

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        @functools.wraps(view)
        def receiving(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request.upload_handlers = [Bounded(request, most=most)]
            return protected(request, *args, **kwargs)

        return csrf_exempt(receiving)

    return decorate


def too_large(request: HttpRequest) -> bool:
    """This function will tell whether the request's files were more than the view receives; they are gone then."""
    return _TOO_LARGE in request.META
