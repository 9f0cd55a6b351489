"""MySQL (8.0.17 and later): MariaDB's words, another collation by bytes."""

from __future__ import annotations

from .mariadb import MariaDB

MYSQL = MariaDB("mysql", "utf8mb4_0900_bin")
