"""What real legal notices taught of telephones, mailboxes, addresses and profiles, trap by trap."""

from __future__ import annotations

import pytest

from connectors.web.notice import NoticeStatus
from tests.connectors.web.pages import read
from tracer.entities import ContactUse

SIREN = "911990018"


def test_the_agencys_number_and_telephone_are_not_the_publishers() -> None:
    notice = read(
        "Propriétaire du site : Garage Le Goff",
        "Réalisation du site : Agence Pixel, SIREN 933 002 107, 02 61 91 99 99, hi@pixel.example",
    )
    assert (notice.siren, notice.phones, notice.emails) == (None, (), ())
    assert notice.rejected == (("933002107", "agency"),)


@pytest.mark.parametrize(
    "written",
    [
        "kanzlei(at)kervac.example",
        "contact [at] kervac.example",
        "contact @ kervac.example",
        "contact(@)kervac.example",
        "contact arobase kervac.example",
        '<a href="/cdn-cgi/l/email-protection">[email&#160;protected]</a>',
    ],
)
def test_a_mailbox_spelled_out_against_collection_is_left_alone(written: str) -> None:
    notice = read(written)
    assert notice.emails == ()
    assert "email_spelled_out" in notice.flags


def test_the_bar_associations_mailbox_is_not_the_lawyers() -> None:
    notice = read(
        "Kanzlei Sonnwald, sekretariat@kervac.example",
        "Zuständige Kammer: Rechtsanwaltskammer, info@kammer.example, 030 23125 099",
        lang="de",
    )
    assert [email.address for email in notice.emails] == ["sekretariat@kervac.example"]
    assert notice.phones == ()


@pytest.mark.parametrize(
    ("address", "use", "same"),
    [
        ("contact@kervac.example", ContactUse.ROLE, True),
        ("contact@shop.kervac.example", ContactUse.ROLE, True),
        ("service-clients@kervac.example", ContactUse.ROLE, True),
        ("kervac@orange.fr", ContactUse.NOMINATIVE, False),
        ("odefontenay@kervac.example", ContactUse.NOMINATIVE, True),
        ("o.defontenay@autre.example", ContactUse.NOMINATIVE, False),
        ("contact@kervac.con", ContactUse.ROLE, False),
    ],
)
def test_a_mailbox_is_told_by_what_it_names_and_where_it_lies(
    address: str, use: ContactUse, same: bool
) -> None:
    (email,) = read(f"Écrivez à {address}.").emails
    assert (email.address, email.use, email.same_domain) == (address, use, same)


@pytest.mark.parametrize(
    "address", ["nom@exemple.fr", "contact@votredomaine.fr", "support@ovh.com"]
)
def test_a_templates_or_a_hosts_mailbox_is_nobodys(address: str) -> None:
    assert read(f"Écrivez à {address}").emails == ()


@pytest.mark.parametrize(
    ("written", "use"),
    [
        ("Standard : 02 61 91 80 00", ContactUse.ROLE),
        ("Mme Fontenelle : 02 61 91 80 00", ContactUse.NOMINATIVE),
        ("Directeur de la publication : Alban Troadec, 02 61 91 80 00", ContactUse.NOMINATIVE),
        ("Entreprise individuelle. 06 39 98 45 12", ContactUse.PERSONAL),
        ("Entreprise individuelle. 02 61 91 80 00", ContactUse.ROLE),
        ("SARL. 06 39 98 45 12", ContactUse.ROLE),
    ],
)
def test_a_telephone_is_told_by_whose_it_is(written: str, use: ContactUse) -> None:
    assert [phone.use for phone in read(written).phones] == [use]


@pytest.mark.parametrize(
    "written",
    [
        "Fax : 02 61 91 30 41",
        "Télécopie : 02 61 91 30 41",
        "T 02 - F 02 61 91 30 41",
        f"SIREN {SIREN}",
        "RCS 911 990 018",
        "Capital : 10 000 000 €",
    ],
)
def test_a_fax_and_a_registers_digits_are_no_telephone(written: str) -> None:
    assert read(written).phones == ()


def test_share_buttons_the_agencys_profile_and_look_alike_hosts_are_no_profiles() -> None:
    notice = read(
        '<a href="https://www.facebook.com/sharer/sharer.php?u=a">Partager</a>',
        '<a href="https://facebook.com.evil.example/kervac">Facebook</a>',
        '<a href="https://www.instagram.com/voileriekervac/">Instagram</a>',
        'Réalisation du site : <a href="https://www.linkedin.com/company/pixel-x">Agence</a>',
    )
    assert notice.profile_links == ("https://www.instagram.com/voileriekervac/",)


def test_an_account_of_the_fediverse_counts_only_when_the_page_calls_it_its_own() -> None:
    link = "https://social.example/@kervac"
    assert read(f'<a rel="noopener me" href="{link}">M</a>').profile_links == (link,)
    assert read(f'<a href="{link}">M</a>').profile_links == ()


def test_the_sites_own_mailbox_is_the_publishers_even_in_a_line_about_somebody_else() -> None:
    notice = read(
        "Médiateur : Médiation Exemple, sav@kervac.example, aide@mediation.example, 01 99 00 33 33"
    )
    assert [email.address for email in notice.emails] == ["sav@kervac.example"]
    assert notice.phones == ()


def test_a_link_to_dial_a_fax_is_no_telephone() -> None:
    assert read('Fax : <a href="tel:+33261913041">02 61 91 30 41</a>').phones == ()


def test_a_number_without_a_name_or_an_address_is_incomplete() -> None:
    assert read(f"SIREN {SIREN}").status is NoticeStatus.INCOMPLETE
    whole = read("Éditeur : Kervac SAS", f"SIREN {SIREN}", "4 quai des Cordiers, 35400 Saint-Malo")
    assert whole.status is NoticeStatus.COMPLETE


def test_the_labelled_address_counts_before_a_shops_and_a_sum_is_no_street() -> None:
    notice = read(
        "Boutique : 3 rue du Port, 29200 Brest", "Siège social : 8 rue de Siam, 56000 Vannes"
    )
    assert notice.address is not None
    assert notice.address.city == "Vannes"
    assert read("SAS au capital de 10 000 € 75011 Paris").address is None
