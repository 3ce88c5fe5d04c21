"""Facts about the right to act: mandate, licence, lawful basis. Every public function is a fact.

Days are counted on the UTC calendar.
"""

from __future__ import annotations

from datetime import date, datetime

from tracer.case import ApprovalStatus, Assessment, MandateRole
from tracer.lawful import LawfulBasis
from tracer.situation import Situation


def today(_situation: Situation, now: datetime) -> date:
    """The day on which the decision is taken.

    FR: Le jour où la décision est prise.
    """
    return now.date()


def mandate_present(situation: Situation, _now: datetime) -> bool:
    """Whether the case rests on a written mandate from the creditor.

    FR: Le dossier repose-t-il sur un mandat écrit du créancier ?

    Field: mandate
    """
    return situation.case.mandate is not None


def mandate_in_force(situation: Situation, now: datetime) -> bool:
    """Whether the mandate is signed and has not ended; its last day still counts.

    FR: Le mandat est-il signé et en cours, dernier jour compris ?

    Field: mandate.signed_on, mandate.expires_on
    """
    mandate = situation.case.mandate
    return mandate is not None and mandate.signed_on <= now.date() <= mandate.expires_on


def mandate_power_to_receive(situation: Situation, _now: datetime) -> bool | None:
    """Whether the mandate gives power to receive the money for the creditor.

    FR: Le mandat donne-t-il pouvoir de recevoir le paiement pour le créancier ?

    Field: mandate.power_to_receive
    """
    mandate = situation.case.mandate
    return None if mandate is None else mandate.power_to_receive


def mandate_amounts_itemised(situation: Situation, _now: datetime) -> bool | None:
    """Whether the mandate states the basis and the amounts, separately.

    FR: Le mandat indique-t-il distinctement le fondement et les montants ?

    Field: mandate.amounts_itemised
    """
    mandate = situation.case.mandate
    return None if mandate is None else mandate.amounts_itemised


def purpose_within_mandate(situation: Situation, _now: datetime) -> bool | None:
    """Whether the purpose written for the case is one the mandate covers.

    FR: La finalité inscrite au dossier est-elle couverte par le mandat ?

    Field: mandate.purposes, basis.purpose
    """
    mandate, basis = situation.case.mandate, situation.case.basis
    if mandate is None or basis is None:
        return None
    return basis.purpose in mandate.purposes


def mandate_role(situation: Situation, _now: datetime) -> MandateRole | None:
    """Whether the collector is controller or processor for this claim.

    FR: Le mandataire est-il responsable du traitement ou sous-traitant ?

    Field: mandate.role
    """
    mandate = situation.case.mandate
    return None if mandate is None else mandate.role


def processing_agreement_signed(situation: Situation, _now: datetime) -> bool | None:
    """Whether a processing agreement (GDPR art. 28) is signed with the creditor.

    FR: Un contrat de sous-traitance (RGPD art. 28) est-il signé avec le créancier ?

    Field: mandate.processing_agreement
    """
    mandate = situation.case.mandate
    return None if mandate is None else mandate.processing_agreement


def basis_in_force(situation: Situation, now: datetime) -> bool:
    """Whether a lawful basis was written down for the case and has not ended.

    FR: Une base légale a-t-elle été inscrite pour ce dossier et court-elle encore ?

    Field: basis.recorded_on, basis.expires_on
    """
    basis = situation.case.basis
    return basis is not None and basis.recorded_on <= now.date() <= basis.expires_on


def lawful_basis(situation: Situation, _now: datetime) -> LawfulBasis | None:
    """The lawful basis written for the case (GDPR art. 6(1)).

    FR: La base légale inscrite au dossier (RGPD art. 6, § 1).

    Field: basis.basis
    """
    basis = situation.case.basis
    return None if basis is None else basis.basis


def lia_approved(situation: Situation, now: datetime) -> bool:
    """Whether the legitimate-interest assessment is approved and has not ended.

    FR: L'analyse d'intérêt légitime est-elle approuvée et en cours ?

    Field: basis.lia
    """
    basis = situation.case.basis
    return basis is not None and _approved(basis.lia, now.date())


def dpia_approved(situation: Situation, now: datetime) -> bool:
    """Whether the data-protection impact assessment is approved and has not ended.

    FR: L'analyse d'impact (AIPD) est-elle approuvée et en cours ?

    Field: basis.dpia
    """
    basis = situation.case.basis
    return basis is not None and _approved(basis.dpia, now.date())


def social_sources_opened(situation: Situation, _now: datetime) -> bool:
    """Whether the case's assessment opens social networks; they are closed otherwise.

    FR: L'analyse du dossier ouvre-t-elle les réseaux sociaux ? Ils sont fermés sinon.

    Field: basis.social_sources
    """
    basis = situation.case.basis
    return basis is not None and basis.social_sources


def licence_in_force(situation: Situation, now: datetime) -> bool:
    """Whether the operator's licence to search for debtors is recorded and has not ended.

    FR: L'autorisation de recherche de débiteurs est-elle inscrite et en cours ?

    Field: basis.licence.valid_until
    """
    basis = situation.case.basis
    licence = None if basis is None else basis.licence
    return licence is not None and now.date() <= licence.valid_until


def insurance_in_force(situation: Situation, now: datetime) -> bool | None:
    """Whether the collector's professional insurance covers this day.

    FR: L'assurance professionnelle couvre-t-elle ce jour ?

    Field: basis.licence.insured_until
    """
    basis = situation.case.basis
    licence = None if basis is None else basis.licence
    if licence is None or licence.insured_until is None:
        return None
    return now.date() <= licence.insured_until


def declared_to_prosecutor(situation: Situation, _now: datetime) -> bool | None:
    """Whether the collector made its written declaration to the public prosecutor.

    FR: La déclaration écrite au procureur de la République est-elle faite ?

    Field: basis.licence.declared_to_prosecutor
    """
    basis = situation.case.basis
    licence = None if basis is None else basis.licence
    return None if licence is None else licence.declared_to_prosecutor


def _approved(assessment: Assessment | None, day: date) -> bool:
    return (
        assessment is not None
        and assessment.status is ApprovalStatus.APPROVED
        and (assessment.expires_on is None or day <= assessment.expires_on)
    )
