#include "pkcs11/private_key_info.h"

#include <algorithm>
#include <array>
#include <optional>

#include "pkcs11/key_rules.h"

namespace pyx::pkcs11 {
namespace {

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kNull = 0x05;
constexpr std::uint8_t kObjectId = 0x06;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::size_t kMostPaddingBytes = 7;

// 1.2.840.113549.1.1.1 and 1.2.840.10045.2.1
constexpr std::array<std::uint8_t, 9> kRsaEncryption = {0x2a, 0x86, 0x48, 0x86, 0xf7,
                                                        0x0d, 0x01, 0x01, 0x01};
constexpr std::array<std::uint8_t, 7> kEcPublicKey = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01};

Error unreadable() { return error(Code::kBadInput, "the private key is no PKCS#8 PrivateKeyInfo"); }

// Reads one element after the other. Source: X.690, 8.1.3 and 10.1: definite lengths, in the
// shortest form.
class Der {
 public:
  explicit Der(ByteView bytes) : rest_(bytes) {}
  ByteView rest() const { return rest_; }

  // Its content; nothing if the next element has another tag or is not whole.
  std::optional<ByteView> next(std::uint8_t tag) {
    if (rest_.size() < 2 || rest_[0] != tag) return std::nullopt;
    std::size_t size = rest_[1];
    std::size_t header = 2;
    if (size >= 0x80) {
      const std::size_t digits = size - 0x80;
      if (digits == 0 || digits > 2 || rest_.size() < header + digits) return std::nullopt;
      size = 0;
      for (std::size_t i = 0; i < digits; ++i) size = size << 8U | rest_[header + i];
      if (size < 0x80 || (digits == 2 && size < 0x100)) return std::nullopt;
      header += digits;
    }
    if (rest_.size() - header < size) return std::nullopt;
    const ByteView content = rest_.subspan(header, size);
    rest_ = rest_.subspan(header + size);
    return content;
  }
  // A number that is not negative, without the zero byte in front that DER wants.
  std::optional<ByteView> number() {
    const auto content = next(kInteger);
    if (!content || content->empty() || (*content)[0] >= 0x80) return std::nullopt;
    if ((*content)[0] != 0) return content;
    if (content->size() > 1 && (*content)[1] < 0x80) return std::nullopt;  // not the shortest form
    return content->subspan(1);
  }

 private:
  ByteView rest_;
};

bool is_version(const std::optional<ByteView>& number, std::uint8_t version) {
  if (!number) return false;
  return version == 0 ? number->empty() : number->size() == 1 && (*number)[0] == version;
}

Result<PrivateKeyInfo> read_rsa(Der parameters, ByteView key) {
  const auto null = parameters.next(kNull);
  Der outer(key);
  const auto content = outer.next(kSequence);
  if ((null && !null->empty()) || !parameters.rest().empty() || !content || !outer.rest().empty())
    return unreadable();
  Der parts(*content);
  if (!is_version(parts.number(), 0)) return unreadable();
  RsaPrivateKey read;
  for (ByteView* const to :
       {&read.modulus, &read.public_exponent, &read.private_exponent, &read.prime_1, &read.prime_2,
        &read.exponent_1, &read.exponent_2, &read.coefficient}) {
    const auto number = parts.number();
    if (!number || number->empty()) return unreadable();
    *to = *number;
  }
  if (!parts.rest().empty()) return unreadable();
  return PrivateKeyInfo(read);
}

Result<PrivateKeyInfo> read_ec(ByteView parameters, ByteView key) {
  Der outer(key);
  const auto content = outer.next(kSequence);
  if (!content || !outer.rest().empty()) return unreadable();
  Der parts(*content);
  // What may follow, the curve once more and the public key, is known from elsewhere.
  if (!is_version(parts.number(), 1)) return unreadable();
  const auto secret = parts.next(kOctetString);
  for (const KeyType curve : {KeyType::kP256, KeyType::kP384}) {
    if (!std::ranges::equal(parameters, curve_parameters(curve))) continue;
    const std::size_t size_bytes = curve == KeyType::kP256 ? 32 : 48;
    if (!secret || secret->size() != size_bytes) return unreadable();
    return PrivateKeyInfo(EcPrivateKey{curve, *secret});
  }
  return error(Code::kBadInput, "the private key is on a curve that Pyx does not use");
}

}  // namespace

Result<PrivateKeyInfo> read_private_key_info(ByteView der) {
  Der outer(der);
  const auto info = outer.next(kSequence);
  const auto is_zero = [](std::uint8_t byte) { return byte == 0; };
  if (!info || outer.rest().size() > kMostPaddingBytes ||
      !std::ranges::all_of(outer.rest(), is_zero)) {
    return unreadable();
  }
  Der fields(*info);
  const auto version = fields.number();
  const auto algorithm = fields.next(kSequence);
  const auto key = fields.next(kOctetString);
  // Attributes may follow, and with version 1 (RFC 5958) the public key.
  if ((!is_version(version, 0) && !is_version(version, 1)) || !algorithm || !key)
    return unreadable();
  Der names(*algorithm);
  const auto name = names.next(kObjectId);
  if (!name) return unreadable();
  if (std::ranges::equal(*name, kRsaEncryption)) return read_rsa(names, *key);
  if (std::ranges::equal(*name, kEcPublicKey)) return read_ec(names.rest(), *key);
  return error(Code::kBadInput, "the private key is of a kind that Pyx does not use");
}

}  // namespace pyx::pkcs11
