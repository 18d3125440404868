// Public keys of the standards, one of each type, to test with.
#pragma once

#include "base/public_key.h"
#include "tests/support/vectors.h"

namespace pyx::testing {

inline const Bytes kExponent = {0x01, 0x00, 0x01};

// RFC 6979, A.2.5 and A.2.6: the public points, and a signature on "sample".
inline const Bytes kP256Point = hex_bytes(
    "0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
    "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
inline const Bytes kP256Signature = hex_bytes(
    "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
    "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");
inline const Bytes kP384Point = hex_bytes(
    "04EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64DEF8F0EA9055866064A254515480"
    "BC13"
    "8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1288B231C3AE0D4FE7344FD25332647"
    "20");

// RFC 8032, 7.1, test 1.
inline const Bytes kEd25519One =
    hex_bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

inline const json::object& rsa_case() {
  static const json::array kCases = read_vectors("rfc9474.json");
  return kCases.at(0).as_object();
}
inline PublicKey p256() { return PublicKey::from_ec_point(KeyType::kP256, kP256Point).value(); }
inline PublicKey p384() { return PublicKey::from_ec_point(KeyType::kP384, kP384Point).value(); }
inline PublicKey ed25519() { return PublicKey::from_ed25519(kEd25519One).value(); }
inline PublicKey rsa2048() {
  return PublicKey::from_rsa(hex_member(rsa_case(), "n"), kExponent).value();
}

inline Bytes flipped(Bytes bytes, std::size_t at) {
  bytes.at(at) ^= 1U;
  return bytes;
}

}  // namespace pyx::testing
