"""The declarative base: naming convention and the column types that every table uses."""

from datetime import date, datetime
from typing import Annotated

from sqlalchemy import BigInteger, Date, DateTime, Double, Integer, MetaData, SmallInteger, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Key = Annotated[int, mapped_column(Integer, primary_key=True, autoincrement=False)]
SmallKey = Annotated[int, mapped_column(SmallInteger, primary_key=True, autoincrement=False)]
TextKey = Annotated[str, mapped_column(Text, primary_key=True)]
InstantKey = Annotated[datetime, mapped_column(DateTime(timezone=True), primary_key=True)]
DateKey = Annotated[date, mapped_column(Date, primary_key=True)]
Small = Annotated[int, mapped_column(SmallInteger)]
Number = Annotated[int, mapped_column(Integer)]
Big = Annotated[int, mapped_column(BigInteger)]
Real = Annotated[float, mapped_column(Double)]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]


class Base(DeclarativeBase):
    """Every table's base. Times are UTC; a column that the API may leave out is nullable."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {str: Text}  # noqa: RUF012 - SQLAlchemy's own protocol
