"""The lint of texts: fifty invented pretexts found, twenty decent invented letters left alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from api import cli
from policies.load import load_packs
from policies.pretext import RULE_OF, Fault, findings

WE = "Agence Exemple, mandatée par Menuiserie Exemple. "
US = "Example Agency, acting for Example Joinery. "
AUTHORITY = [
    "Ici l'huissier, ouvrez.",
    "Nous sommes des huissiers de justice.",
    "Je suis commissaire de justice.",
    "Un huissier mandaté passera demain.",
    "PRO JUSTITIA n'est rien, mais pro justicia est dit.",
    "République française : dernier avis.",
    "Sommation de payer sous huit jours.",
    "Commandement de payer.",
    "Au nom du peuple, payez.",
    "Le greffe du tribunal vous écrit.",
    "Convocation au commissariat jeudi.",
    "Avis de saisie.",
    "Saisie immédiate de vos meubles.",
    "La brigade financière vous cherche.",
    "Le ministère de la Justice vous informe.",
    "This is the bailiff.",
    "I am a court officer.",
    "We are the police.",
    "Court summons enclosed.",
    "Official writ.",
    "A warrant has been issued.",
    "Bailiffs will come tomorrow.",
    "Department of Justice, final notice.",
    "In the name of the law, call us.",
    "From the tax office: answer today.",
]
PRETEXTS = [
    "Nous avons un colis pour vous.",
    "Le livreur ne trouve pas votre porte.",
    "Votre livraison attend, donnez l'adresse.",
    "La caisse d'assurance maladie met à jour votre dossier.",
    "Votre mutuelle a besoin de votre numéro.",
    "Vous avez gagné un téléphone.",
    "Tirage au sort : répondez vite.",
    "Un court sondage sur votre quartier.",
    "Enquête de satisfaction.",
    "Je suis un ancien camarade de lycée.",
    "Ami d'enfance, je la cherche.",
    "Je retrouve la photo de classe.",
    "Recruteur, j'ai un poste pour lui.",
    "Un héritage vous attend.",
    "Un remboursement vous attend.",
    "Fleuriste : un bouquet pour Madame.",
    "We hold a parcel for you.",
    "Your health insurer needs your number.",
    "You have won a phone.",
    "A prize is waiting.",
    "A short survey about your area.",
    "I am a former classmate.",
    "School reunion: where does she live?",
    "A recruiter with a job offer.",
    "I found your wallet.",
]
DECENT = [
    WE + "Votre facture 17 de 1 840 euros, échue le 1er mars, reste impayée.",
    WE + "Rappel de paiement : merci de régler la facture 17 ou de nous dire pourquoi.",
    WE + "Si vous contestez la somme, écrivez-nous : le dossier sera suspendu.",
    WE + "Vous pouvez payer en trois fois.",
    WE + "Si vous n'êtes pas la personne concernée, dites-le-nous : nous cesserons d'écrire.",
    WE + "Vos données viennent du registre des entreprises ; vous pouvez vous y opposer.",
    WE + "Nous n'avons aucun pouvoir de contrainte ; vous restez libre de saisir un juge.",
    WE + "Le paiement se fait à l'ordre de la société, par virement.",
    WE + "Merci de nous rappeler aux heures de bureau.",
    WE + "Seul un juge pourrait vous obliger à payer ; nous proposons un accord amiable.",
    US + "Your invoice 17 for 1,840 euros, due on 1 March, is unpaid.",
    US + "Payment reminder: please pay invoice 17 or tell us why not.",
    US + "If you dispute the sum, write to us and we stop.",
    US + "You may pay in three parts.",
    US + "If you are not the person meant, tell us and we will not write again.",
    US + "Your data come from the register of companies; you may object.",
    US + "We have no powers of enforcement.",
    US + "Only a judge could make you pay; we offer an agreement.",
    US + "Please call us in office hours.",
    US + "You may ask for a copy of the contract.",
]


def test_the_corpus_is_of_fifty_and_twenty():
    assert (len(AUTHORITY + PRETEXTS), len(DECENT)) == (50, 20)


@pytest.mark.parametrize("text", AUTHORITY)
def test_false_authority_is_found_whoever_else_is_named(text: str):
    assert Fault.FALSE_AUTHORITY in {one.fault for one in findings(WE + text)}


@pytest.mark.parametrize("text", PRETEXTS)
def test_a_pretext_is_found_whoever_else_is_named(text: str):
    assert Fault.PRETEXT in {one.fault for one in findings(US + text)}


@pytest.mark.parametrize("text", DECENT)
def test_a_decent_letter_is_left_alone(text: str):
    assert findings(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Nous sommes la police.",
        "Nous sommes de la police.",
        "Nous sommes la gendarmerie.",
        "Nous sommes le tribunal.",
        "Nous sommes du tribunal.",
        "Nous sommes le fisc.",
        "Ici le commissariat.",
        "Ici, la police nationale.",
        "Je suis au commissariat et je vous appelle.",
        "C'est la gendarmerie, ouvrez.",
        "Je suis de la police.",
        "Je suis du fisc.",
    ],
)
def test_whoever_says_to_be_an_authority_in_french_is_found(text: str):
    assert Fault.FALSE_AUTHORITY in {one.fault for one in findings(WE + text)}


@pytest.mark.parametrize(
    "text",
    [
        "La police d'assurance couvre la facture.",
        "La police d’assurance est jointe.",
        "Nous sommes une police d'assurance groupe.",
        "Le tribunal a jugé la créance fondée.",
        "Vous pouvez saisir le tribunal.",
        "Nous ne sommes pas le tribunal.",
        "Nous ne sommes ni la police ni le fisc.",
        "C'est le tribunal qui décide, pas nous.",
        "Le fisc n'a rien à voir avec cette facture.",
        "Adressez-vous au commissariat si vous êtes victime d'une fraude.",
    ],
)
def test_a_letter_that_speaks_of_an_authority_does_not_say_to_be_one(text: str):
    assert findings(WE + text) == ()


def test_a_text_that_names_no_sender_is_told():
    assert [one.fault for one in findings("Bonjour, rappelez-moi.")] == [Fault.NO_SENDER]


def test_every_rule_it_names_is_in_the_packs():
    assert set(RULE_OF.values()) <= {rule.id for rule in load_packs().rules}


def test_the_command_tells_places_and_never_the_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "letter.txt"
    for text, code in ((WE + "\nUn colis pour Zzyxcanari.", 4), (DECENT[0], 0)):
        file.write_text(text, "utf-8")
        monkeypatch.setattr(sys, "argv", ["tracer", "policy", "lint", "--file", str(file)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert int(ended.value.code or 0) == code
        said = capsys.readouterr().out
        assert ("FR-CNIL-PRETEXT  pretext  line 2" in said) is (code == 4)
        assert "olis" not in said
        assert "Zzyxcanari" not in said
