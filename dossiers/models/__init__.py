from dossiers.models.access import DossierAccess
from dossiers.models.codes import Code
from dossiers.models.facts import Fact, TimelineEntry, Visibility
from dossiers.models.files import DossierFile, StoredFile
from dossiers.models.links import DossierLink, LinkKind
from dossiers.models.numbers import CaseNumber, NumberSeries
from dossiers.models.parties import Authority, Party, PartyKind, PartyRole
from dossiers.models.register import Correspondence, Direction, Visit, Visitor
from dossiers.models.spine import AGENCIES_APART, Dossier, DossierKind, DossierSource, DossierStatus
from dossiers.models.trail import TrailEntry, TrailSeal

__all__ = [
    "AGENCIES_APART",
    "Authority",
    "CaseNumber",
    "Code",
    "Correspondence",
    "Direction",
    "Dossier",
    "DossierAccess",
    "DossierFile",
    "DossierKind",
    "DossierLink",
    "DossierSource",
    "DossierStatus",
    "Fact",
    "LinkKind",
    "NumberSeries",
    "Party",
    "PartyKind",
    "PartyRole",
    "StoredFile",
    "TimelineEntry",
    "TrailEntry",
    "TrailSeal",
    "Visibility",
    "Visit",
    "Visitor",
]
