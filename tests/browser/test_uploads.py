"""A logo that means no good, and one that is far too large, in a real browser (S27)."""

from playwright.sync_api import Page, expect

SETTINGS = "/techsolutions/console/settings/"
HOSTILE = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10"
 onload="document.title='taken'"><script>document.title = 'taken'</script>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="document.title='taken'"/></body></foreignObject>
<image xlink:href="https://evil.example/p.png"/><rect style="fill:url(https://evil.example/)" width="4" height="4"/>
<circle cx="5" cy="5" r="4" fill="#7a1f5c"/></svg>"""


def choose(page: Page, name: str, content: bytes) -> None:
    page.goto(SETTINGS)
    page.get_by_label("Picture").set_input_files(
        {"name": name, "mimeType": "image/svg+xml", "buffer": content}
    )
    page.get_by_role("button", name="Upload the logo").click()
    page.wait_for_load_state()


def test_a_hostile_logo_is_only_looked_at(visit, site, tmp_path) -> None:
    page = visit("nikos@techsolutions.example")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    try:
        choose(page, "logo.svg", HOSTILE.encode())
        expect(page.locator(".toasts")).to_contain_text(
            "without what a logo must not have: onload, script, foreignObject"
        )
        shown = page.locator(".side .brand img")
        assert shown.evaluate("image => image.complete && image.naturalWidth > 0")
        address = shown.get_attribute("src")
        assert address is not None
        # Opened by itself it could act, where an image never may.
        page.goto(address)
        assert (
            page.evaluate("document.querySelectorAll('script, foreignObject, image, [onload]').length") == 0
        )
        assert page.locator("circle").count() == 1
        assert page.title() != "taken"
        assert [url for url in asked if not url.startswith(site.url)] == []

        large = tmp_path / "large.png"
        with large.open("wb") as file:
            file.truncate(50_000_000)
        page.goto(SETTINGS)
        page.get_by_label("Picture").set_input_files(large)
        page.get_by_role("button", name="Upload the logo").click()
        expect(page.locator(".em")).to_contain_text("This file is too large. A logo may have 200 kB")
        expect(page.locator(".side .brand img")).to_have_attribute("src", address)
    finally:
        page.goto(SETTINGS)
        page.get_by_role("button", name="Remove the logo").click()
        expect(page.locator(".side .brand .logo")).to_be_visible()
