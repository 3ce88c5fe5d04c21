"""Look-alike notices that name others beside the publisher: his facts are read, theirs never are."""

from __future__ import annotations

import pytest

from connectors.web.notice import Notice, NoticeStatus, read_notice
from tests.connectors.web.pages import read

SIREN, OTHER = "911990018", "933002107"
PUBLISHER = (
    "<h2>Éditeur</h2><p>Voilerie Kervac SARL</p><p>SIREN : 911 990 018</p>"
    "<p>4 quai des Cordiers, 35400 Saint-Malo</p><p>Téléphone : 02 61 91 20 14</p>"
    "<p>contact@kervac.example</p>"
)
TEL, MAIL = "<p>Téléphone : 01 99 00 75 01</p>", "<p>E-mail : aide@tiers.example</p>"
AGENCIES = {
    "designed": "<p>Site conçu et réalisé par Agence Pixel, 01 99 00 75 01, aide@tiers.example</p>",
    "has_been": f"<p>Ce site a été réalisé par l'agence Pixel, 8 rue A, 75008 Paris</p>{TEL}{MAIL}",
    "domain": f"<p>Le site internet www.kervac.example a été développé par Pixel</p>{TEL}",
    "created": f"<p>Conçu et développé par Pixel, 8 rue A, 75008 Paris.</p>{TEL}{MAIL}",
    "powered": f"<p>Propulsé par Pixel CMS, 8 rue A, 75008 Paris</p>{TEL}",
    "referencing": "<p>Réalisation et référencement : Pixel, 01 99 00 75 01</p>",
    "in_passing": "<p>Pour une question sur le fonctionnement de ce site réalisé par Pixel, appelez le"
    " 01 99 00 75 01</p>",
    "active": "<p>L'agence Pixel, 01 99 00 75 01, a réalisé ce site.</p>",
    "webmaster": f"<p>Webmestre : Pixel, 8 rue A, 75008 Paris</p>{TEL}",
    "creator": f"<p>Créateur du site : Pixel</p><p>8 rue A, 75008 Paris</p>{TEL}",
    "with_love": f"<p>Réalisé avec ♥ par Pixel</p>{TEL}{MAIL}",
    "heading": f"<h2>Webmaster</h2><p>Pixel</p>{TEL}{MAIL}",
    "builder": f"<p>Notre site est fait avec Wix.com Ltd, 40 rue A, 75008 Paris</p>{TEL}",
    "german": "<p>Gestaltung und Programmierung: Pixel</p><p>Tel. +49 30 23125 099</p>",
    "english": "<p>Site powered by Pixel Ltd, 01 99 00 75 01</p>",
    "photographer": f"<p>Photographies : Studio Focale, 8 rue A, 75008 Paris</p>{TEL}{MAIL}",
    "photo_by": f"<p>Photos © Studio Focale, 75008 Paris</p>{TEL}",
}
HOSTS = {
    "information": f"<p>Informations sur l'hébergeur : LWS, 2 rue A, 75008 Paris</p>{TEL}{MAIL}",
    "name_of": f"<p>Nom de l'hébergeur : LWS</p><p>2 rue A, 75008 Paris</p>{TEL}",
    "details": f"<p>Coordonnées de l'hébergeur : LWS, 2 rue A, 75008 Paris</p>{TEL}",
    "limited": f"<p>Hébergeur : LWS</p><p>Société à responsabilité limitée</p>{TEL}",
    "bold_name": f"<p><b>Hébergeur</b></p><p><b>LWS SAS</b></p>{TEL}",
    "sub_heading": f"<h2>Hébergement</h2><p>LWS</p><h3>Contact</h3>{TEL}",
    "active": "<p>LWS, 2 rue A, 75008 Paris, 01 99 00 75 01, héberge ce site.</p>",
    "in_brackets": "<p>LWS, 2 rue A, 75008 Paris, 01 99 00 75 01 (hébergeur)</p>",
    "after_an_agency": "<p>Pour nos prestations de création de site : voir Pixel, hébergé par LWS,"
    " 01 99 00 75 01</p>",
    "sentence": "<p>Le site est à nous. Il est hébergé par LWS, 2 rue A, 75008 Paris.</p>"
    f"{TEL}{MAIL}",
    "storage": f"<p>Le prestataire assurant le stockage direct est LWS, 75008 Paris</p>{TEL}",
    "registrar": f"<p>Nom de domaine déposé chez Registro, 8 rue A, 75008 Paris</p>{TEL}",
    "bureau": f"<p>Bureau d'enregistrement : Registro, 8 rue A, 75008 Paris</p>{TEL}{MAIL}",
}
THIRDS = {
    "mediator": "<p>Médiateur de la consommation : CM2X, 49 rue A, 75008 Paris</p>" + TEL + MAIL,
    "dpo_prose": "<p>Vous pouvez contacter notre délégué à la protection des données à l'adresse"
    " dpo@tiers.example ou au 01 99 00 75 01</p>",
    "dpo_before": "<p>Appelez-nous. Au 01 99 00 75 01 répond le DPO</p>",
    "dpo_firm": f"<p>Délégué à la protection des données : Cabinet Privatis, 75001 Paris</p>{TEL}{MAIL}",
    "dpo_own_mail": "<p>Notre DPO, Jean Marin : jmarin@kervac.example</p>",
    "rgpd": f"<p>Référent RGPD : Privatis, 75008 Paris</p>{TEL}{MAIL}",
    "your_data": "<p>Pour toute question relative à vos données personnelles : 01 99 00 75 01</p>",
    "your_rights": "<p>Pour exercer vos droits, appelez le 01 99 00 75 01.</p>",
    "auditor": f"<p>Commissaire aux comptes : Audit Exemple</p>{TEL}{MAIL}",
    "data_heading": f"<h2>Données personnelles</h2><p>Pour exercer vos droits :</p>{TEL}",
    "cnil": "<p>Commission Nationale de l'Informatique et des Libertés, 3 place A, 75007 Paris</p>"
    + TEL,
    "insurer": f"<p>Garantie : Assurex, 8 rue A, 75008 Paris</p>{TEL}",
    "insured": f"<p>Assuré auprès de Assurex, 8 rue A, 75008 Paris</p>{TEL}{MAIL}",
    "stripe": f"<p>Les paiements sont traités par Stripe, 8 rue A, 75008 Paris</p>{TEL}",
    "payment": f"<p>Prestataire de paiement : Paynet, 8 rue A, 75008 Paris</p>{TEL}{MAIL}",
    "court": f"<p>Tribunal de commerce de Rennes, 7 rue A, 35000 Rennes</p>{TEL}",
    "partners": f"<h2>Nos partenaires</h2><p>Gréement Marin, 8 rue A, 75008 Paris</p>{TEL}",
    "neutral": f"<p>Hébergeur : LWS, 75008 Paris</p><h2>Litiges</h2><p>Maison du droit</p>{TEL}",
    "english_dpo": f"<p>Our Data Protection Officer is Privatis, 75008 Paris</p>{TEL}{MAIL}",
    "ico": "<p>ICO helpline: +44 20 7946 0999</p>",
    "german_dsb": "<p>Datenschutzbeauftragter: Privatis GmbH, 10115 Berlin</p><p>Tel. +49 30 23125 099</p>",
}
CASES = {f"{kind}-{name}": body for kind, bodies in (("agency", AGENCIES), ("host", HOSTS),
         ("third", THIRDS)) for name, body in bodies.items()}  # fmt: skip


def page(body: str) -> Notice:
    return read_notice(
        f"<html lang=fr><body><h1>Mentions légales</h1>{body}".encode(),
        "https://www.kervac.example/mentions",
    )


def reached(notice: Notice) -> tuple[list[str], list[str]]:
    return [p.number for p in notice.phones], [e.address for e in notice.emails]


@pytest.mark.parametrize("name", CASES)
def test_a_third_partys_telephone_and_mailbox_are_never_the_publishers(name: str) -> None:
    notice = page(f"<p>Voilerie Kervac SARL</p>{CASES[name]}")
    assert reached(notice) == ([], [])
    assert notice.address is None


@pytest.mark.parametrize("name", CASES)
def test_the_publishers_facts_are_still_read_before_a_third_partys(name: str) -> None:
    notice = page(PUBLISHER + CASES[name])
    assert reached(notice) == (["+33261912014"], ["contact@kervac.example"])
    assert (notice.siren, notice.status) == (SIREN, NoticeStatus.COMPLETE)


@pytest.mark.parametrize("name", CASES)
def test_the_publishers_facts_are_still_read_after_a_third_partys(name: str) -> None:
    notice = page(CASES[name] + PUBLISHER)
    assert reached(notice) == (["+33261912014"], ["contact@kervac.example"])
    assert (notice.siren, notice.status) == (SIREN, NoticeStatus.COMPLETE)


@pytest.mark.parametrize(
    "who",
    [
        "Ce site internet a été développé par la société Pixel, SIREN 933 002 107",
        "Ce site internet a été développé par la société Pixel, 8 rue A, 75008 Paris.</p>"
        "<p>SIREN 933 002 107",
        "Réalisation et référencement : Pixel, SIREN 933 002 107",
        "Propulsé par Pixel, SIREN 933 002 107",
        "L'agence Pixel, SIREN 933 002 107, a créé ce site.",
        "Les paiements sont assurés par Stripe, SIREN 933 002 107",
        "Nom de l'hébergeur : Serverhaus, 8 rue A, 75008 Paris</p><p>SIREN 933 002 107",
        "<b>Hébergeur</b></p><p><b>Serverhaus</b></p><p>SIREN 933 002 107",
        "</p><h2>Hébergement</h2><p>Serverhaus</p><h3>Immatriculation</h3><p>SIREN 933 002 107",
        "Garantie financière : Assurex, 8 rue A, 75008 Paris</p><p>SIREN 933 002 107",
    ],
)
def test_a_third_partys_number_is_never_the_publishers(who: str) -> None:
    notice = read("Éditeur : Voilerie Kervac", "4 quai des Cordiers, 35400 Saint-Malo", who)
    assert (notice.siren, notice.status) == (None, NoticeStatus.INCOMPLETE)
    assert [r.number for r in notice.rejected] == [OTHER]
    beside = read("Éditeur : Voilerie Kervac", f"SIREN {SIREN}", who)
    assert (beside.siren, beside.flags) == (SIREN, ())


@pytest.mark.parametrize(
    "written",
    [
        "Nous contacter : 02 61 91 20 14",
        "Contactez-nous au 02 61 91 20 14",
        "Éditeur : Voilerie Kervac, 02 61 91 20 14",
        "</p><h2>Contact</h2><p>02 61 91 20 14",
        "</p><footer>Voilerie Kervac, 02 61 91 20 14</footer><p>",
    ],
)
def test_a_phrase_of_the_publisher_ends_what_is_said_of_another(written: str) -> None:
    notice = read("Hébergeur : LWS, 2 rue A, 75008 Paris, 01 99 00 75 01", written)
    assert [phone.number for phone in notice.phones] == ["+33261912014"]


def test_a_menu_that_names_a_host_or_an_agency_says_nothing_of_the_page_below_it() -> None:
    notice = page("<nav><ul><li>Création</li><li>Hébergement</li></ul></nav><p>02 61 91 20 14</p>")
    assert [phone.number for phone in notice.phones] == ["+33261912014"]


@pytest.mark.parametrize(
    "written",
    [
        "Un gréement réalisé par nos soins.",
        "L'atelier a été créé par Anne Kervac en 1989.",
        "Nom de domaine : kervac.example",
        "Kervac SARL, société à responsabilité limitée",
        "Politique de confidentialité",
        "Courtier en assurances, photographe, création de voiles",
        "Inscrite au RCS, tribunal de commerce de Brest",
    ],
)
def test_what_the_publisher_says_of_himself_names_nobody_else(written: str) -> None:
    notice = read(written, f"SIREN {SIREN}", "02 61 91 20 14")
    assert [phone.number for phone in notice.phones] == ["+33261912014"]
    assert notice.siren == SIREN


def test_the_court_that_keeps_the_register_is_no_third_party() -> None:
    notice = read(
        f"Kervac SARL, inscrite au greffe du tribunal de commerce de Rennes, RCS Rennes {SIREN}"
    )
    assert notice.siren == SIREN


@pytest.mark.parametrize(
    "local",
    [
        *("dpo", "dpd", "rgpd", "gdpr", "privacy", "donnees-personnelles", "donneespersonnelles"),
        *("datenschutz", "dpo.kervac", "contact-rgpd", "DPO", "data-protection"),
    ],
)
def test_a_mailbox_kept_for_data_protection_is_never_a_contact(local: str) -> None:
    notice = read(f"Éditeur : Kervac SARL, {local}@kervac.example, contact@kervac.example")
    assert [email.address for email in notice.emails] == ["contact@kervac.example"]
