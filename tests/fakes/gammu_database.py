"""A database as Gammu SMSD has it, in its own words, and the part of SMSD that moves rows: the modem itself is not there.

The tables are those of Gammu's manual ("SMSD Database Structure", schema 13 on PostgreSQL, 18 on SQLite), with the columns that
SMSD fills and the checks that it makes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from bot.settings import Settings, parse_settings

_POSTGRESQL = """
CREATE TABLE inbox ("UpdatedInDB" timestamp(0) NOT NULL DEFAULT LOCALTIMESTAMP(0),
  "ReceivingDateTime" timestamp(0) NOT NULL DEFAULT LOCALTIMESTAMP(0), "Text" text NOT NULL,
  "SenderNumber" varchar(20) NOT NULL DEFAULT '', "Coding" varchar(255) NOT NULL DEFAULT 'Default_No_Compression',
  "UDH" text NOT NULL, "SMSCNumber" varchar(20) NOT NULL DEFAULT '', "Class" integer NOT NULL DEFAULT '-1',
  "TextDecoded" text NOT NULL DEFAULT '', "ID" serial PRIMARY KEY, "RecipientID" text NOT NULL,
  "Processed" boolean NOT NULL DEFAULT 'false');
CREATE TABLE outbox ("InsertIntoDB" timestamp(0) NOT NULL DEFAULT LOCALTIMESTAMP(0),
  "SendingDateTime" timestamp NOT NULL DEFAULT LOCALTIMESTAMP(0), "Text" text,
  "DestinationNumber" varchar(20) NOT NULL DEFAULT '', "Coding" varchar(255) NOT NULL DEFAULT 'Default_No_Compression',
  "UDH" text, "Class" integer DEFAULT '-1', "TextDecoded" text NOT NULL DEFAULT '', "ID" serial PRIMARY KEY,
  "MultiPart" boolean NOT NULL DEFAULT 'false', "RelativeValidity" integer DEFAULT '-1', "SenderID" varchar(255),
  "SendingTimeOut" timestamp(0) NOT NULL DEFAULT LOCALTIMESTAMP(0), "DeliveryReport" varchar(10) DEFAULT 'default',
  "CreatorID" text NOT NULL, CHECK ("Coding" IN ('Default_No_Compression','Unicode_No_Compression','8bit')),
  CHECK ("DeliveryReport" IN ('default','yes','no')));
CREATE TABLE outbox_multipart ("Text" text, "Coding" varchar(255) NOT NULL DEFAULT 'Default_No_Compression', "UDH" text,
  "Class" integer DEFAULT '-1', "TextDecoded" text DEFAULT NULL, "ID" serial, "SequencePosition" integer NOT NULL DEFAULT '1',
  PRIMARY KEY ("ID", "SequencePosition"));
CREATE TABLE sentitems ("SendingDateTime" timestamp(0) NOT NULL DEFAULT LOCALTIMESTAMP(0), "Text" text NOT NULL,
  "DestinationNumber" varchar(20) NOT NULL DEFAULT '', "Coding" varchar(255) NOT NULL DEFAULT 'Default_No_Compression',
  "UDH" text NOT NULL, "TextDecoded" text NOT NULL DEFAULT '', "ID" serial, "SenderID" varchar(255) NOT NULL,
  "SequencePosition" integer NOT NULL DEFAULT '1', "Status" varchar(255) NOT NULL DEFAULT 'SendingOK',
  "StatusError" integer NOT NULL DEFAULT '-1', "CreatorID" text NOT NULL, PRIMARY KEY ("ID", "SequencePosition"),
  CHECK ("Status" IN ('SendingOK','SendingOKNoReport','SendingError','DeliveryOK','DeliveryFailed','DeliveryPending',
  'DeliveryUnknown','Error')))
"""

_SQLITE = """
CREATE TABLE inbox (UpdatedInDB NUMERIC NOT NULL DEFAULT (datetime('now', 'localtime')),
  ReceivingDateTime NUMERIC NOT NULL DEFAULT (datetime('now', 'localtime')), Text TEXT NOT NULL,
  SenderNumber TEXT NOT NULL DEFAULT '', Coding TEXT NOT NULL DEFAULT 'Default_No_Compression', UDH TEXT NOT NULL,
  SMSCNumber TEXT NOT NULL DEFAULT '', Class INTEGER NOT NULL DEFAULT -1, TextDecoded TEXT NOT NULL DEFAULT '',
  ID INTEGER PRIMARY KEY AUTOINCREMENT, RecipientID TEXT NOT NULL, Processed TEXT NOT NULL DEFAULT 'false');
CREATE TABLE outbox (InsertIntoDB NUMERIC NOT NULL DEFAULT (datetime('now', 'localtime')),
  SendingDateTime NUMERIC NOT NULL DEFAULT (datetime('now', 'localtime')), Text TEXT,
  DestinationNumber TEXT NOT NULL DEFAULT '', Coding TEXT NOT NULL DEFAULT 'Default_No_Compression', UDH TEXT,
  Class INTEGER DEFAULT -1, TextDecoded TEXT NOT NULL DEFAULT '', ID INTEGER PRIMARY KEY AUTOINCREMENT,
  MultiPart TEXT NOT NULL DEFAULT 'false', RelativeValidity INTEGER DEFAULT -1, SenderID TEXT,
  SendingTimeOut NUMERIC NOT NULL DEFAULT (datetime('now', 'localtime')), DeliveryReport TEXT DEFAULT 'default',
  CreatorID TEXT NOT NULL, CHECK (Coding IN ('Default_No_Compression','Unicode_No_Compression','8bit')),
  CHECK (DeliveryReport IN ('default','yes','no')));
CREATE TABLE outbox_multipart (Text TEXT, Coding TEXT NOT NULL DEFAULT 'Default_No_Compression', UDH TEXT,
  Class INTEGER DEFAULT -1, TextDecoded TEXT DEFAULT NULL, ID INTEGER, SequencePosition INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (ID, SequencePosition));
CREATE TABLE sentitems (SendingDateTime NUMERIC NOT NULL DEFAULT (datetime('now', 'localtime')), Text TEXT NOT NULL,
  DestinationNumber TEXT NOT NULL DEFAULT '', Coding TEXT NOT NULL DEFAULT 'Default_No_Compression', UDH TEXT NOT NULL,
  TextDecoded TEXT NOT NULL DEFAULT '', ID INTEGER, SenderID TEXT NOT NULL, SequencePosition INTEGER NOT NULL DEFAULT 1,
  Status TEXT NOT NULL DEFAULT 'SendingOK', StatusError INTEGER NOT NULL DEFAULT -1, CreatorID TEXT NOT NULL,
  PRIMARY KEY (ID, SequencePosition),
  CHECK (Status IN ('SendingOK','SendingOKNoReport','SendingError','DeliveryOK','DeliveryFailed','DeliveryPending',
  'DeliveryUnknown','Error')))
"""


@dataclass(frozen=True)
class GammuDatabase:
    """The database, and SMSD's hands."""

    url: str
    engine: Engine

    @classmethod
    def made(cls, url: str) -> GammuDatabase:
        """Make the tables at ``url``."""
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool)
        with engine.begin() as db:
            for statement in (_SQLITE if url.startswith("sqlite") else _POSTGRESQL).split(";\n"):
                db.execute(text(statement))
        return cls(url, engine)

    def settings(self, **changed: str) -> Settings:
        """Return settings with Gammu on."""
        return parse_settings({"SUARA_GAMMU_URL": self.url, **changed})

    def rows(self, table: str, order: str = "ID") -> list[dict[str, Any]]:
        """Return all rows of a table."""
        with self.engine.begin() as db:
            found = db.execute(text(f'SELECT * FROM {table} ORDER BY "{order}"')).mappings()
            return [dict(row) for row in found]

    def came_in(self, words: str, sender: str, *, udh: str = "", recipient: str = "", coding: str = "") -> None:
        """Put an SMS into the inbox, as SMSD does."""
        values = {
            "words": words,
            "sender": sender,
            "udh": udh,
            "to": recipient,
            "coding": coding or "Default_No_Compression",
        }
        with self.engine.begin() as db:
            db.execute(
                text(
                    'INSERT INTO inbox ("Text", "SenderNumber", "Coding", "UDH", "TextDecoded", "RecipientID") '
                    "VALUES ('', :sender, :coding, :udh, :words, :to)"
                ),
                values,
            )

    def went_out(self, *statuses: str, error: int = -1) -> None:
        """Send the oldest message of the outbox: each part becomes a row of sentitems with its status."""
        first = self.rows("outbox")[0]
        parts = [first, *(row for row in self.rows("outbox_multipart", "SequencePosition") if row["ID"] == first["ID"])]
        with self.engine.begin() as db:
            for number, (part, status) in enumerate(zip(parts, statuses, strict=False), start=1):
                db.execute(
                    text(
                        'INSERT INTO sentitems ("Text", "DestinationNumber", "UDH", "TextDecoded", "ID", "SenderID", '
                        '"SequencePosition", "Status", "StatusError", "CreatorID") '
                        "VALUES ('', :to, :udh, :words, :id, '', :number, :status, :error, :creator)"
                    ),
                    {
                        "to": first["DestinationNumber"],
                        "udh": part["UDH"] or "",
                        "words": part["TextDecoded"],
                        "id": first["ID"],
                        "number": number,
                        "status": status,
                        "error": error,
                        "creator": first["CreatorID"],
                    },
                )
            for table in ("outbox", "outbox_multipart"):
                db.execute(text(f'DELETE FROM {table} WHERE "ID" = :id'), {"id": first["ID"]})

    def reported(self, status: str, error: int = -1) -> None:
        """Write a delivery report onto every part that was sent."""
        with self.engine.begin() as db:
            db.execute(text('UPDATE sentitems SET "Status" = :s, "StatusError" = :e'), {"s": status, "e": error})
