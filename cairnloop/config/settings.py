"""All settings, section by section."""

from cairnloop.config.answers import Drafting, Embeddings, Model
from cairnloop.config.console import Console
from cairnloop.config.house import DatabaseSection, Jobs, Limits, Logging, Outside, People, Security, Server
from cairnloop.config.section import Section
from cairnloop.config.work import Deadlines, Desk, Files, Mail, Visits


class Settings(Section):
    """All settings. The descriptions are what config.example.toml says of each."""

    server: Server = Server()
    database: DatabaseSection = DatabaseSection()
    security: Security = Security()
    people: People = People()
    outside: Outside = Outside()
    jobs: Jobs = Jobs()
    drafting: Drafting = Drafting()
    model: Model = Model()
    embeddings: Embeddings = Embeddings()
    desk: Desk = Desk()
    deadlines: Deadlines = Deadlines()
    limits: Limits = Limits()
    files: Files = Files()
    visits: Visits = Visits()
    mail: Mail = Mail()
    logging: Logging = Logging()
    console: Console = Console()
