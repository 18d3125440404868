#include "custody/evidence/note.h"

#include <gmock/gmock.h>

#include "base/base64.h"
#include "base/hex.h"
#include "tests/matchers.h"

namespace pyx::custody {
namespace note_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

// golang.org/x/mod/sumdb/note, note_test.go.
constexpr std::string_view kPeterKey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view kEnochKey =
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const std::string kText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
const std::string kPeterLine =
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    "\n";
const std::string kEnochLine =
    "\u2014 EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ="
    "\n";

NoteKey peter() { return parse_vkey(kPeterKey).value(); }
NoteKey enoch() { return parse_vkey(kEnochKey).value(); }

TEST(Vkey, TheReferenceKeyIsReadAndWrittenBack) {
  const NoteKey key = peter();
  EXPECT_EQ(key.name, "PeterNeumann");
  EXPECT_EQ(key.hash(), 0xc74f20a3U);
  EXPECT_EQ(key.vkey(), kPeterKey);
  EXPECT_EQ(key.key.type(), KeyType::kEd25519);
}

TEST(Vkey, EachPartOfAKeyIsRefused) {
  for (std::size_t begin = 0; begin <= kPeterKey.size(); ++begin) {
    for (std::size_t size = 0; begin + size <= kPeterKey.size(); ++size) {
      if (size == kPeterKey.size()) continue;
      EXPECT_THAT(parse_vkey(kPeterKey.substr(begin, size)), FailsWith(Code::kBadInput));
    }
  }
}

TEST(Vkey, EachChangedCharacterIsRefused) {
  for (std::size_t i = 0; i < kPeterKey.size(); ++i) {
    std::string changed(kPeterKey);
    ++changed[i];
    EXPECT_THAT(parse_vkey(changed), FailsWith(Code::kBadInput)) << changed;
  }
}

TEST(Vkey, AKeyOfAnotherLengthOrTypeWithItsRightHashIsRefused) {
  EXPECT_THAT(parse_vkey("PeterNeumann+cc469956+"
                         "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="),
              FailsSaying(Code::kBadInput, "stray bits"));
  EXPECT_THAT(parse_vkey("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
              FailsSaying(Code::kBadInput, "not an Ed25519 key"));
}

TEST(Vkey, AHashInUpperCaseIsRefused) {
  EXPECT_THAT(parse_vkey("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
              FailsSaying(Code::kBadInput, "the hash is not the key's"));
}

TEST(Vkey, AnOverlongTextIsRefused) {
  EXPECT_THAT(parse_vkey(std::string(2000, 'a') + std::string(kPeterKey)),
              FailsSaying(Code::kBadInput, "too long"));
}

TEST(Note, TheReferenceNoteIsReadVerifiedAndWrittenBack) {
  const std::string text = kText + "\n" + kPeterLine;
  const auto note = parse_note(text);
  ASSERT_THAT(note, IsOk());
  EXPECT_EQ(note->text, kText);
  ASSERT_EQ(note->signatures.size(), 1U);
  EXPECT_EQ(note->signatures[0].name, "PeterNeumann");
  EXPECT_EQ(note->signatures[0].hash, 0xc74f20a3U);
  EXPECT_EQ(note->signatures[0].signature.size(), 64U);
  EXPECT_TRUE(signed_by(*note, peter()));
  EXPECT_FALSE(signed_by(*note, enoch()));
  EXPECT_EQ(to_text(*note), text);
}

TEST(Note, EachOfTwoSignersIsFound) {
  const auto note = parse_note(kText + "\n" + kPeterLine + kEnochLine);
  ASSERT_THAT(note, IsOk());
  EXPECT_TRUE(signed_by(*note, peter()));
  EXPECT_TRUE(signed_by(*note, enoch()));
}

// cmd/go's own key and a signed tree of sum.golang.org, as the go command got it.
TEST(Note, ASignedTreeOfTheGoChecksumDatabaseVerifies) {
  const auto key =
      parse_vkey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");
  ASSERT_THAT(key, IsOk());
  const auto note = parse_note(
      "go.sum database tree\n65209736\n5+uGFjx6xBZG8ip1+wi77v+grwbhhukIrxEUS8PXvRo=\n\n"
      "\u2014 sum.golang.org Az3grnbssgK7ubgFX36gVETtNv0U23qxyAhAMai2QUfeGa3nB/akvkMdlUErfcZz7l/"
      "R3cVtYspg3dxXABkGZZKdsQ8=\n");
  ASSERT_THAT(note, IsOk());
  EXPECT_TRUE(signed_by(*note, *key));
}

TEST(Note, TextMayHoldEmptyLines) {
  const auto note = parse_note("one\n\n\ntwo\n\n" + kPeterLine);
  ASSERT_THAT(note, IsOk());
  EXPECT_EQ(note->text, "one\n\n\ntwo\n");
}

TEST(Note, EachFlippedBitOfTheSignedTextIsNoticed) {
  const auto note = parse_note(kText + "\n" + kPeterLine);
  ASSERT_THAT(note, IsOk());
  for (std::size_t i = 0; i < kText.size(); ++i) {
    SignedNote changed = *note;
    changed.text[i] = static_cast<char>(changed.text[i] ^ 1);
    EXPECT_FALSE(signed_by(changed, peter())) << i;
  }
}

TEST(Note, AnotherNameOrHashIsAnotherKey) {
  const auto note = parse_note(kText + "\n" + kPeterLine);
  ASSERT_THAT(note, IsOk());
  NoteKey renamed = peter();
  renamed.name = "PeterNeuman";
  EXPECT_FALSE(signed_by(*note, renamed));
  SignedNote changed = *note;
  changed.signatures[0].hash ^= 1U;
  EXPECT_FALSE(signed_by(changed, peter()));
  changed = *note;
  changed.signatures.clear();
  EXPECT_FALSE(signed_by(changed, peter()));
}

TEST(Note, AWrongSignatureOfAKnownKeySpoilsTheNote) {
  std::string wrong = kPeterLine;
  wrong.insert(60, "ABCD");
  const auto note = parse_note(kText + "\n" + kPeterLine + wrong + kEnochLine);
  ASSERT_THAT(note, IsOk());
  EXPECT_FALSE(signed_by(*note, peter()));
  EXPECT_TRUE(signed_by(*note, enoch()));
}

TEST(Note, AKeyThatIsNotEd25519SignsNothing) {
  // RFC 6979, A.2.5: the public key of the P-256 examples.
  const auto point = from_hex(
      "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
      "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
  const auto key = PublicKey::from_ec_point(KeyType::kP256, *point);
  ASSERT_THAT(key, IsOk());
  NoteKey p256{"PeterNeumann", *key};
  auto note = parse_note(kText + "\n" + kPeterLine);
  ASSERT_THAT(note, IsOk());
  note->signatures[0].hash = p256.hash();
  EXPECT_FALSE(signed_by(*note, p256));
}

TEST(Note, MalformedNotesAreRefused) {
  const std::string head = kText + "\n";
  const std::string blob =
      "x08go/ZJkuBS9UG/"
      "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
  // The first seven are those of note_test.go.
  const std::vector<std::string> bad = {
      kText,
      head,
      head + kPeterLine.substr(0, kPeterLine.size() - 1),
      "\x01" + head + kPeterLine,
      "\xff" + head + kPeterLine,
      head + "\u2014 Bad Name " + blob,
      head + kPeterLine + "Unexpected line.\n",
      "",
      "\n",
      "\n\n",
      "\n\n" + kPeterLine,
      kPeterLine,
      head + "\n",
      head + "\u2014 Bad Name " + blob + "\n",
      head + "\u2014 Peter+Neumann " + blob + "\n",
      head + "\u2014  " + blob + "\n",
      head + "\u2014 PeterNeumann\n",
      head + "\u2014 PeterNeumann \n",
      head + "\u2014 PeterNeumann x08go/Z=\n",  // stray bits
      head + "\u2014 PeterNeumann x08gow==\n",  // a hash, no signature
      head + "\u2014 PeterNeumann " + blob + " \n",
      head + "\u2014 PeterNeumann " + blob.substr(0, blob.size() - 1) + "\n",
      head + "- PeterNeumann " + blob + "\n",
      head + "\u2014\u00a0PeterNeumann " + blob + "\n",
      head + "\u2014 Peter\u2003Neumann " + blob + "\n",
      head + "\u2014 Peter\u3000Neumann " + blob + "\n",
      head + "\u2014 Peter\u0085Neumann " + blob + "\n",
      "text\r\n\n" + kPeterLine,
      "text\t\n\n" + kPeterLine,
      std::string("te\0xt\n\n", 7) + kPeterLine,
  };
  for (const std::string& text : bad) {
    EXPECT_THAT(parse_note(text), FailsSaying(Code::kBadInput, "malformed note")) << text;
  }
}

// Unicode 15, table 3-7: the first byte sequences outside each row.
TEST(Note, TextThatIsNotWellFormedUtf8IsRefused) {
  for (const std::string_view bad :
       {"\x80", "\xc1\xbf", "\xc2", "\xc2\x20", "\xe0\x9f\xbf", "\xe1\x80", "\xed\xa0\x80",
        "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf1\x80\x80"}) {
    EXPECT_THAT(parse_note(std::string(bad) + "\n\n" + kPeterLine), FailsWith(Code::kBadInput))
        << to_hex(as_bytes(bad));
  }
  for (const std::string_view good : {"\x7f", "\xc2\x80", "\xe0\xa0\x80", "\xed\x9f\xbf",
                                      "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_THAT(parse_note(std::string(good) + "\n\n" + kPeterLine), IsOk())
        << to_hex(as_bytes(good));
  }
}

TEST(Note, AHundredSignaturesAreTheMost) {
  std::string text = kText + "\n";
  for (int i = 0; i < 100; ++i) text += kPeterLine;
  EXPECT_THAT(parse_note(text), IsOk());
  EXPECT_THAT(parse_note(text + kPeterLine), FailsSaying(Code::kBadInput, "100 signatures"));
}

TEST(Note, SixtyFourKibibytesAreTheMost) {
  const std::size_t rest = 65536 - kPeterLine.size() - 2;
  EXPECT_THAT(parse_note(std::string(rest, 'a') + "\n\n" + kPeterLine), IsOk());
  EXPECT_THAT(parse_note(std::string(rest + 1, 'a') + "\n\n" + kPeterLine),
              FailsSaying(Code::kBadInput, "too long"));
}

}  // namespace note_test
}  // namespace pyx::custody
