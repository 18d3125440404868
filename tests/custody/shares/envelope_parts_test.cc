#include "custody/shares/envelope_parts.h"

#include <functional>
#include <initializer_list>

#include "base/hex.h"
#include "tests/matchers.h"

namespace pyx::shares {
namespace envelope_parts_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;

Bytes hex(std::string_view text) { return from_hex(text).value(); }
Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) append(all, part);
  return all;
}
Bytes element(std::uint8_t tag, const Bytes& content) {
  Bytes made = {tag};
  if (content.size() < 128) {
    made.push_back(static_cast<std::uint8_t>(content.size()));
  } else {
    made.push_back(0x82);
    made.push_back(static_cast<std::uint8_t>(content.size() >> 8U));
    made.push_back(static_cast<std::uint8_t>(content.size()));
    if (content.size() < 256) made.erase(made.end() - 2), made[made.size() - 2] = 0x81;
  }
  append(made, content);
  return made;
}

// The fields of an envelope, written after the standards by this test alone; each may be changed.
struct Envelope {
  Bytes type = hex("060b2a864886f70d0109100117");
  Bytes version = hex("020100");
  Bytes issuer = hex("300e310c300a06035504030c03626f62");  // CN=bob
  Bytes serial = hex("02020f2e");
  Bytes recipient_version = hex("020103");
  Bytes key_kind = hex("300906072a8648ce3d0201");
  Bytes point = Bytes(65, 4);
  Bytes agreement = hex("301506062b8104010b01300b060960864801650304012d");
  Bytes wrapped = Bytes(40, 5);
  Bytes more_recipients;
  Bytes content_type = hex("06092a864886f70d010701");
  Bytes cipher = hex("060960864801650304012e");
  Bytes nonce = Bytes(12, 6);
  Bytes tag_bytes = hex("020110");
  Bytes content = Bytes(300, 7);
  Bytes tag = Bytes(16, 8);
  Bytes attributes;
  // For RSA instead.
  bool transported = false;
  Bytes encryption =
      hex("303806092a864886f70d010107302ba00d300b0609608648016503040201"
          "a11a301806092a864886f70d010108300b0609608648016503040201");
  Bytes encrypted = Bytes(256, 9);

  Bytes recipient() const {
    const Bytes certificate = element(0x30, joined({issuer, serial}));
    if (transported) {
      return element(
          0x30, joined({recipient_version, certificate, encryption, element(0x04, encrypted)}));
    }
    const Bytes bits = joined({Bytes{0}, point});
    const Bytes originator = element(0xa0, element(0xa1, joined({key_kind, element(0x03, bits)})));
    const Bytes keys = element(0x30, element(0x30, joined({certificate, element(0x04, wrapped)})));
    return element(0xa1, joined({recipient_version, originator, agreement, keys}));
  }
  Bytes der() const {
    const Bytes gcm = element(0x30, joined({element(0x04, nonce), tag_bytes}));
    const Bytes sealed = element(
        0x30, joined({content_type, element(0x30, joined({cipher, gcm})), element(0x80, content)}));
    const Bytes data =
        element(0x30, joined({version, element(0x31, joined({recipient(), more_recipients})),
                              sealed, element(0x04, tag), attributes}));
    return element(0x30, joined({type, element(0xa0, data)}));
  }
};
Envelope for_rsa() {
  Envelope envelope;
  envelope.transported = true;
  envelope.recipient_version = hex("020100");
  return envelope;
}

TEST(EnvelopeParts, OfACurveAreReadAsTheStandardsSay) {
  const Envelope envelope;
  const auto parts = parse_envelope_parts(envelope.der());
  ASSERT_THAT(parts, IsOk());
  ASSERT_TRUE(std::holds_alternative<AgreedKey>(parts->key));
  EXPECT_EQ(std::get<AgreedKey>(parts->key).point, envelope.point);
  EXPECT_EQ(std::get<AgreedKey>(parts->key).wrapped, envelope.wrapped);
  EXPECT_EQ(parts->recipient, "serial number 0f2e of CN=bob");
  EXPECT_EQ(parts->nonce, envelope.nonce);
  EXPECT_EQ(parts->content, envelope.content);
  EXPECT_EQ(parts->tag, envelope.tag);
}
TEST(EnvelopeParts, OfRsaAreReadAsTheStandardsSay) {
  const auto parts = parse_envelope_parts(for_rsa().der());
  ASSERT_THAT(parts, IsOk());
  ASSERT_TRUE(std::holds_alternative<TransportedKey>(parts->key));
  EXPECT_EQ(std::get<TransportedKey>(parts->key).encrypted, for_rsa().encrypted);
  EXPECT_EQ(parts->recipient, "serial number 0f2e of CN=bob");
}

using Change = std::function<void(Envelope&)>;
struct Refused {
  std::string says;
  Change change;
};

TEST(EnvelopeParts, AnyOtherFieldOfACurvesIsRefused) {
  const std::vector<Refused> all = {
      {"pkcs7-envelopedData", [](Envelope& e) { e.type = hex("06092a864886f70d010703"); }},
      {"1.2.3", [](Envelope& e) { e.type = hex("06022a03"); }},
      {"version", [](Envelope& e) { e.version = hex("020101"); }},
      {"name its recipient", [](Envelope& e) { e.issuer = hex("3003020105"); }},
      {"name its recipient", [](Envelope& e) { e.serial = element(0x02, Bytes(33, 1)); }},
      {"name its recipient", [](Envelope& e) { e.serial = hex("0200"); }},
      {"version of its recipient", [](Envelope& e) { e.recipient_version = hex("020104"); }},
      {"kind of ephemeral key", [](Envelope& e) { e.key_kind = hex("300506032b656e"); }},
      {"point of 64", [](Envelope& e) { e.point.pop_back(); }},
      {"point of 0", [](Envelope& e) { e.point.clear(); }},
      {"key agreement",
       [](Envelope& e) { e.agreement = hex("301506062b8104010b02300b060960864801650304012d"); }},
      {"key agreement",
       [](Envelope& e) { e.agreement = hex("301506062b8104010b01300b0609608648016503040105"); }},
      {"wrapped key of 24", [](Envelope& e) { e.wrapped.resize(24); }},
      {"more than one recipient", [](Envelope& e) { e.more_recipients = e.recipient(); }},
      {"kind of content", [](Envelope& e) { e.content_type = hex("06092a864886f70d010702"); }},
      {"cipher", [](Envelope& e) { e.cipher = hex("0609608648016503040106"); }},
      // What one OpenSSL copied onto its stack whatever its length.
      {"nonce of 13", [](Envelope& e) { e.nonce.push_back(0); }},
      {"nonce of 2000", [](Envelope& e) { e.nonce.resize(2000); }},
      {"length of its tag", [](Envelope& e) { e.tag_bytes = hex("020104"); }},
      {"DER", [](Envelope& e) { e.tag_bytes.clear(); }},
      {"tag of 15", [](Envelope& e) { e.tag.pop_back(); }},
      {"tag of 4", [](Envelope& e) { e.tag.resize(4); }},
      {"too short", [](Envelope& e) { e.content.clear(); }},
      {"too long", [](Envelope& e) { e.content.resize(513); }},
      {"DER", [](Envelope& e) { e.attributes = hex("a200"); }},
  };
  for (const Refused& one : all) {
    Envelope envelope;
    one.change(envelope);
    EXPECT_THAT(parse_envelope_parts(envelope.der()), FailsSaying(Code::kBadInput, one.says));
  }
}
TEST(EnvelopeParts, AnyOtherFieldOfRsasIsRefused) {
  const std::vector<Refused> all = {
      {"version of its recipient", [](Envelope& e) { e.recipient_version = hex("020102"); }},
      {"encryption of its key",
       [](Envelope& e) { e.encryption = hex("300d06092a864886f70d0101010500"); }},
      {"key for RSA of 128", [](Envelope& e) { e.encrypted.resize(128); }},
      {"key for RSA of 255", [](Envelope& e) { e.encrypted.pop_back(); }},
      {"more than one recipient", [](Envelope& e) { e.more_recipients = e.recipient(); }},
  };
  for (const Refused& one : all) {
    Envelope envelope = for_rsa();
    one.change(envelope);
    EXPECT_THAT(parse_envelope_parts(envelope.der()), FailsSaying(Code::kBadInput, one.says));
  }
}
TEST(EnvelopeParts, TheCurveBehindTheNameOfTheEphemeralKeyIsTheHoldersAffair) {
  Envelope envelope;
  envelope.key_kind = hex("301306072a8648ce3d020106082a8648ce3d030107");
  EXPECT_THAT(parse_envelope_parts(envelope.der()), IsOk());
  envelope.point = Bytes(97, 4);
  EXPECT_THAT(parse_envelope_parts(envelope.der()), IsOk());
}
TEST(EnvelopeParts, LongestContentAndLargestFileAreTaken) {
  Envelope envelope;
  envelope.content.resize(512);
  EXPECT_THAT(parse_envelope_parts(envelope.der()), IsOk());
  EXPECT_THAT(parse_envelope_parts(Bytes(kEnvelopeMostBytes + 1)),
              FailsSaying(Code::kBadInput, "no share's has more than 16384"));
  EXPECT_THAT(parse_envelope_parts({}), FailsWith(Code::kBadInput));
}

}  // namespace envelope_parts_test
}  // namespace pyx::shares
