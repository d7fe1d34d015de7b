"""Organisations, people, and what people may do where."""

from accounts.models.organisations import (
    AGENCY_KINDS,
    NameKind,
    NumberedAt,
    Organ,
    Organisation,
    OrganisationKind,
    OrganisationName,
    OrganLevel,
)
from accounts.models.people import User
from accounts.models.ranges import DateRange
from accounts.models.roles import KEEPER_ROLES, Absence, Delegation, Role, RoleAssignment
from accounts.models.rosters import HeadRank, RosterEntry
from accounts.models.tokens import TOKEN_ROLES, ApiToken, Scope

__all__ = [
    "AGENCY_KINDS",
    "KEEPER_ROLES",
    "TOKEN_ROLES",
    "Absence",
    "ApiToken",
    "DateRange",
    "Delegation",
    "HeadRank",
    "NameKind",
    "NumberedAt",
    "Organ",
    "OrganLevel",
    "Organisation",
    "OrganisationKind",
    "OrganisationName",
    "Role",
    "RoleAssignment",
    "RosterEntry",
    "Scope",
    "User",
]
