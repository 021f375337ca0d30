"""The tables of the archive.

What is large (page images, words, whole readings) lies in the blob store; the tables hold what is asked for across
reports. `key` columns are internal integers, `id` columns are what people and URLs see.

- `documents`, `pages`, `jobs`, `receipts`, `batches`: what was handed in and how far its reading is.
- `reports`, `versions`, `readings`: a report, its copies, and each run of recognition over a copy (immutable).
- `observations`, `findings`: a projection of each report's leading version with people's corrections applied; both can
  be rebuilt from readings and corrections. `observations` is clustered by metric and year, the way rankings ask for it.
- `checks`: what the relations changed in a report's values, under a digest of what they follow from
  (`archive.derived.remembered`); what is not there is checked when it is asked for.
- `corrections`, `events`: people's words; `events` can only be appended to (triggers see to it).
- `questions`: values that somebody says are wrong: the public (报错), or a person who looked at a sample (抽检).
- `samples`, `sample_items`: values drawn at random and what people said of each.
- `dues`: which offices must report on which year (应有).
- `users`, `roles`, `roles_users`: accounts, with the columns of Flask-Security's third schema, mapped by `web`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from archive.db.account_tables import roles, roles_users, users
from archive.db.base import Key, metadata
from archive.db.doubt_tables import questions, sample_items, samples
from archive.db.types import Json, Moment

# Tables are asked for here, wherever they are spelled out.
__all__ = ["metadata", "questions", "roles", "roles_users", "sample_items", "samples", "users"]

# No year was found: a primary key cannot hold NULL.
NO_YEAR = 0

regions = Table(
    "regions",
    metadata,
    Column("key", Key, primary_key=True),
    Column("path", Text, nullable=False, unique=True),  # 河南省/洛阳市/西工区
    Column("name", Text, nullable=False),
    Column("level", SmallInteger, nullable=False),  # 1 province, 2 city, 3 county
    Column("code", String(12)),
    Column("parent_key", Key, ForeignKey("regions.key"), index=True),
)

offices = Table(
    "offices",
    metadata,
    Column("key", Key, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("identity", Text, nullable=False, index=True),  # region and name without it, see offices.names
    Column("kind", String(16), index=True),
    Column("level", String(16)),
    Column("region_key", Key, ForeignKey("regions.key"), index=True),
    Column("created", Moment, nullable=False),
)

office_aliases = Table(
    "office_aliases",
    metadata,
    Column("key", Key, primary_key=True),
    Column("office_key", Key, ForeignKey("offices.key"), nullable=False, index=True),
    Column("name", Text, nullable=False, index=True),  # the canonical name is among them
    UniqueConstraint("office_key", "name"),
)

successions = Table(
    "successions",
    metadata,
    Column("predecessor_key", Key, ForeignKey("offices.key"), primary_key=True),
    Column("successor_key", Key, ForeignKey("offices.key"), primary_key=True, index=True),
    Column("since", SmallInteger),  # the first year that the successor reports on
)

absences = Table(
    "absences",
    metadata,
    Column("office_key", Key, ForeignKey("offices.key"), primary_key=True),
    Column("year", SmallInteger, primary_key=True),
    Column("reason", String(16), nullable=False),  # not_made, not_handed_over, unknown
    Column("user_name", Text),
    Column("at", Moment, nullable=False),
)

dues = Table(
    "dues",
    metadata,
    Column("office_key", Key, ForeignKey("offices.key"), primary_key=True),
    Column("year", SmallInteger, primary_key=True, index=True),
    Column("user_name", Text),
    Column("at", Moment, nullable=False),
)

batches = Table(
    "batches",
    metadata,
    Column("key", Key, primary_key=True),
    Column("name", Text, nullable=False),
    Column("user_name", Text),
    Column("created", Moment, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("key", Key, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("filename", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("batch_key", Key, ForeignKey("batches.key"), index=True),
    Column("user_name", Text),
    Column("received", Moment, nullable=False, index=True),
    Column("given_office", Text),  # said by hand at intake; wins over what was read
    Column("given_year", SmallInteger),
    Column("state", String(12), nullable=False, index=True),  # queued, reading, read, failed, set_aside
    Column("reason", Text),
    Column("remedy", Text),
    Column("pages_done", Integer, nullable=False, server_default=text("0")),
    Column("job_id", Text),  # the latest job
    Column("archival_code", Text, index=True),  # 档号, by which archives call a filed unit
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("document_key", Key, ForeignKey("documents.key"), nullable=False, index=True),
    Column("state", String(12), nullable=False, index=True),
    Column("reason", Text),
    Column("user_name", Text),
    Column("queued", Moment, nullable=False),
    Column("started", Moment),
    Column("finished", Moment),
    Column("fingerprint", Text),
)

receipts = Table(
    "receipts",
    metadata,
    Column("key", Key, primary_key=True),
    Column("batch_key", Key, ForeignKey("batches.key"), index=True),
    Column("filename", Text, nullable=False),
    Column("sha256", String(64), index=True),
    Column("outcome", String(12), nullable=False),  # received, duplicate, refused
    Column("reason", Text),
    Column("remedy", Text),
    Column("user_name", Text),
    Column("at", Moment, nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("document_key", Key, ForeignKey("documents.key"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("source", String(12), nullable=False),
    Column("image_key", Text, nullable=False),
    Column("media_type", Text, nullable=False),
)

blobs = Table(
    "blobs",
    metadata,
    Column("key", Text, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("written", Moment, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("key", Key, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("office_key", Key, ForeignKey("offices.key")),
    Column("year", SmallInteger),
    Column("scope", String(12)),
    Column("edition", String(8)),
    Column("period_start", Date),
    Column("period_end", Date),
    Column("status", String(12), nullable=False),
    Column("leading", Integer),  # the number of the leading version
    Column("doubts", Integer, nullable=False, server_default=text("0")),
    Column("certain", Integer, nullable=False, server_default=text("0")),
    Column("missing", Integer, nullable=False, server_default=text("0")),
    Column("hard", Integer, nullable=False, server_default=text("0")),
    Column("hints", Integer, nullable=False, server_default=text("0")),
    Column("created", Moment, nullable=False),
    Column("updated", Moment, nullable=False, index=True),
    Column("revision", Integer, nullable=False, server_default=text("1")),  # grows with every change
    Column("indexed", Integer, nullable=False, server_default=text("0")),  # the revision that the index holds
)
Index("ix_reports_office_key_year", reports.c.office_key, reports.c.year, reports.c.status)
Index("ix_reports_year_status", reports.c.year, reports.c.status)
Index("ix_reports_status_updated", reports.c.status, reports.c.updated, reports.c.key)
Index(
    "ix_reports_unindexed",
    reports.c.key,
    sqlite_where=reports.c.indexed < reports.c.revision,
    postgresql_where=reports.c.indexed < reports.c.revision,
)

redirects = Table(
    "redirects",
    metadata,
    Column("kind", String(8), primary_key=True),  # report, office
    Column("old_id", Text, primary_key=True),
    Column("new_id", Text, nullable=False, index=True),
    Column("at", Moment, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("key", Key, primary_key=True),
    Column("report_key", Key, ForeignKey("reports.key"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("document_key", Key, ForeignKey("documents.key"), nullable=False),
    Column("place", Integer, nullable=False),  # which of the document's reports, from 0
    Column("reading_key", Key),  # the reading in force
    Column("created", Moment, nullable=False),
    UniqueConstraint("report_key", "number"),
    UniqueConstraint("document_key", "place"),
)

readings = Table(
    "readings",
    metadata,
    Column("key", Key, primary_key=True),
    Column("version_key", Key, ForeignKey("versions.key"), nullable=False, index=True),
    Column("job_id", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("blob_key", Text, nullable=False),
    Column("pages", Json, nullable=False),
    Column("title", Text),
    Column("office_name", Text),
    Column("year", SmallInteger),
    Column("scope", String(12)),
    Column("edition", String(8), nullable=False),
    Column(
        "doubts", Json, nullable=False
    ),  # the metrics in doubt, so that a correction's effect is known without the blob
    Column("certain", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Column("agreement", Json),  # how far the readers agreed and why values are in doubt, see archive.agreement
    UniqueConstraint("job_id", "place"),
)

metrics = Table(
    "metrics",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

observations = Table(
    "observations",
    metadata,
    Column("metric_key", Integer, ForeignKey("metrics.key"), primary_key=True),
    Column("year", SmallInteger, primary_key=True),
    Column("report_key", Key, ForeignKey("reports.key"), primary_key=True),
    Column("value", Text),  # the exact decimal
    Column("number", Float),  # the same for sorting and ranges
    Column("status", String(12), nullable=False),
    Column("confidence", Float),  # of what needs a person only, which is sorted by it; 0 where unknown
    Column("urgency", SmallInteger, nullable=False, server_default=text("2")),  # doubts come by it, see archive.urgency
    Column("questioned", Boolean, nullable=False, server_default=false()),  # the public says that it is wrong
    sqlite_with_rowid=False,
)
# Spelled out, because SQLite uses a partial index only for a query that repeats its condition without parameters.
IN_DOUBT = text("(observations.status IN ('doubtful', 'missing', 'proposed') OR observations.questioned)")
_IN_DOUBT = text("(status IN ('doubtful', 'missing', 'proposed') OR questioned)")
Index("ix_observations_report_key", observations.c.report_key)
Index(
    "ix_observations_doubts",
    observations.c.urgency,
    observations.c.confidence,
    observations.c.report_key,
    observations.c.metric_key,
    observations.c.status,
    observations.c.questioned,  # in it, so that a kind of doubt is found without looking at the values themselves
    sqlite_where=_IN_DOUBT,
    postgresql_where=_IN_DOUBT,
)

findings = Table(
    "findings",
    metadata,
    Column("key", Key, primary_key=True),
    Column("report_key", Key, ForeignKey("reports.key"), nullable=False, index=True),
    Column("relation", Text, nullable=False, index=True),
    Column("grade", String(8), nullable=False),
    Column("likely", String(12), nullable=False),
    Column("source", String(12), nullable=False),  # reading, relation, years
    Column("metrics", Json, nullable=False),
    Column("message", Text, nullable=False),
    Column("answered", Boolean, nullable=False, server_default=false()),  # a person called it the office's own
)

checks = Table(
    "checks",
    metadata,
    Column("report_key", Key, ForeignKey("reports.key"), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("changes", Json, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("key", Key, primary_key=True),
    Column("report_key", Key, ForeignKey("reports.key"), nullable=False),
    Column("field", Text, nullable=False),  # a metric, report.title, report.section.3.text, finding.<relation> ...
    Column("before", Json),
    Column("after", Json),
    Column("why", Text, nullable=False),
    Column("user_name", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone", Moment),
    Column("undone_by", Text),
    Column("pending", Boolean, nullable=False, server_default=false()),  # counts only when another person confirms it
    Column("confirmed", Moment),
    Column("confirmed_by", Text),
    Column("later", String(12)),  # what a later reading says: agrees, repeats (what was corrected), disagrees
)
Index("ix_corrections_report_key_field", corrections.c.report_key, corrections.c.field)
DISAGREEING = text("corrections.later = 'disagrees' AND corrections.undone IS NULL")
_DISAGREEING = text("later = 'disagrees' AND undone IS NULL")
Index("ix_corrections_disagreeing", corrections.c.key, sqlite_where=_DISAGREEING, postgresql_where=_DISAGREEING)
Index(
    "ix_corrections_pending",
    corrections.c.key,
    sqlite_where=text("pending"),
    postgresql_where=text("pending"),
)

events = Table(
    "events",
    metadata,
    Column("key", Key, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("user_name", Text),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),  # report:<id>, document:<sha256>, batch:<n>, office:<id>
    Column("detail", Json, nullable=False),
)

workers = Table(
    "workers",
    metadata,
    Column("slot", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started", Moment, nullable=False),
    Column("beat", Moment, nullable=False),
)
