"""What real legal notices taught of numbers, names and statuses, trap by trap."""

from __future__ import annotations

import pytest
from stdnum import luhn
from stdnum.de import vat as german_vat

from connectors.web.notice import NoticeStatus, read_notice
from tests.connectors.web.pages import read

SIREN, OTHER = "911990018", "900991001"


@pytest.mark.parametrize(
    "host",
    [
        "Hébergeur : OVH, 2 rue Kellermann, RCS Lille Métropole 424 761 419, tél. 01 99 00 59 59",
        "Le site est hébergé par OVH SAS, RCS Lille Métropole B 424 761 419. Tél. 01 99 00 59 59",
        "<b>Hébergement</b></p><p>Société OVH</p><p>SIREN 424761419</p><p>01 99 00 59 59",
        "Hosting: Serverhaus, SIREN 940 003 015, 01 99 00 59 59",
        "Site hébergé par Serverhaus, SIREN 940 003 015, 01 99 00 59 59",
    ],
)
def test_the_hosts_number_is_the_only_one_on_the_page(host: str) -> None:
    notice = read("Éditeur : Voilerie Kervac", host)
    assert notice.siren is None
    assert notice.phones == ()
    assert notice.address is None
    assert notice.name == "Voilerie Kervac"
    assert [r.reason for r in notice.rejected] == ["host"]


def test_a_well_known_host_is_refused_even_where_no_word_says_host() -> None:
    notice = read("Mentions légales", "SIREN : 424 761 419")
    assert notice.siren is None
    assert notice.rejected == (("424761419", "host"),)


def test_the_publisher_comes_back_after_the_host() -> None:
    notice = read(
        "Hébergeur : Gandi SAS, RCS Paris 423 093 459",
        f"Éditeur : Voilerie Kervac, SIREN {SIREN}, 02 61 91 20 14",
    )
    assert notice.siren == SIREN
    assert [phone.number for phone in notice.phones] == ["+33261912014"]


def test_luhn_passes_one_random_number_in_ten_so_a_number_needs_its_label() -> None:
    passing = sum(luhn.is_valid(f"{n:09d}") for n in range(300_000_000, 300_010_000))
    assert 0.09 < passing / 10_000 < 0.11
    assert read("Éditeur : Voilerie Kervac", f"Réf. {SIREN}", f"Dossier n° {SIREN}").siren is None


@pytest.mark.parametrize(
    "written",
    [
        f"SIREN {SIREN}",
        "N° SIREN : 911 990 018",
        "Siren n°911.990.018",
        "SIRET : 911 990 018 00010",
        "N° SIREN/SIRET : 911 990 018 00010",
        "TVA intracommunautaire : FR 94 911 990 018",
        "RCS Saint-Malo 911 990 018",
        "R.C.S. Saint-Malo B 911 990 018",
        "911 990 018 RCS Saint-Malo",
        "immatriculée au registre du commerce et des sociétés de Saint-Malo sous le numéro 911 990 018",
        "SIREN : 911\u00a0990\u202f018",
        "SIREN</p><p>911 990 018",
    ],
)
def test_a_labelled_number_is_read_however_it_is_written(written: str) -> None:
    assert read("Éditeur : Voilerie Kervac", written).siren == SIREN


@pytest.mark.parametrize(
    "written", ["SIREN 911 990 019", "SIRET 911 990 018 00011", "FR 12 911 990 018"]
)
def test_a_number_that_does_not_check_is_no_number(written: str) -> None:
    notice = read(written)
    assert notice.siren is None
    assert [r.reason for r in notice.rejected] == ["bad_check"]


@pytest.mark.parametrize("written", ["SIREN : DE999000201", "RCS : DE 999 000 201"])
def test_digits_of_a_german_vat_number_pass_the_siren_check(written: str) -> None:
    assert luhn.is_valid("999000201")
    assert german_vat.is_valid("999000201")
    notice = read(written)
    assert notice.siren is None
    assert ("999000201", "foreign_vat") in notice.rejected


def test_siret_followed_by_a_number_is_no_country_token() -> None:
    assert read("SIRET 750000028 00012", "SIREN 750000028").siren == "750000028"


@pytest.mark.parametrize(
    "written",
    [
        "SIRET : 123 456 789 00012",
        "SIREN : 123 456 782",
        "TVA : FR12345678901",
        "SIREN : XXX XXX XXX",
        "SIREN : 000 000 000",
        "Éditeur : [Nom de la société]",
        "Capital : [À COMPLÉTER]",
        "Directeur de la publication : Jean Dupont",
        "Tél. 01 23 45 67 89",
        "Tél. +33 1 23 45 67 89",
        "Lorem ipsum dolor sit amet",
    ],
)
def test_a_template_nobody_filled_in_is_a_placeholder(written: str) -> None:
    notice = read("Mentions légales", written)
    assert notice.status is NoticeStatus.PLACEHOLDER
    assert (notice.siren, notice.phones, notice.publication_director) == (None, (), None)


def test_a_template_mark_beside_a_proven_number_is_a_flag() -> None:
    notice = read(f"SIREN {SIREN}", "Tél. 01 23 45 67 89")
    assert notice.siren == SIREN
    assert notice.flags == ("placeholder_left",)
    assert notice.status is NoticeStatus.INCOMPLETE
    assert notice.phones == ()


def test_a_vat_number_with_the_wrong_key_is_flagged_and_not_kept() -> None:
    notice = read(f"SIREN {SIREN}", f"TVA FR 95 {SIREN}")
    assert (notice.siren, notice.vat) == (SIREN, None)
    assert "vat_key_wrong" in notice.flags


def test_two_numbers_that_disagree_are_nobodys_and_a_third_decides() -> None:
    torn = read(f"SIREN {SIREN}", f"SIREN {OTHER}")
    assert torn.siren is None
    assert torn.flags == ("numbers_disagree",)
    decided = read(f"SIREN {SIREN}", "SIRET 900 991 001 00018", f"TVA FR94{SIREN}")
    assert (decided.siren, decided.siret) == (SIREN, None)
    assert decided.rejected == ((OTHER, "disagrees"),)
    odd = read(f"SIREN {SIREN}", "SIRET 911 990 018 00010", f"TVA FR18{OTHER}")
    assert (odd.siren, odd.vat) == (SIREN, None)


def test_an_agency_that_publishes_its_own_site_is_not_taken_for_somebody_elses() -> None:
    notice = read(f"Studio Vague propose depuis 2009 la conception graphique. SIREN {SIREN}")
    assert notice.siren == SIREN


def test_what_is_commented_out_or_hidden_is_not_published() -> None:
    notice = read(
        f"<!-- SIREN {SIREN} [À COMPLÉTER] -->Voilerie",
        f"<span hidden>SIREN {SIREN}</span>",
        f"<span style='display: none'>SIREN {SIREN}</span>",
        f"<script>SIREN {SIREN}</script>",
    )
    assert notice.siren is None
    assert notice.status is not NoticeStatus.PLACEHOLDER


def test_the_company_behind_the_brand_is_the_name() -> None:
    notice = read(f"9h15.example est un site édité par la société Akernès SAS, SIREN {SIREN}.")
    assert notice.name == "Akernès SAS"


@pytest.mark.parametrize(
    ("court", "postcode", "odd"),
    [("Nanterre", "78000", True), ("Versailles", "78000", False), ("Trifouillis", "78000", False)],
)
def test_a_register_in_another_departement_is_a_flag_and_no_rejection(
    court: str, postcode: str, odd: bool
) -> None:
    notice = read(f"RCS {court} {SIREN}", f"Siège social : 3 rue de la Paroisse, {postcode} Ville")
    assert notice.siren == SIREN
    assert ("rcs_city_differs" in notice.flags) is odd


@pytest.mark.parametrize(("form", "odd"), [("EURL", True), ("SASU", False)])
def test_an_eurl_has_no_president(form: str, odd: bool) -> None:
    notice = read(f"Conseil Iroise, {form}, représentée par son président")
    assert ("president_of_eurl" in notice.flags) is odd


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("registered in England and Wales with company number 3999991", "03999991"),
        ("Registered in England No. 999991", "00999991"),
        ("Registered in Scotland, company number SC999999", "SC999999"),
        ("Company Registration No: OC399999. Registered in England &amp; Wales", "OC399999"),
        ("Companies House. Company number: 09999999", "09999999"),
    ],
)
def test_a_british_number_has_eight_characters_and_pages_drop_its_zero(
    written: str, number: str
) -> None:
    notice = read(f"Harbour Lamps Ltd is {written}.", url="https://lamps.example/", lang="en")
    assert (notice.company_number, notice.country) == (number, "GB")


def test_a_company_registered_elsewhere_has_no_british_number() -> None:
    notice = read("Lough Example Ltd, registered in Ireland, company number 999999", lang="en")
    assert notice.company_number is None


def test_a_german_register_number_means_nothing_without_its_court() -> None:
    alone = read("Hafenkontor GmbH", "HRB 999888", lang="de")
    assert (alone.company_number, alone.register) == (None, None)
    whole = read("Hafenkontor GmbH", "Amtsgericht Hamburg, HRB 999888", lang="de")
    assert (whole.company_number, whole.register) == ("HRB 999888", "Hamburg")


def test_no_identity_at_all_is_incomplete_and_no_more() -> None:
    notice = read("Mentions légales", "Tous droits de reproduction réservés.")
    assert notice.status is NoticeStatus.INCOMPLETE
    assert (notice.flags, notice.opening, notice.activity) == ((), None, None)


def test_little_text_and_scripts_need_a_browser_and_little_text_alone_does_not() -> None:
    url = "https://www.kervac.example/"
    assert read_notice(b"<div id=app></div><script src=/a.js></script>", url).needs_browser
    assert not read_notice(b"<p>Bienvenue", url).needs_browser
    assert not read_notice(b"", url).needs_browser


def test_a_notice_in_a_pdf_gives_the_link_and_another_pdf_does_not() -> None:
    found = read('<a href="/f/ml.pdf">Mentions légales</a>')
    assert (found.status, found.pdf) == (NoticeStatus.PDF, "https://www.kervac.example/f/ml.pdf")
    other = read('<a href="/f/catalogue.pdf">Catalogue</a>')
    assert (other.status, other.pdf) == (NoticeStatus.INCOMPLETE, None)


def test_a_hosts_vat_number_is_refused_too() -> None:
    notice = read("Mentions légales", "TVA : FR 22 424 761 419")
    assert (notice.siren, notice.vat) == (None, None)
    assert notice.rejected == (("424761419", "host"),)


@pytest.mark.parametrize("written", ["USt-IdNr. DE999000202", "VAT No GB 999 0001 04"])
def test_a_foreign_vat_number_that_does_not_check_is_no_number(written: str) -> None:
    assert read("Hafenkontor", written).vat is None


def test_a_footer_or_a_heading_ends_what_is_said_of_the_host() -> None:
    body = f"<h2>Hébergeur</h2><p>Serverhaus</p>%s<p>SIREN {SIREN}</p>"
    for end in ("<footer>", "<h2>Nos coordonnées</h2>"):
        assert read_notice((body % end).encode(), "https://a.example/").siren == SIREN
    assert read_notice((body % "").encode(), "https://a.example/").siren is None


def test_a_whole_sentence_on_the_host_after_the_publishers_ends_with_its_line() -> None:
    notice = read(
        "Site de la société Kervac SAS. Hébergé par Serverhaus, 12 rue A, 75001 Paris.",
        f"SIREN {SIREN}",
    )
    assert notice.siren == SIREN


def test_scripts_beside_enough_text_need_no_browser() -> None:
    notice = read("Nous vendons des voiles. " * 20, "<script src=/a.js></script>")
    assert notice.status is NoticeStatus.INCOMPLETE


def test_a_template_name_is_no_name() -> None:
    assert read(f"Éditeur : Musterfirma GmbH, SIREN {SIREN}").name is None
