"""Facts about the right to act: mandate, licence, lawful basis, claim. Every public function is a fact.

Days are counted on the UTC calendar.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tracer.case import ApprovalStatus, Assessment, ClaimNature, MandateRole
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


def claim_nature(situation: Situation, _now: datetime) -> ClaimNature:
    """What the debt is; the limitation period depends on it.

    FR: La nature de la créance ; le délai de prescription en dépend.

    Field: claim.nature
    """
    return situation.case.claim.nature


def claim_due(situation: Situation, now: datetime) -> bool:
    """Whether the claim's due date has come.

    FR: La créance est-elle échue ?

    Field: claim.due_on
    """
    return situation.case.claim.due_on <= now.date()


def claim_disputed(situation: Situation, _now: datetime) -> bool | None:
    """Whether the debtor contests the claim.

    FR: Le débiteur conteste-t-il la créance ?

    Field: claim.disputed
    """
    return situation.case.claim.disputed


def claim_evidence_held(situation: Situation, _now: datetime) -> bool:
    """Whether the file names at least one document that proves the claim.

    FR: Le dossier cite-t-il au moins une pièce qui prouve la créance ?

    Field: claim.evidence
    """
    return bool(situation.case.claim.evidence)


def claim_has_title(situation: Situation, _now: datetime) -> bool:
    """Whether the file gives the date of an enforceable title.

    FR: Le dossier donne-t-il la date d'un titre exécutoire ?

    Field: claim.title_on
    """
    return situation.case.claim.title_on is not None


def fees_charged_to_debtor(situation: Situation, _now: datetime) -> bool:
    """Whether recovery fees are added to what the debtor is asked to pay.

    FR: Des frais de recouvrement sont-ils ajoutés à la somme réclamée au débiteur ?

    Field: claim.fees_charged_to_debtor
    """
    return situation.case.claim.fees_charged_to_debtor > 0


def years_since_due(situation: Situation, now: datetime) -> int:
    """Whole years that are over since the due date; a period's last day is still in it.

    FR: Années entières écoulées depuis l'échéance ; le dernier jour du délai en fait partie.

    Field: claim.due_on
    """
    return _years_over(situation.case.claim.due_on, now.date())


def years_since_last_act(situation: Situation, now: datetime) -> int | None:
    """Whole years that are over since the last act that interrupted the limitation period.

    FR: Années entières écoulées depuis le dernier acte interruptif de prescription.

    Field: claim.last_interruption_on
    """
    act = situation.case.claim.last_interruption_on
    return None if act is None else _years_over(act, now.date())


def years_since_title(situation: Situation, now: datetime) -> int | None:
    """Whole years that are over since the enforceable title.

    FR: Années entières écoulées depuis le titre exécutoire.

    Field: claim.title_on
    """
    title = situation.case.claim.title_on
    return None if title is None else _years_over(title, now.date())


def _approved(assessment: Assessment | None, day: date) -> bool:
    return (
        assessment is not None
        and assessment.status is ApprovalStatus.APPROVED
        and (assessment.expires_on is None or day <= assessment.expires_on)
    )


def _years_over(start: date, day: date) -> int:
    """A period is over when its last day is (C. civ. art. 2229): counted on the day before."""
    before = day - timedelta(days=1)
    last = (2, 28) if (start.month, start.day) == (2, 29) else (start.month, start.day)
    return before.year - start.year - ((before.month, before.day) < last)
