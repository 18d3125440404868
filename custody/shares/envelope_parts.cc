#include "custody/shares/envelope_parts.h"

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/der_reader.h"
#include "base/error_queue.h"
#include "base/held.h"
#include "base/hex.h"
#include "custody/shares/holder_certificate.h"
#include "custody/shares/share_text.h"

namespace pyx::shares {
namespace {

using Name = Held<X509_NAME, X509_NAME_free>;
using Object = Held<ASN1_OBJECT, ASN1_OBJECT_free>;

// Object identifiers and whole AlgorithmIdentifiers, in hex.
constexpr std::string_view kAuthEnvelopedData = "060b2a864886f70d0109100117";
constexpr std::string_view kData = "06092a864886f70d010701";
constexpr std::string_view kAes256Gcm = "060960864801650304012e";
constexpr std::string_view kEcPublicKey = "06072a8648ce3d0201";
constexpr std::string_view kEcdhWithSha256 = "06062b8104010b01";  // dhSinglePass-stdDH-sha256kdf
constexpr std::string_view kOaepWithSha256 =
    "303806092a864886f70d010107302ba00d300b0609608648016503040201"
    "a11a301806092a864886f70d010108300b0609608648016503040201";

constexpr std::string_view kAuthEnvelopedVersion = "00";
constexpr std::string_view kTransportVersion = "00";
constexpr std::string_view kAgreementVersion = "03";

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kWrappedBytes = 40;
constexpr std::array<std::size_t, 2> kPointBytes = {65, 97};  // P-256, P-384
constexpr std::array<std::size_t, 3> kModulusBytes = {256, 384, 512};
constexpr std::size_t kMostSerialBytes = 32;

Error bad(std::string_view what) {
  return error(Code::kBadInput, "the envelope " + std::string(what));
}
Bytes copy(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

Result<void> expect(ByteView is, std::string_view wanted_hex, std::string_view what) {
  if (to_hex(is) == wanted_hex) return {};
  return bad("has another " + std::string(what) + " than Pyx takes");
}
template <std::size_t kCount>
Result<void> expect_size(ByteView is, const std::array<std::size_t, kCount>& sizes,
                         std::string_view what) {
  if (std::ranges::find(sizes, is.size()) != sizes.end()) return {};
  return bad("has a " + std::string(what) + " of " + std::to_string(is.size()) + " bytes");
}

std::string name_of(ByteView object) {
  const unsigned char* at = object.data();
  const Object read(d2i_ASN1_OBJECT(nullptr, &at, static_cast<long>(object.size())));
  std::array<char, 80> text{};
  if (!read || OBJ_obj2txt(text.data(), text.size(), read.get(), 0) <= 0) return "unknown";
  return text.data();
}

// IssuerAndSerialNumber.
Result<std::string> recipient_text(ByteView content) {
  DerReader reader(content);
  PYX_ASSIGN(const ByteView issuer, reader.element(der::kSequence));
  PYX_ASSIGN(const ByteView serial, reader.content(der::kInteger));
  PYX_TRY(reader.end());
  const unsigned char* at = issuer.data();
  const Name name(d2i_X509_NAME(nullptr, &at, static_cast<long>(issuer.size())));
  if (!name || at != issuer.data() + issuer.size() || serial.empty() ||
      serial.size() > kMostSerialBytes) {
    return bad("does not name its recipient's certificate");
  }
  return "serial number " + to_hex(serial) + " of " + name_text(name.get());
}

// KeyTransRecipientInfo.
Result<void> read_transport(DerReader reader, EnvelopeParts& parts) {
  PYX_ASSIGN(const ByteView version, reader.content(der::kInteger));
  PYX_TRY(expect(version, kTransportVersion, "version of its recipient"));
  PYX_ASSIGN(const ByteView recipient, reader.content(der::kSequence));
  PYX_ASSIGN(parts.recipient, recipient_text(recipient));
  PYX_ASSIGN(const ByteView algorithm, reader.element(der::kSequence));
  PYX_TRY(expect(algorithm, kOaepWithSha256, "encryption of its key"));
  PYX_ASSIGN(const ByteView encrypted, reader.content(der::kOctetString));
  PYX_TRY(expect_size(encrypted, kModulusBytes, "key for RSA"));
  parts.key = TransportedKey{copy(encrypted)};
  return reader.end();
}

// OriginatorPublicKey. What stands behind the algorithm's name may be the curve, or nothing: the
// holder's key says it.
Result<Bytes> ephemeral_point(ByteView content) {
  DerReader reader(content);
  PYX_ASSIGN(const ByteView algorithm, reader.content(der::kSequence));
  PYX_ASSIGN(const ByteView name, DerReader(algorithm).element(der::kObjectIdentifier));
  PYX_TRY(expect(name, kEcPublicKey, "kind of ephemeral key"));
  PYX_ASSIGN(const ByteView bits, reader.content(der::kBitString));
  PYX_TRY(reader.end());
  if (bits.empty() || bits.front() != 0) return bad("has an ephemeral key of a broken length");
  PYX_TRY(expect_size(bits.subspan(1), kPointBytes, "point"));
  return copy(bits.subspan(1));
}

// RecipientEncryptedKeys: one.
Result<void> read_wrapped_key(ByteView content, EnvelopeParts& parts, AgreedKey& key) {
  DerReader all(content);
  PYX_ASSIGN(const ByteView one, all.content(der::kSequence));
  if (!all.at_end()) return bad("is for more than one recipient");
  DerReader reader(one);
  PYX_ASSIGN(const ByteView recipient, reader.content(der::kSequence));
  PYX_ASSIGN(parts.recipient, recipient_text(recipient));
  PYX_ASSIGN(const ByteView wrapped, reader.content(der::kOctetString));
  PYX_TRY(expect_size(wrapped, std::array{kWrappedBytes}, "wrapped key"));
  key.wrapped = copy(wrapped);
  return reader.end();
}

// KeyAgreeRecipientInfo.
Result<void> read_agreement(DerReader reader, EnvelopeParts& parts) {
  AgreedKey key;
  PYX_ASSIGN(const ByteView version, reader.content(der::kInteger));
  PYX_TRY(expect(version, kAgreementVersion, "version of its recipient"));
  PYX_ASSIGN(const ByteView originator, reader.content(der::around(0)));
  DerReader inside(originator);
  PYX_ASSIGN(const ByteView ephemeral, inside.content(der::around(1)));
  PYX_TRY(inside.end());
  PYX_ASSIGN(key.point, ephemeral_point(ephemeral));
  PYX_ASSIGN(const ByteView algorithm, reader.content(der::kSequence));
  PYX_TRY(
      expect(algorithm, std::string(kEcdhWithSha256) + std::string(kAes256Wrap), "key agreement"));
  PYX_ASSIGN(const ByteView keys, reader.content(der::kSequence));
  PYX_TRY(read_wrapped_key(keys, parts, key));
  parts.key = std::move(key);
  return reader.end();
}

Result<void> read_recipient(ByteView content, EnvelopeParts& parts) {
  DerReader reader(content);
  const auto agreement = reader.content(der::around(1));
  const auto found = agreement ? agreement : reader.content(der::kSequence);
  if (!found) return bad("has no recipient by certificate");
  if (!reader.at_end()) return bad("is for more than one recipient");
  return agreement ? read_agreement(DerReader(*found), parts)
                   : read_transport(DerReader(*found), parts);
}

// EncryptedContentInfo.
Result<void> read_content(ByteView content, EnvelopeParts& parts) {
  DerReader reader(content);
  PYX_ASSIGN(const ByteView type, reader.element(der::kObjectIdentifier));
  PYX_TRY(expect(type, kData, "kind of content"));
  PYX_ASSIGN(const ByteView algorithm, reader.content(der::kSequence));
  DerReader cipher(algorithm);
  PYX_ASSIGN(const ByteView name, cipher.element(der::kObjectIdentifier));
  PYX_TRY(expect(name, kAes256Gcm, "cipher"));
  PYX_ASSIGN(const ByteView terms, cipher.content(der::kSequence));
  PYX_TRY(cipher.end());
  DerReader gcm(terms);
  PYX_ASSIGN(const ByteView nonce, gcm.content(der::kOctetString));
  PYX_TRY(expect_size(nonce, std::array{kNonceBytes}, "nonce"));
  PYX_ASSIGN(const ByteView tag_bytes, gcm.content(der::kInteger));
  PYX_TRY(expect(tag_bytes, "10", "length of its tag"));
  PYX_TRY(gcm.end());
  PYX_ASSIGN(const ByteView sealed, reader.content(der::in_place(0)));
  if (sealed.empty() || sealed.size() > kShareTextMostBytes)
    return bad("holds what is too long or too short for a share");
  parts.nonce = copy(nonce);
  parts.content = copy(sealed);
  return reader.end();
}

Result<EnvelopeParts> read_auth_enveloped(ByteView content) {
  EnvelopeParts parts;
  DerReader reader(content);
  PYX_ASSIGN(const ByteView version, reader.content(der::kInteger));
  PYX_TRY(expect(version, kAuthEnvelopedVersion, "version"));
  PYX_ASSIGN(const ByteView recipients, reader.content(der::kSet));
  PYX_TRY(read_recipient(recipients, parts));
  PYX_ASSIGN(const ByteView sealed, reader.content(der::kSequence));
  PYX_TRY(read_content(sealed, parts));
  PYX_ASSIGN(const ByteView tag, reader.content(der::kOctetString));
  PYX_TRY(expect_size(tag, std::array{kTagBytes}, "tag"));
  PYX_TRY(reader.end());
  parts.tag = copy(tag);
  return parts;
}

Result<EnvelopeParts> read_content_info(ByteView bytes) {
  DerReader outside(bytes);
  PYX_ASSIGN(const ByteView info, outside.content(der::kSequence));
  PYX_TRY(outside.end());
  DerReader reader(info);
  PYX_ASSIGN(const ByteView type, reader.element(der::kObjectIdentifier));
  if (to_hex(type) != kAuthEnvelopedData)
    return bad("is no AuthEnvelopedData of CMS; its type is " + name_of(type));
  PYX_ASSIGN(const ByteView around, reader.content(der::around(0)));
  PYX_TRY(reader.end());
  DerReader inside(around);
  PYX_ASSIGN(const ByteView content, inside.content(der::kSequence));
  PYX_TRY(inside.end());
  return read_auth_enveloped(content);
}

}  // namespace

Result<EnvelopeParts> parse_envelope_parts(ByteView der) {
  const ErrorQueue queue;
  if (der.empty()) return bad("is an empty file");
  if (der.size() > kEnvelopeMostBytes) {
    return bad("has " + std::to_string(der.size()) + " bytes; no share's has more than " +
               std::to_string(kEnvelopeMostBytes));
  }
  auto parts = read_content_info(der);
  if (parts || parts.error().message.starts_with("the envelope ")) return parts;
  return bad("is damaged, or no file of CMS in DER: " + parts.error().message);
}

}  // namespace pyx::shares
