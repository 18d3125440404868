#include "custody/evidence/dsse.h"

#include <gmock/gmock.h>

#include "base/base64.h"
#include "base/hex.h"
#include "tests/matchers.h"

namespace pyx::custody {
namespace dsse_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;

// DSSE protocol.md, test vectors: P-256, the signature as r || s.
constexpr std::string_view kExampleType = "http://example.com/HelloWorld";
constexpr std::string_view kExamplePayload = "hello world";
constexpr std::string_view kExamplePoint =
    "04"
    "67cd390f77aa359cb08c2235f652270493a9ed832b0abcc01f70954c0390d238"
    "0c782bd54e269125a44f4433aff1432ce94e12bca73aa67ac80cea12608ddf74";
constexpr std::string_view kExampleSignature =
    "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==";

PublicKey example_key() {
  return PublicKey::from_ec_point(KeyType::kP256, *from_hex(kExamplePoint)).value();
}

Envelope example_envelope() {
  Envelope envelope;
  envelope.payload_type = kExampleType;
  envelope.payload = to_bytes(kExamplePayload);
  envelope.signatures.push_back(
      {example_key().id(), ecdsa_p1363_to_der(*from_base64(kExampleSignature)).value()});
  return envelope;
}

std::string key_id(char digit) { return std::string(64, digit); }

std::string signature_member(const std::string& key, const std::string& sig) {
  return R"({"keyid":")" + key + R"(","sig":")" + sig + R"("})";
}

std::string envelope_text(const std::string& payload, const std::string& signatures) {
  return R"({"payloadType":"application/vnd.in-toto+json","payload":")" + payload +
         R"(","signatures":[)" + signatures + "]}";
}

TEST(Dsse, PaeOfTheStandardsExampleIsKnown) {
  EXPECT_EQ(pyx::to_text(dsse_pae(kExampleType, as_bytes(kExamplePayload))),
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
}

TEST(Dsse, PaeCountsBytesAndOfNothingIsZero) {
  EXPECT_EQ(pyx::to_text(dsse_pae("", {})), "DSSEv1 0  0 ");
  EXPECT_EQ(pyx::to_text(dsse_pae("\u00e9", as_bytes("a b"))), "DSSEv1 2 \u00e9 3 a b");
}

TEST(Dsse, TheStandardsExampleSignatureVerifies) {
  EXPECT_TRUE(signed_by(example_envelope(), example_key()));
}

TEST(Dsse, AChangedPayloadTypeOrSignatureIsNoticed) {
  Envelope envelope = example_envelope();
  envelope.payload[0] ^= 0x01;
  EXPECT_FALSE(signed_by(envelope, example_key()));
  envelope = example_envelope();
  envelope.payload_type = "http://example.com/helloWorld";
  EXPECT_FALSE(signed_by(envelope, example_key()));
  envelope = example_envelope();
  envelope.signatures[0].signature.back() ^= 0x01;
  EXPECT_FALSE(signed_by(envelope, example_key()));
  envelope = example_envelope();
  envelope.signatures[0].key_id[0] ^= 0x01;
  EXPECT_FALSE(signed_by(envelope, example_key()));
  envelope.signatures.clear();
  EXPECT_FALSE(signed_by(envelope, example_key()));
}

// protocol.md: the keyid "MUST NOT be used for security decisions".
TEST(Dsse, AKeyIdWithoutASignatureByThatKeyCountsForNothing) {
  Envelope envelope = example_envelope();
  envelope.signatures[0].signature = Bytes(64, 0x01);
  EXPECT_FALSE(signed_by(envelope, example_key()));
}

TEST(Dsse, OtherSignaturesDoNotMatter) {
  Envelope envelope = example_envelope();
  envelope.signatures.insert(envelope.signatures.begin(), {sha256("other"), Bytes(64, 0x02)});
  EXPECT_TRUE(signed_by(envelope, example_key()));
}

// Made with OpenSSL 3.0 (openssl pkeyutl -sign -rawin) and the secret key of RFC 8032, 7.1, TEST 1.
TEST(Dsse, AnEd25519SignatureMadeByOpensslVerifies) {
  const auto key = PublicKey::from_ed25519(
      *from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
  ASSERT_THAT(key, IsOk());
  Envelope envelope = example_envelope();
  envelope.signatures = {
      {key->id(), *from_hex("e031d7dd99f8aa904abc48fb99a13c3bdbbd6e35c49cf2cb9f25d5509d8f5c947c0d22"
                            "dc2f7403a45bdf24e8f7a41fd23c7b25e898386e8c6c31be8abee60007")}};
  EXPECT_TRUE(signed_by(envelope, *key));
  EXPECT_FALSE(signed_by(envelope, example_key()));
  envelope.payload.push_back('!');
  EXPECT_FALSE(signed_by(envelope, *key));
}

// A right signature by a key of a type that no officer may have: P-384, made with OpenSSL 3.0.
TEST(Dsse, AKeyOfAnotherTypeSignsNothing) {
  const auto key = PublicKey::from_spki(*from_base64(
      "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEOocTutwuciLXAwwwPrA1YmTd6Bhn832CLb8NKB+BsflBVgOWL3WWCbrflmS/"
      "SaBZgTWypWnBvXfGPEIurqhXXTAR7/6ftQcdn8EVPSwuyPCKcvcdUe5t9WLIFKgdOgNM"));
  ASSERT_THAT(key, IsOk());
  Envelope envelope = example_envelope();
  envelope.signatures = {
      {key->id(),
       *from_base64("MGUCMQDaBcE75L9b1WeO47RJ0qgOWJSfFcM76ATjMFRIJcg8bhS3X7Ys4diCOKjJpkZhcjECMEmvmO"
                    "33u58Xobtzt3cZPjFDwItmmOc1Cl+vNpjYMRl5w7bRWYowJoR23XwjaOB3cg==")}};
  ASSERT_TRUE(key->verify(Scheme::kEcdsaSha384, dsse_pae(envelope.payload_type, envelope.payload),
                          envelope.signatures[0].signature));
  EXPECT_FALSE(signed_by(envelope, *key));
}

TEST(Envelope, IsReadAndWrittenBackByteForByte) {
  const std::string text =
      envelope_text("aGVsbG8gd29ybGQ=", signature_member(key_id('a'), "AAEC") + "," +
                                            signature_member(key_id('b'), "//79"));
  const auto envelope = parse_envelope(text);
  ASSERT_THAT(envelope, IsOk());
  EXPECT_EQ(envelope->payload_type, kStatementPayloadType);
  EXPECT_EQ(pyx::to_text(envelope->payload), kExamplePayload);
  ASSERT_EQ(envelope->signatures.size(), 2U);
  EXPECT_EQ(to_hex(envelope->signatures[1].key_id), key_id('b'));
  EXPECT_EQ(envelope->signatures[1].signature, (Bytes{0xff, 0xfe, 0xfd}));
  EXPECT_EQ(to_text(*envelope), text);
}

// protocol.md: "verifiers MUST accept either" alphabet.
TEST(Envelope, Base64OfEitherAlphabetIsRead) {
  const auto envelope =
      parse_envelope(envelope_text("aGVsbG8gd29ybGQ=", signature_member(key_id('b'), "__79")));
  ASSERT_THAT(envelope, IsOk());
  EXPECT_EQ(envelope->signatures[0].signature, (Bytes{0xff, 0xfe, 0xfd}));
}

TEST(Envelope, Base64WithoutPaddingOfMixedAlphabetsOrWithStrayBitsIsRefused) {
  const std::string good = signature_member(key_id('a'), "AAEC");
  for (const std::string& bad :
       {envelope_text("aGVsbG8gd29ybGQ", good), envelope_text("aGVsbG8gd29ybGR=", good),
        envelope_text("aGVs bG8=", good), envelope_text("aGVs\\nbG8=", good),
        envelope_text("AAAA", signature_member(key_id('a'), "/_79")),
        envelope_text("AAAA", signature_member(key_id('a'), "AAE"))}) {
    EXPECT_THAT(parse_envelope(bad), FailsWith(Code::kBadInput)) << bad;
  }
}

TEST(Envelope, AnotherPayloadTypeIsRefused) {
  std::string text = envelope_text("AAAA", signature_member(key_id('a'), "AAEC"));
  text.replace(text.find("vnd.in-toto"), 11, "vnd.in-toTo");
  EXPECT_THAT(parse_envelope(text), FailsSaying(Code::kBadInput, "payload type"));
}

TEST(Envelope, UnknownMissingAndRepeatedMembersAreRefused) {
  const std::string payload = R"("payloadType":"application/vnd.in-toto+json","payload":"AAAA")";
  const std::string one = signature_member(key_id('a'), "AAEC");
  for (const std::string& bad :
       {"{" + payload + R"(,"signatures":[)" + one + R"(],"extra":1})",
        "{" + payload + R"(,"payload":"AAAB","signatures":[)" + one + "]}", "{" + payload + "}",
        R"({"payload":"AAAA","signatures":[)" + one + "]}",
        R"({"payloadType":"application/vnd.in-toto+json","signatures":[)" + one + "]}",
        "{" + payload + R"(,"signatures":[{"sig":"AAEC"}]})",
        "{" + payload + R"(,"signatures":[{"keyid":")" + key_id('a') + R"("}]})",
        "{" + payload + R"(,"signatures":[{"keyid":")" + key_id('a') +
            R"(","sig":"AAEC","cert":"x"}]})",
        "{" + payload + R"(,"signatures":{"keyid":")" + key_id('a') + R"(","sig":"AAEC"}})",
        "{" + payload + R"(,"signatures":[7]})", "[" + one + "]", std::string("null"),
        std::string()}) {
    EXPECT_THAT(parse_envelope(bad), FailsWith(Code::kBadInput)) << bad;
  }
}

TEST(Envelope, AnEmptySignatureOrAKeyIdThatIsNoDigestIsRefused) {
  for (const std::string& bad :
       {signature_member(key_id('a'), ""), signature_member("", "AAEC"),
        signature_member(key_id('A'), "AAEC"), signature_member(key_id('a') + "a", "AAEC"),
        signature_member(key_id('g'), "AAEC")}) {
    EXPECT_THAT(parse_envelope(envelope_text("AAAA", bad)), FailsWith(Code::kBadInput)) << bad;
  }
}

// Trap 1: the same key counted twice.
TEST(Envelope, TheSameKeyTwiceIsRefused) {
  const std::string twice =
      signature_member(key_id('a'), "AAEC") + "," + signature_member(key_id('a'), "AAED");
  EXPECT_THAT(parse_envelope(envelope_text("AAAA", twice)),
              FailsSaying(Code::kBadInput, "two signatures by the key"));
}

std::string many_signatures(unsigned count) {
  std::string all;
  for (unsigned i = 0; i < count; ++i) {
    if (i > 0) all += ",";
    all += signature_member(to_hex(sha256(std::to_string(i))), "AAEC");
  }
  return all;
}

TEST(Envelope, OneTo256SignaturesAreRead) {
  EXPECT_THAT(parse_envelope(envelope_text("AAAA", "")), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_envelope(envelope_text("AAAA", many_signatures(256))), IsOk());
  EXPECT_THAT(parse_envelope(envelope_text("AAAA", many_signatures(257))),
              FailsSaying(Code::kBadInput, "1 to 256 signatures"));
}

TEST(Envelope, SixtyFourKibibytesOfPayloadAreTheMost) {
  const std::string one = signature_member(key_id('a'), "AAEC");
  EXPECT_THAT(parse_envelope(envelope_text(to_base64(Bytes(65536)), one)), IsOk());
  EXPECT_THAT(parse_envelope(envelope_text(to_base64(Bytes(65537)), one)),
              FailsSaying(Code::kBadInput, "too large"));
  EXPECT_THAT(parse_envelope(envelope_text(to_base64(Bytes(65540)), one)),
              FailsSaying(Code::kBadInput, "too large"));
}

TEST(Envelope, AKibibyteOfSignatureIsTheMost) {
  const auto with = [](std::size_t size) {
    return envelope_text("AAAA", signature_member(key_id('a'), to_base64(Bytes(size, 1))));
  };
  EXPECT_THAT(parse_envelope(with(1024)), IsOk());
  EXPECT_THAT(parse_envelope(with(1025)), FailsSaying(Code::kBadInput, "too large"));
}

}  // namespace dsse_test
}  // namespace pyx::custody
