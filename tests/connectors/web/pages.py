"""A page made of paragraphs, read."""

from __future__ import annotations

from connectors.web.notice import Notice, read_notice


def read(
    *paragraphs: str, url: str = "https://www.kervac.example/mentions", lang: str = "fr"
) -> Notice:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return read_notice(f"<html lang={lang}><meta charset=utf-8><body>{body}".encode(), url)
