"""Settings, read once from PORTAL_ variables; a bad value stops the start with one sentence."""

import re
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

EVERY_MINUTE = "*"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOUR = r"([01]\d|2[0-3]):[0-5]\d"


class BadSetting(Exception):
    """A setting that cannot be used; the message is one sentence for the person who set it."""


def _pair(value: Any, name: str) -> Any:
    if not isinstance(value, str):
        return value
    numbers = [part.strip() for part in value.split(",")]
    if not all(number.isdecimal() for number in numbers) or len(numbers) not in {1, 2}:
        raise ValueError(f"{name} is one whole number or two with a comma between, like 20,5")
    pair = (int(numbers[0]), int(numbers[-1]))
    if not min(pair):
        raise ValueError(f"{name} is at least 1")
    return pair


class Settings(BaseSettings):
    """Everything that an operator may choose (contract: Settings)."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", frozen=True, extra="ignore")

    data: Path = Path("var")
    database_url: str = ""
    inbox_url: str = ""
    url: str = "http://127.0.0.1:8000"
    proxies: int = Field(default=0, ge=0, le=10)
    name: str = "Candor 真話"
    org: str = ""
    contact: str = ""
    secret_key: SecretStr = SecretStr("")
    release_at: Annotated[tuple[time, ...] | Literal["*"], NoDecode] = (time(17, 0),)
    epoch: Literal["month", "week"] = "month"
    k: Annotated[tuple[int, int], NoDecode] = (5, 8)
    floor: Annotated[tuple[int, int], NoDecode] = (20, 5)
    retention: int = Field(default=24, ge=1, le=240)
    timezone: str = "Asia/Taipei"
    locale: Literal["zh_Hant", "en"] = "zh_Hant"
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = ""
    notify_private: bool = False
    quiet: Annotated[tuple[time, time], NoDecode] = (time(19), time(8))
    quiet_days: Annotated[frozenset[int], NoDecode] = frozenset({5, 6})
    remind_on: Annotated[frozenset[int], NoDecode] = frozenset({4})
    second_step: Literal["offered", "required"] = "offered"
    framed_by: Annotated[tuple[str, ...], NoDecode] = ()
    demo: bool = False

    @field_validator("release_at", mode="before")
    @classmethod
    def _times(cls, value: Any) -> Any:
        if not isinstance(value, str) or value == EVERY_MINUTE:
            return value
        parts = [part.strip() for part in value.split(",")]
        if not all(re.fullmatch(HOUR, part) for part in parts):
            raise ValueError("PORTAL_RELEASE_AT is a list of times like 09:00,17:00")
        return tuple(sorted({time.fromisoformat(part) for part in parts}))

    @field_validator("k", mode="before")
    @classmethod
    def _k(cls, value: Any) -> Any:
        return _pair(value, "PORTAL_K")

    @field_validator("floor", mode="before")
    @classmethod
    def _floor(cls, value: Any) -> Any:
        return _pair(value, "PORTAL_FLOOR")

    @field_validator("database_url", "inbox_url")
    @classmethod
    def _store(cls, value: str, field: ValidationInfo) -> str:
        if value and not re.fullmatch(r"(sqlite:///|postgresql\+psycopg://)\S+", value):
            name = f"PORTAL_{str(field.field_name).upper()}"
            raise ValueError(f"{name} is like postgresql+psycopg://candor@localhost/candor")
        return value

    @field_validator("quiet", mode="before")
    @classmethod
    def _quiet(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if not re.fullmatch(f"{HOUR}-{HOUR}", value):
            raise ValueError("PORTAL_QUIET is from when until when, like 19:00-08:00")
        begins, ends = value.split("-")
        return time.fromisoformat(begins), time.fromisoformat(ends)

    @field_validator("quiet_days", "remind_on", mode="before")
    @classmethod
    def _weekdays(cls, value: Any, field: ValidationInfo) -> Any:
        if not isinstance(value, str):
            return value
        named = [part.strip().lower() for part in value.split(",") if part.strip()]
        if not set(named) <= set(DAYS):
            name = f"PORTAL_{str(field.field_name).upper()}"
            raise ValueError(f"{name} is a list of days like sat,sun; empty: none")
        return frozenset(map(DAYS.index, named))

    @field_validator("framed_by", mode="before")
    @classmethod
    def _origins(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        origins = [part.strip().rstrip("/") for part in value.split(",") if part.strip()]
        # One website by name: a wildcard would let in whoever gets a name under it.
        if not all(re.fullmatch(r"https?://[a-z0-9.-]+(:\d+)?", one) for one in origins):
            raise ValueError("PORTAL_FRAMED_BY is a list of websites like https://intranet.example")
        return tuple(origins)

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr) -> SecretStr:
        if value and not re.fullmatch(r"smtps?://\S+", value.get_secret_value()):
            raise ValueError("PORTAL_SMTP_URL is like smtp://user:password@mail.example.org:587")
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(
                "PORTAL_TIMEZONE is the name of a time zone, like Asia/Taipei"
            ) from error
        return value

    @field_validator("url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^/\s]+", value.rstrip("/")):
            raise ValueError("PORTAL_URL is the public address, like https://candor.example.org")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _only_in_a_demo(self) -> Self:
        if self.demo:
            return self
        if self.release_at == EVERY_MINUTE:
            raise ValueError("PORTAL_RELEASE_AT=* (every minute) is for a demo only")
        if min(self.floor) < 5:
            raise ValueError(
                "PORTAL_FLOOR under 5 is for a demo only: so few people can be guessed"
            )
        return self

    @property
    def main_url(self) -> str:
        """Address of the main database."""
        return self.database_url or f"sqlite:///{(self.data / 'main.db').absolute()}"

    @property
    def mails(self) -> bool:
        """True when mail is sent; a demo, whose people are made up, sends none."""
        return bool(self.smtp_url) and not self.demo

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone; every day in the product is a day there."""
        return ZoneInfo(self.timezone)

    @property
    def secure(self) -> bool:
        """True when the public address is HTTPS, so that cookies may be marked Secure."""
        return self.url.startswith("https://")


def read_settings(**overrides: Any) -> Settings:
    """Settings from the environment and from overrides. Raises BadSetting with one sentence."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = "PORTAL_" + "_".join(str(part) for part in first["loc"][:1]).upper()
        said = first["msg"].removeprefix("Value error, ")
        raise BadSetting(said if "PORTAL_" in said else f"{name}: {said}.") from error
