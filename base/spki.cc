#include "base/spki.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/hex.h"

namespace pyx {
namespace {

constexpr std::string_view kExponentHex = "0203010001";
constexpr std::array kShapes = {
    SpkiShape{KeyType::kRsa2048,
              "30820122300d06092a864886f70d01010105000382010f003082010a0282010100", 256,
              kExponentHex},
    SpkiShape{KeyType::kRsa3072,
              "308201a2300d06092a864886f70d01010105000382018f003082018a0282018100", 384,
              kExponentHex},
    SpkiShape{KeyType::kRsa4096,
              "30820222300d06092a864886f70d01010105000382020f003082020a0282020100", 512,
              kExponentHex},
    SpkiShape{KeyType::kP256, "3059301306072a8648ce3d020106082a8648ce3d030107034200", 65, ""},
    SpkiShape{KeyType::kP384, "3076301006072a8648ce3d020106052b81040022036200", 97, ""},
    SpkiShape{KeyType::kEd25519, "302a300506032b6570032100", 32, ""},
};

const SpkiShape* found(const SpkiShape* shape) { return shape == kShapes.end() ? nullptr : shape; }

bool is_hex_of(ByteView bytes, std::string_view hex) { return to_hex(bytes) == hex; }

bool has_shape(ByteView der, const SpkiShape& shape) {
  const std::size_t before_bytes = shape.before.size() / 2;
  return der.size() == before_bytes + shape.body_bytes + shape.after.size() / 2 &&
         is_hex_of(der.first(before_bytes), shape.before) &&
         is_hex_of(der.subspan(before_bytes + shape.body_bytes), shape.after);
}

}  // namespace

const SpkiShape* find_spki_shape(ByteView der) {
  return found(
      std::ranges::find_if(kShapes, [&](const SpkiShape& one) { return has_shape(der, one); }));
}

const SpkiShape* find_spki_shape(KeyType type) {
  return found(std::ranges::find(kShapes, type, &SpkiShape::type));
}

const SpkiShape* find_rsa_shape(std::size_t modulus_bytes) {
  return found(std::ranges::find_if(kShapes, [&](const SpkiShape& one) {
    return is_rsa(one.type) && one.body_bytes == modulus_bytes;
  }));
}

ByteView spki_body(ByteView der, const SpkiShape& shape) {
  return der.subspan(shape.before.size() / 2, shape.body_bytes);
}

Result<Bytes> make_spki(const SpkiShape& shape, ByteView body) {
  if (body.size() != shape.body_bytes) {
    return error(Code::kBadInput, "a public key " + std::string(to_text(shape.type)) + " has " +
                                      std::to_string(shape.body_bytes) + " bytes, not " +
                                      std::to_string(body.size()));
  }
  PYX_ASSIGN(Bytes der, from_hex(shape.before));
  append(der, body);
  PYX_ASSIGN(const Bytes after, from_hex(shape.after));
  append(der, after);
  return der;
}

}  // namespace pyx
