"""An SMTP server on this machine (RFC 5321), as far as our letters need it: with STARTTLS and a password where told so."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any, ClassVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class SmtpServer:
    """The running fake. ``refuse`` maps a command (MAIL, RCPT, DATA, ...) to the answer that it gets instead."""

    port: int = 0
    context: ssl.SSLContext | None = None
    login: tuple[str, str] | None = None
    refuse: dict[str, str] = field(default_factory=dict)
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    in_the_clear: list[str] = field(default_factory=list)
    hangs_up: bool = False


class _Handler(socketserver.StreamRequestHandler):
    fake: ClassVar[SmtpServer]
    safe = False

    def handle(self) -> None:
        try:
            self._say("220 ready")
            while line := self.rfile.readline():
                if not self._answer(line.decode().strip()):
                    return
        except OSError:
            return  # the client went away; that is what is being tried

    def _answer(self, line: str) -> bool:
        fake, (command, _, rest) = self.fake, line.partition(" ")
        command = command.upper()
        if not self.safe:
            fake.in_the_clear.append(command)
        if command in fake.refuse:
            self._say(fake.refuse[command])
        elif command == "EHLO":
            offers = [
                "250-suara.example",
                *(["250-STARTTLS"] if fake.context and not self.safe else []),
                "250 AUTH PLAIN",
            ]
            self._say("\r\n".join(offers))
        elif command == "STARTTLS" and fake.context:
            self._say("220 go on")
            self.request = fake.context.wrap_socket(self.request, server_side=True)
            self.rfile, self.safe = self.request.makefile("rb"), True
        elif command == "AUTH":
            said = tuple(base64.b64decode(rest.split()[1]).decode().split("\0")[1:])
            self._say("235 welcome" if said == fake.login else "535 no")
        elif command == "DATA":
            return self._take()
        elif command == "QUIT":
            self._say("221 bye")
            return False
        else:
            if command == "RCPT":
                fake.recipients.append(rest.partition("<")[2].rstrip(">"))
            self._say("250 ok")
        return True

    def _take(self) -> bool:
        if self.fake.hangs_up:
            return False
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.fake.letters.append(letter)
        self._say("250 taken")
        return True

    def finish(self) -> None:
        """Close what was opened, also the safe line over the first one."""
        super().finish()
        self.request.close()

    def _say(self, line: str) -> None:
        self.request.sendall(line.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a refused handshake is what is being tried."""


@contextmanager
def smtp(fake: SmtpServer) -> Iterator[SmtpServer]:
    """Run ``fake`` on a free port of this machine for the block."""
    handler = type("Handler", (_Handler,), {"fake": fake})
    with _Server(("127.0.0.1", 0), handler) as server:
        fake.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield fake
        server.shutdown()
        thread.join()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Make a certificate for 127.0.0.1; return the server's context, and the file by which a client may know it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "suara.example")])
    now = datetime.now(UTC)  # noqa: TID251 - the other side reads its own clock
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "server.pem", folder / "server.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public
