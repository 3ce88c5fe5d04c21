"""Bytes to lines: every encoding seen, and only what a reader sees."""

from __future__ import annotations

import pytest

from connectors.web.page_text import DEEPEST, LONGEST_LINE, LONGEST_TEXT, decode, read_page

TEXT = "<html><body><p>Société Névez – 12 €</p></body></html>"
URL = "https://a.example/x/"


def lines(html: str) -> list[str]:
    return [block.text for block in read_page(html.encode(), URL).blocks]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xef\xbb\xbf" + TEXT.encode(), None),
        (b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=iso-8859-1"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), None),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "text/html; charset=utf-8"),
        (TEXT.encode("utf-16-le"), None),
        (TEXT.encode("utf-16-be"), "text/html"),
        (TEXT.encode(), None),
        (TEXT.encode(), "text/html; charset=UTF-8"),
        (TEXT.encode(), "text/html; charset=utf-16"),
        (TEXT.encode(), "text/html; charset=no-such-charset"),
        (TEXT.encode("cp1252"), None),
        (TEXT.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (TEXT.encode("cp1252"), "text/html; charset=utf-8"),
    ],
)
def test_the_mark_counts_first_then_the_charset_then_utf8_then_windows_1252(
    body: bytes, content_type: str | None
) -> None:
    assert decode(body, content_type) == TEXT


def test_the_pages_own_charset_is_read_where_the_server_states_none() -> None:
    body = b'<meta charset="iso-8859-15"><p>12 \xa4</p>'
    assert decode(body, None).endswith("12 €</p>")


def test_no_bytes_fail() -> None:
    assert decode(bytes(range(256)), "text/html; charset=utf-8")
    assert read_page(b"", URL).blocks == ()


def test_cells_of_a_row_stand_on_one_line_and_a_term_before_its_definition() -> None:
    html = "<table><tr><th>SIREN</th><td>1</td></tr></table><dl><dt>Ville</dt><dd>Vannes</dd></dl>"
    assert lines(html) == ["SIREN | 1", "Ville | Vannes"]


def test_comments_scripts_and_hidden_elements_are_no_text() -> None:
    html = (
        "<p>a<!-- b --></p><script>c</script><noscript>d</noscript><p hidden>e</p><style>f</style>"
    )
    assert lines(html) == ["a"]


def test_inline_elements_do_not_cut_a_word_and_breaks_cut_a_line() -> None:
    assert lines("<p>Au<b>di</b>t<br>Conseil</p>") == ["Audit", "Conseil"]


def test_a_bold_line_of_its_own_is_a_heading_and_bold_words_in_a_line_are_not() -> None:
    page = read_page(b"<h2>A</h2><p><strong>B</strong></p><p><b>C</b> : d</p>", URL)
    assert [block.heading for block in page.blocks] == [True, True, False]


def test_links_are_made_absolute_and_what_is_no_web_address_is_left_out() -> None:
    html = "<a href='/ml'>x</a><a href='http://['>y</a><a href='javascript:z()'>z</a>"
    assert [link.href for link in read_page(html.encode(), URL).links] == ["https://a.example/ml"]


def test_a_page_made_to_exhaust_the_reader_is_read_as_far_as_a_notice_goes() -> None:
    deep = "<div>" * 5_000 + "x"
    assert lines(deep) == []
    assert lines("<div>" * (DEEPEST - 5) + "x") == ["x"]
    assert len(lines(f"<p>{'a' * 9_000}</p>")[0]) == LONGEST_LINE
    many = lines("<p>aaaa</p>" * LONGEST_TEXT)
    assert LONGEST_TEXT - 8 <= sum(map(len, many)) <= LONGEST_TEXT
