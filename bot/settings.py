"""What an operator sets, read once from the environment (or `.env`). Every mistake is told at the start, by name."""

import os
from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _named(name: str) -> AliasChoices:
    """Hosts set DATABASE_URL and REDIS_URL without our prefix; both spellings are read."""
    return AliasChoices(name, f"PEERLINE_{name}")


class Settings(BaseSettings):
    """The operator's settings. `.env.example` lists the same names."""

    model_config = SettingsConfigDict(
        env_prefix="PEERLINE_",
        env_file=os.environ.get("PEERLINE_ENV_FILE", ".env"),
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    data: Path = Field(Path("var"), description="Directory of the SQLite file and the embedded Redis")
    database_url: str = Field("", validation_alias=_named("DATABASE_URL"), description="Empty: SQLite under `data`")
    redis_url: str = Field(
        "", validation_alias=_named("REDIS_URL"), description="Empty: no Redis; the clock works alone"
    )
    public_url: str = Field("http://127.0.0.1:8080", description="What the carrier calls us by; signatures cover it")
    twilio_account_sid: str = Field("", description="The account that owns the program's numbers")
    twilio_auth_token: SecretStr = Field(SecretStr(""), description="Signs webhooks and opens the REST API")
    twilio_api_url: str = Field("", description="Only for the local phone network: where its REST API listens")
    ping_url: SecretStr = Field(SecretStr(""), description="Called each minute while every promise holds; empty: none")
    mail_host: str = Field("", description="Mail server, host:port, told when a promise is broken; empty: no e-mail")
    mail_user: str = Field("", description="Its user, where it asks for one")
    mail_password: SecretStr = Field(SecretStr(""), description="Its password")
    mail_from: str = Field("", description="The sender of these e-mails")
    mail_to: str = Field("", description="Who gets them; several with commas between them")
    keys: SecretStr = Field(SecretStr(""), description="Encryption keys, newest first: id:base64,id:base64")
    index_key: SecretStr = Field(SecretStr(""), description="Key of the phone number index, base64 of 32 bytes")

    @field_validator("database_url")
    @classmethod
    def _with_driver(cls, url: str) -> str:
        """Hosts hand out postgres:// and postgresql://; SQLAlchemy wants the driver named."""
        scheme, separator, rest = url.partition("://")
        return f"postgresql+psycopg://{rest}" if separator and scheme in {"postgres", "postgresql"} else url

    @field_validator("ping_url")
    @classmethod
    def _is_http(cls, url: SecretStr) -> SecretStr:
        if url and not url.get_secret_value().startswith(("https://", "http://")):
            raise ValueError("an address that begins with https://")
        return url

    @field_validator("public_url", "twilio_api_url")
    @classmethod
    def _without_slash(cls, url: str) -> str:
        return url.rstrip("/")

    @property
    def database(self) -> str:
        """The database's URL, the SQLite file under `data` where none is set."""
        return self.database_url or f"sqlite:///{self.data / 'peerline.db'}"
