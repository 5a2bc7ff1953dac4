"""The signature check says what twilio's own validator says, and the form is read as everybody reads it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from bot.web.signature import MAX_FIELDS, Signatures, TooManyFields, parse_form

TOKEN = "made-up-token"
PATH = b"/twilio/incoming"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
names = st.one_of(st.sampled_from(["Body", "From", "To", "A", "a", ""]), texts)
fields = st.lists(st.tuples(names, texts), max_size=12)
bases = st.sampled_from(
    [
        "https://suara.example",
        "https://suara.example:443",
        "https://suara.example:8443",
        "http://suara.example",
        "http://127.0.0.1:8000",
        "http://suara.example:80/bot",
        "https://suara.example/bot",
    ]
)
queries = st.one_of(
    st.just(""),
    st.integers(0, 2**63 - 1).map(lambda n: f"outbox={n}"),
    st.from_regex(r"[a-z]=[a-zA-Z0-9%&=+.]{0,20}", fullmatch=True),
)


def _url(base: str, query: str) -> str:
    return base + PATH.decode() + ("?" + query if query else "")


def _other_port(url: str) -> str:
    """Return the address with or without its port, as Twilio might sign it."""
    scheme, rest = url.split("://")
    host, slash, path = rest.partition("/")
    name, _, port = host.partition(":")
    return f"{scheme}://{name}{'' if port else ':443' if scheme == 'https' else ':80'}{slash}{path}"


@given(bases, queries, fields, st.sampled_from(["right", "other port", "token", "text", "empty", "short"]), texts)
def test_agrees_with_twilios_validator(
    base: str, query: str, form: list[tuple[str, str]], how: str, noise: str
) -> None:
    """On right signatures, on those with the other port, and on wrong ones."""
    url, data = _url(base, query), MultiDict(form)
    validator = RequestValidator(TOKEN)
    right = validator.compute_signature(url, data)
    given_signature = {
        "right": right,
        "other port": validator.compute_signature(_other_port(url), data),
        "token": RequestValidator(TOKEN + noise).compute_signature(url, data),
        "text": noise,
        "empty": "",
        "short": right[:-1],
    }[how]
    pairs = parse_form(urlencode(form).encode())
    ours = Signatures(base, TOKEN).genuine(PATH, query.encode(), pairs, given_signature)
    assert ours == validator.validate(url, data, given_signature)
    if how in {"right", "other port"}:
        assert ours


@given(fields.filter(bool), st.data())
def test_every_changed_field_is_noticed(form: list[tuple[str, str]], data: st.DataObject) -> None:
    """A signature for other fields does not fit, empty fields included (unless they read the same when joined)."""
    at = data.draw(st.integers(0, len(form) - 1))
    changed = [*form[:at], (form[at][0], form[at][1] + "x"), *form[at + 1 :]]
    url = "https://suara.example/twilio/incoming"
    signature = RequestValidator(TOKEN).compute_signature(url, MultiDict(changed))
    ours = Signatures("https://suara.example", TOKEN).genuine(
        PATH, b"", parse_form(urlencode(form).encode()), signature
    )
    assert ours == RequestValidator(TOKEN).validate(url, MultiDict(form), signature)


@given(st.lists(st.tuples(names, st.binary(max_size=20)), max_size=8))
def test_broken_utf8_is_checked_over_what_can_have_been_signed(form: list[tuple[str, bytes]]) -> None:
    """Who signs texts has seen replacement characters where the bytes are no UTF-8."""
    body = urlencode(form).encode()
    pairs = parse_form(body)
    held = MultiDict((name, value.decode("utf-8", "replace")) for name, value in form)
    url = "https://suara.example/twilio/incoming"
    signatures = Signatures("https://suara.example", TOKEN)
    signature = RequestValidator(TOKEN).compute_signature(url, held)
    assert signatures.genuine(PATH, b"", pairs, signature)
    assert not signatures.genuine(PATH, b"", [*pairs, ("Extra", "x")], signature)


def test_a_port_of_an_ipv6_address() -> None:
    """Where twilio's validator takes an IPv6 address apart at the wrong colon, we do not."""
    signature = RequestValidator(TOKEN).compute_signature("http://[::1]:8000/twilio/incoming", {"a": "b"})
    assert Signatures("http://[::1]:8000", TOKEN).genuine(PATH, b"", [("a", "b")], signature)
    signature = RequestValidator(TOKEN).compute_signature("http://[::1]/twilio/incoming", {"a": "b"})
    assert Signatures("http://[::1]:8000", TOKEN).genuine(PATH, b"", [("a", "b")], signature)


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "=",
                "&",
                "%",
                "+",
                "%41",
                "%zz",
                "%C3%A9",
                "%ff",
                "%1d",
                "%1E",
                "\x1d",
                "%26",
                "%3d",
                ";",
                "é",
                "b=c",
            ]
        ),
        max_size=12,
    )
)
def test_a_form_is_read_as_the_standard_library_reads_it(pieces: list[str]) -> None:
    """Broken escapes, doubled separators and raw bytes too."""
    body = "".join(pieces).encode()
    assert parse_form(body) == parse_qsl(body.decode("utf-8"), keep_blank_values=True)


def test_too_many_fields() -> None:
    """Up to the limit and not one more."""
    assert len(parse_form(b"&".join([b"a=1"] * MAX_FIELDS))) == MAX_FIELDS
    with pytest.raises(TooManyFields):
        parse_form(b"&".join([b"a=1"] * (MAX_FIELDS + 1)))


def test_text_of_fields() -> None:
    """NUL stays, what is no UTF-8 is replaced, surrogates cannot come in, empty values stay."""
    for more in (b"", b"&x=%1d"):
        fields = dict(parse_form(b"Body=a%00b%ff%ed%a0%80&To=x=y%26&Empty=&=&&Bare" + more))
        assert fields["To"] == "x=y&"
        assert fields["Empty"] == fields["Bare"] == fields[""] == ""
        assert fields["Body"].startswith("a\x00b\ufffd")
        assert fields["Body"].encode()
