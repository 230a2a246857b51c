"""Settings: a TOML file and CAIRNLOOP_* variables become one frozen object; an unknown key is an error."""

from cairnloop.config.answers import Drafting, Embeddings, Model
from cairnloop.config.console import Console, SavedSection
from cairnloop.config.house import DatabaseSection, Jobs, Limits, Logging, Outside, People, Security, Server
from cairnloop.config.reading import find_config, load
from cairnloop.config.settings import Settings
from cairnloop.config.work import S3, Deadlines, Desk, Files, Mail, Visits

__all__ = [
    "S3",
    "Console",
    "DatabaseSection",
    "Deadlines",
    "Desk",
    "Drafting",
    "Embeddings",
    "Files",
    "Jobs",
    "Limits",
    "Logging",
    "Mail",
    "Model",
    "Outside",
    "People",
    "SavedSection",
    "Security",
    "Server",
    "Settings",
    "Visits",
    "find_config",
    "load",
]
