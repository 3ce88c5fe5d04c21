"""A timestamp over a checkpoint, by an invented authority that runs on this machine."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from policies.checkpoint import Signer
from policies.timestamp import certificates, request_for, stamped_at
from tracer.errors import IntegrityFailure, Invalid

CONFIGURATION = """
[ req ]
distinguished_name = name
prompt = no
[ name ]
CN = Invented
[ root ]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[ stamping ]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ tsa ]
default_tsa = here
[ here ]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


class Authority:
    """An invented timestamping authority with a root of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "tsa.cnf").write_text(CONFIGURATION)
        (folder / "serial").write_text("01\n")
        key = "ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config tsa.cnf"
        self.run(
            f"req -x509 -newkey {key} -extensions root -subj /CN=root -days 30 -keyout root.key -out root.pem"
        )
        self.run(f"req -new -newkey {key} -subj /CN=authority -keyout tsa.key -out tsa.csr")
        self.run(
            "x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30"
            " -extfile tsa.cnf -extensions stamping -out tsa.pem"
        )

    def run(self, arguments: str) -> str:
        done = subprocess.run(
            ["openssl", *arguments.split()],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    @property
    def root(self) -> bytes:
        return (self.folder / "root.pem").read_bytes()

    def answer(self, request: bytes) -> bytes:
        (self.folder / "asked.tsq").write_bytes(request)
        self.run(
            "ts -reply -config tsa.cnf -section here -queryfile asked.tsq"
            " -signer tsa.pem -inkey tsa.key -out told.tsr"
        )
        return (self.folder / "told.tsr").read_bytes()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stamping") / "authority")


SIGNER = Signer("invented-journal", b"\x05" * 32)
NOTE = SIGNER.note(7, b"\x01" * 32)


def test_an_authority_s_answer_says_when_the_checkpoint_existed(authority: Authority):
    request = request_for(NOTE)
    answer = authority.answer(request)
    at = stamped_at(NOTE, answer, certificates(authority.root), request)
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    assert at.tzinfo is UTC


def test_a_cosignature_added_later_leaves_the_timestamp_as_it_was(authority: Authority):
    answer = authority.answer(request_for(NOTE))
    witness = Signer("invented-witness", b"\x06" * 32, algorithm=4)
    assert stamped_at(witness.cosign(NOTE, 1_750_000_000), answer, certificates(authority.root))


def test_the_authority_s_own_tool_agrees(authority: Authority):
    answer = authority.answer(request_for(NOTE))
    (authority.folder / "mine.tsr").write_bytes(answer)
    (authority.folder / "body").write_text("".join(NOTE.splitlines(keepends=True)[:3]))
    authority.run("ts -verify -data body -in mine.tsr -CAfile root.pem")


def test_a_timestamp_of_another_checkpoint_is_refused(authority: Authority):
    answer = authority.answer(request_for(NOTE))
    with pytest.raises(IntegrityFailure):
        stamped_at(SIGNER.note(8, b"\x01" * 32), answer, certificates(authority.root))


def test_an_answer_to_another_request_is_refused(authority: Authority):
    answer = authority.answer(request_for(NOTE))
    with pytest.raises(IntegrityFailure):
        stamped_at(NOTE, answer, certificates(authority.root), request_for(NOTE))


def test_an_authority_nobody_named_is_refused(authority: Authority, tmp_path: Path):
    answer = authority.answer(request_for(NOTE))
    other = Authority(tmp_path / "other")
    with pytest.raises(IntegrityFailure):
        stamped_at(NOTE, answer, certificates(other.root))
    with pytest.raises(IntegrityFailure):
        stamped_at(NOTE, answer, ())


def test_an_answer_changed_in_any_byte_is_refused(authority: Authority):
    answer, roots = authority.answer(request_for(NOTE)), certificates(authority.root)
    assert stamped_at(NOTE, answer, roots)
    believed = set()
    at = stamped_at(NOTE, answer, roots)
    for place in range(0, len(answer), 7):
        changed = answer[:place] + bytes([answer[place] ^ 1]) + answer[place + 1 :]
        try:
            believed.add(stamped_at(NOTE, changed, roots))
        except IntegrityFailure:
            continue
    assert believed <= {at}  # what is not signed may change, the time may not


@pytest.mark.parametrize("answer", [b"", b"hello", b"\x30\x03\x02\x01\x02"])
def test_what_is_no_answer_is_refused(answer: bytes, authority: Authority):
    with pytest.raises(IntegrityFailure):
        stamped_at(NOTE, answer, certificates(authority.root))


def test_what_is_no_checkpoint_is_not_stamped():
    with pytest.raises(IntegrityFailure):
        request_for("hello")
    with pytest.raises(Invalid):
        certificates(b"hello")
