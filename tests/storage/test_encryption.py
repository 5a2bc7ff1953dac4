"""Keys: what one ring locks only a ring with that key opens, in that column, unchanged."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.encryption import KeyLost, KeyRing, new_key

OLD, NEW = bytes([1]) * 32, bytes([2]) * 32
COLUMN = "member.name"


def test_the_first_key_writes_and_all_read() -> None:
    """After a change of keys the old values can still be read, and new values need the new key alone."""
    before = KeyRing.of(OLD).encrypt(b"Ibu", COLUMN)
    both = KeyRing.of(NEW, OLD)
    assert both.decrypt(before, COLUMN) == b"Ibu"
    assert KeyRing.of(NEW).decrypt(both.encrypt(b"Ibu", COLUMN), COLUMN) == b"Ibu"
    with pytest.raises(KeyLost):
        KeyRing.of(OLD).decrypt(both.encrypt(b"Ibu", COLUMN), COLUMN)


def test_a_number_is_found_under_every_key() -> None:
    """A number stored under the old key is still found; the first hash is the one that is written now."""
    both = KeyRing.of(NEW, OLD)
    assert both.find_any("+62811") == (KeyRing.of(NEW).find("+62811"), KeyRing.of(OLD).find("+62811"))
    assert both.find("+62811") == both.find_any("+62811")[0]


def test_a_lost_key_is_said_and_names_the_column() -> None:
    """Without its key a value stays shut, and the error says where it stood, not what it held."""
    locked = KeyRing.of(OLD).encrypt(b"rahasia", COLUMN)
    with pytest.raises(KeyLost, match=COLUMN) as caught:
        KeyRing.of(NEW).decrypt(locked, COLUMN)
    assert "rahasia" not in str(caught.value)


def test_a_value_moved_to_another_column_does_not_open() -> None:
    """Whoever can write the file cannot show her words where her name stands."""
    ring = KeyRing.of(OLD)
    with pytest.raises(KeyLost):
        ring.decrypt(ring.encrypt(b"x", "answer.words"), COLUMN)


@given(plain=st.binary(max_size=60), data=st.data())
def test_one_changed_bit_is_noticed(plain: bytes, data: st.DataObject) -> None:
    """Wherever one bit of a stored value changes, it does not open."""
    ring = KeyRing.of(OLD)
    locked = bytearray(ring.encrypt(plain, COLUMN))
    at = data.draw(st.integers(0, len(locked) * 8 - 1))
    locked[at // 8] ^= 1 << at % 8
    with pytest.raises(KeyLost):
        ring.decrypt(bytes(locked), COLUMN)


@pytest.mark.parametrize("length", range(35))
def test_a_value_that_was_cut_off_is_noticed(length: int) -> None:
    """Cut off inside key name, nonce, text or seal: as bad as changed."""
    ring = KeyRing.of(OLD)
    with pytest.raises(KeyLost):
        ring.decrypt(ring.encrypt(b"Ibu", COLUMN)[:length], COLUMN)


def test_the_same_text_is_never_locked_alike() -> None:
    """Two women with one name cannot be told from the file."""
    ring = KeyRing.of(OLD)
    assert len({ring.encrypt(b"Siti", COLUMN) for _ in range(100)}) == 100


def test_keys_are_read_as_the_setting_lists_them() -> None:
    """Commas and white space separate; what is no key is refused without being shown."""
    first, second = new_key(), new_key()
    ring = KeyRing.parse(f"{first}, {second}\n")
    assert [len(base64.b64decode(key)) for key in (first, second)] == [32, 32]
    assert len(ring.keys) == 2
    for wrong in ("", "kunci", base64.b64encode(b"short").decode(), "%%%"):
        with pytest.raises(ValueError, match="32 bytes"):
            KeyRing.parse(wrong)


def test_a_ring_does_not_show_its_secrets() -> None:
    """A ring that lands in a log or a traceback gives nothing away."""
    assert "hash_key=b" not in repr(KeyRing.of(OLD))
