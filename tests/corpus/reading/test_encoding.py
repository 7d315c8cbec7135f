"""Bytes to text: rightly, with the damage marked and counted, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import Item, parse, sentences
from onrecord.corpus.errors import CorpusError, NotTextError
from onrecord.corpus.reading.encoding import Decoded, decode

ENGLISH = "The mayor said “we’ll open the harbour on Friday” – and it’s not the first time."
GERMAN = "Die Bürgermeisterin sagte: „Wir eröffnen die Fähre am größten Kai für fünf Euro.“"
CHINESE = "市长在记者会上表示，港口的起重机已经修好，渡轮将于星期五早晨重新开航。"
TRADITIONAL = "市長在記者會上表示，港口的起重機已經修好，渡輪將於星期五早晨重新開航。"
KOREAN = "시장은 항구가 금요일 아침에 다시 문을 열 것이라고 말했다. 배들도 항구로 돌아왔다."
TEXTS = (ENGLISH, GERMAN, CHINESE, TRADITIONAL)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    ("fault", "n_damaged"),
    [
        (lambda raw: raw[: len(raw) // 2] + b"\xa0" + raw[len(raw) // 2 :], 1),
        (lambda raw: b"\x93" + raw + b"\x94", 2),
        (lambda raw: raw + "ü".encode()[:1], 1),
    ],
)
def test_utf8_with_some_bad_bytes_is_read_as_utf8(text: str, fault: object, n_damaged: int) -> None:
    """The bytes that have no character are counted; a legacy encoding is never taken for it."""
    raw = text.encode()
    while (len(raw) // 2) and raw[len(raw) // 2] & 0xC0 == 0x80:  # not within a character
        raw = b" " + raw
    found = decode(fault(raw), "a.txt")  # type: ignore[operator]
    assert (found.encoding, found.n_damaged) == ("utf-8", n_damaged)
    assert found.text.replace("\ufffd", "").strip() == text


@given(st.sampled_from(TEXTS), st.integers(0, 200))
def test_a_lost_byte_of_utf8_never_becomes_other_letters(text: str, at: int) -> None:
    """What is read is what was written, less what was lost."""
    raw = text.encode()
    raw = raw[:at] + raw[at + 1 :]
    try:
        found = decode(raw, "a.txt").text
    except NotTextError:
        return
    letters = iter(text)
    assert all(each in letters for each in found if each != "\ufffd")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_damage_is_never_quoted(raw: bytes) -> None:
    """There is no third way."""
    try:
        article = parse(Item("a.txt", raw, ".txt")).article
    except CorpusError:
        return
    for sentence in sentences(article):
        assert not (sentence.kind.quotable and "\ufffd" in sentence.text)


@pytest.mark.parametrize(
    ("text", "codec", "told"),
    [
        (GERMAN, "cp1252", "cp1252"),
        (GERMAN.replace("„", '"').replace("“", '"'), "cp850", "cp850"),
        (GERMAN, "mac_roman", "mac_roman"),
        (ENGLISH, "cp1252", "cp1252"),
        (ENGLISH, "mac_roman", "mac_roman"),
        (CHINESE, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (CHINESE, "utf-16-le", "utf-16-le"),
        (TRADITIONAL, "utf-16-be", "utf-16-be"),
        (GERMAN, "utf-16-be", "utf-16-be"),
        ("市長は港が金曜日の朝に再び開くと述べました。", "iso2022_jp", "iso2022_jp_2004"),
        ("市長は港が金曜日の朝に再び開くと述べました。", "euc_jp", "euc_jp"),
        ("港は今日再び開かれました。", "euc_jp", "euc_jp"),
        (KOREAN, "euc_kr", "euc_kr"),
        (KOREAN, "iso2022_kr", "iso2022_kr"),
    ],
)
def test_an_older_encoding_is_told_where_it_is_certain(text: str, codec: str, told: str) -> None:
    """By which of the readings is a text."""
    assert decode(text.encode(codec), "a.txt") == Decoded(text, told)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Burmistrz powiedział, że łodzie już wróciły, a w piątek będzie święto.", "cp1250"),
        ("Мэр города сообщил, что гавань откроется в пятницу утром.", "cp1251"),
        (KOREAN[:14], "euc_kr"),
    ],
)
def test_an_encoding_that_is_not_certain_is_refused(text: str, codec: str) -> None:
    """Rather than taken for one that it fits as well."""
    with pytest.raises(NotTextError, match="not certain; save it as UTF-8"):
        decode(text.encode(codec), "a.txt")


def test_one_byte_that_may_be_several_letters_is_none() -> None:
    """The rest of a text in ASCII is read: `ñ` of cp850 is `¤` elsewhere."""
    found = decode(
        "El Niño is warming the harbour, and the crane stands still.".encode("cp850"), "a"
    )
    assert found.text == "El Ni\ufffdo is warming the harbour, and the crane stands still."
    assert found.n_damaged == 1


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (ENGLISH, "cp1252", "ISO-8859-1"),
        (ENGLISH, "cp1252", "us-ascii"),
        ("雖然镕基", "gbk", "gb2312"),
        ("①号機", "cp932", "shift_jis"),
        (GERMAN, "utf-8", "iso-8859-1"),
        ("Škoda", "utf-8", "utf-16"),
        ("łódź", "cp1250", "windows-1250"),
        ("words", "ascii", "none-such"),
    ],
)
def test_a_declared_encoding_is_read_as_browsers_do(text: str, codec: str, label: str) -> None:
    """By the labels of WHATWG's Encoding; what is plainly UTF-8 stays UTF-8."""
    assert decode(text.encode(codec), "a.html", label).text == text


@pytest.mark.parametrize("text", TEXTS)
def test_utf8_that_was_taken_for_cp1252_as_a_whole_is_read(text: str) -> None:
    """And saved so: every letter can be told. One that is spoken of stays."""
    garbled = "".join(
        bytes([each]).decode("cp1252", "ignore") or chr(each) for each in text.encode()
    )
    assert decode(garbled.encode(), "a.txt").text == text
    assert decode("Where ö is wrong it is Ã¶.".encode(), "a.txt").text.endswith("Ã¶.")


def test_what_was_garbled_before_is_not_quoted() -> None:
    """UTF-8 that somebody else read as cp1252 and saved."""
    text = f"{ENGLISH} The ferry is back. {GERMAN} "
    for good in (ENGLISH, GERMAN):
        text = text.replace(good, good.encode().decode("cp1252", "ignore"))
    quotable = [s.text for s in sentences(parse(Item("a.txt", text.encode(), ".txt")).article)
                if s.kind.quotable]  # fmt: skip
    assert quotable == ["The ferry is back."]


@pytest.mark.parametrize("encoding", ["hz", "utf-7"])
@pytest.mark.parametrize(
    "text", [ENGLISH, GERMAN, CHINESE, f"Harbour (港口) is C++ & 3 + 4. {CHINESE}"]
)
def test_ascii_that_stands_for_other_characters_is_read_as_these(text: str, encoding: str) -> None:
    """HZ shifts to Chinese, UTF-7 to Unicode; neither is quoted as it stands."""
    text = text if encoding == "utf-7" else text.translate({ord(each): "e" for each in "äöüßé„"})
    text = text.encode(encoding, "ignore").decode(encoding)
    assert decode(text.encode(encoding), "a.txt") == Decoded(text, encoding)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Die F=C3=A4hre f=C3=A4hrt am Mon=\ntag.", "Die Fähre fährt am Montag."),
        (b"=E6=B8=AF=E5=8F=A3=E5=BC=80=E6=94=BE", "港口开放"),
        (
            b"Die F&auml;hre &amp; der Kai sind &quot;offen&quot;.",
            'Die Fähre & der Kai sind "offen".',
        ),
        (b"Die F\\u00e4hre ist \\u201eda\\u201c \\ud83d\\ude00.", "Die Fähre ist „da“ 😀."),
        (b"Write &auml;, not \\u00e4 or x=C3.", "Write &auml;, not \\u00e4 or x=C3."),
        (b"AT&T; R&D;s and a&lt;b", "AT&T; R&D;s and a&lt;b"),
    ],
)
def test_letters_that_were_never_written_back_are_letters(raw: bytes, text: str) -> None:
    """Quoted-printable, names of HTML and numbers of JSON, within words of a plain text."""
    assert parse(Item("a.txt", raw, ".txt")).article.text == text


@pytest.mark.parametrize(
    "text",
    ["Call +49401234567- now.", "Disney+-Serie and C++", "~{a}~ is code, ~{x~} too", "A+IBM grew",
     "/a+harbour+norrkai-quay", "Up +150-Euro, +130-Mark, its+Two- parts", "key+AOQ=, B2B+AOU="],
)  # fmt: skip
def test_signs_that_shift_to_nothing_are_signs(text: str) -> None:
    """Telephone numbers, names and addresses have them too."""
    assert decode(text.encode(), "a.txt") == Decoded(text, "utf-8")
