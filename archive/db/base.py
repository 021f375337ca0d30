"""What all tables share: the metadata with the names of keys and indexes, and the type of keys."""

from sqlalchemy import BigInteger, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# A 64-bit key: SQLite's rowid must be called INTEGER to be one.
Key = BigInteger().with_variant(Integer, "sqlite")
