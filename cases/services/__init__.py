"""Writes of reconsideration: what each act of procedure does to the case and which facts it leaves."""

from cases.services.conclusion import after_removal, after_service, close, conclude, serve, sued
from cases.services.handling import (
    assign,
    convert,
    copy_received,
    extend,
    hear_views,
    reply,
    resume,
    send_copy,
    suspend,
    views_not_heard,
)
from cases.services.keeping import add_party, after_step, amend, amend_party, remove_party, void
from cases.services.ledger import LedgerCase, enter_ledger_cases
from cases.services.naming import law_for, title_of
from cases.services.opening import enter_running_case, register_application
from cases.services.review import (
    abandon,
    accept,
    acceptance_after,
    correct_receipt,
    decline,
    deem_accepted,
    extend_supplement,
    require_supplement,
    supplement_received,
    supplement_served,
    withdraw_before_acceptance,
)

__all__ = [
    "LedgerCase",
    "abandon",
    "accept",
    "acceptance_after",
    "add_party",
    "after_removal",
    "after_service",
    "after_step",
    "amend",
    "amend_party",
    "assign",
    "close",
    "conclude",
    "convert",
    "copy_received",
    "correct_receipt",
    "decline",
    "deem_accepted",
    "enter_ledger_cases",
    "enter_running_case",
    "extend",
    "extend_supplement",
    "hear_views",
    "law_for",
    "register_application",
    "remove_party",
    "reply",
    "require_supplement",
    "resume",
    "send_copy",
    "serve",
    "sued",
    "supplement_received",
    "supplement_served",
    "suspend",
    "title_of",
    "views_not_heard",
    "void",
    "withdraw_before_acceptance",
]
