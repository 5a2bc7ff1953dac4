"""Storage: one file per noun with its table and its queries; nothing here decides, nothing here reads the clock."""

from sqlmodel import SQLModel

# Set before any table is declared, whichever of them is imported first: a constraint without a name cannot be altered later.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
