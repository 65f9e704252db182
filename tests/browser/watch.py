"""What a browser complains of, and what it asks of anybody else: both fail the test."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

LOUD = {"error", "warning"}


class Watch:
    """Listens to browser contexts; `expect` names a complaint that belongs to the test."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.heard: list[str] = []
        self.expected: list[str] = []
        self.borne: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        """Listen to every page of a context."""
        context.on("console", self._said)
        context.on("weberror", self._broke)
        context.on("request", self._asked)

    def expect(self, complaint: str) -> None:
        """Let this complaint pass; it must come at least once."""
        self.expected.append(complaint)

    def bear(self, complaint: str) -> None:
        """Let this complaint pass, which a slow machine need not come to."""
        self.borne.append(complaint)

    def faults(self) -> list[str]:
        """What was heard and not expected, and what was expected and not heard."""
        known = (*self.expected, *self.borne)
        loud = [line for line in self.heard if not any(one in line for one in known)]
        silent = [one for one in self.expected if not any(one in line for line in self.heard)]
        return [*loud, *(f"never heard: {one}" for one in silent)]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in LOUD:
            self.heard.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _broke(self, error: WebError) -> None:
        self.heard.append(f"script: {error.error.message}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", f"blob:{self.url}/")):
            self.heard.append(f"asked elsewhere: {request.url}")
