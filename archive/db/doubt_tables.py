"""Doubt at scale: values that somebody questions, and samples that people look at."""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, String, Table, Text, text

from archive.db.base import Key, metadata
from archive.db.types import Json, Moment

questions = Table(
    "questions",
    metadata,
    Column("key", Key, primary_key=True),
    Column("report_key", Key, ForeignKey("reports.key"), nullable=False),
    Column("metric", Text, nullable=False),
    Column("source", String(12), nullable=False),  # public, sampling
    Column("value", Text),  # what was shown to who asked
    Column("remark", Text),
    Column("user_name", Text),
    Column("asker", String(64)),  # of the public: a keyed hash of the address, to count by
    Column("at", Moment, nullable=False, index=True),
    Column("state", String(12), nullable=False),  # open, dismissed, settled
    Column("closed", Moment),
    Column("closed_by", Text),
)
Index("ix_questions_report_key_metric", questions.c.report_key, questions.c.metric)
Index(
    "ix_questions_open",
    questions.c.key,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)

samples = Table(
    "samples",
    metadata,
    Column("key", Key, primary_key=True),
    Column("name", Text, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("rate", Float, nullable=False),  # the error rate that the sample is to rule out
    Column("meant", Json, nullable=False),  # which reports it was drawn from
    Column("strata", Json, nullable=False),  # by batch: how many values there were and how many were drawn
    Column("user_name", Text, nullable=False),
    Column("created", Moment, nullable=False),
)

sample_items = Table(
    "sample_items",
    metadata,
    Column("sample_key", Key, ForeignKey("samples.key"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("version_key", Key, ForeignKey("versions.key"), nullable=False),
    Column("reading_key", Key, ForeignKey("readings.key"), nullable=False),
    Column("batch_key", Key, ForeignKey("batches.key")),
    Column("metric", Text, nullable=False),
    Column("value", Text),
    Column("verdict", String(8)),  # right, wrong, unclear
    Column("user_name", Text),
    Column("at", Moment),
    Column("held_by", Text),  # who has it on the screen, and since when
    Column("held", Moment),
)
