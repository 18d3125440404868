#include "custody/backups/proof_message.h"

#include <algorithm>
#include <string_view>

namespace pyx::custody {
namespace {

Bytes begin(std::string_view label, const Sha256& vault, const Uuid& key) {
  Bytes message = to_bytes(label);
  message.push_back(0);
  message.insert(message.end(), vault.begin(), vault.end());
  message.insert(message.end(), key.bytes.begin(), key.bytes.end());
  return message;
}

}  // namespace

Bytes proof_message(const Sha256& vault, const Uuid& key, const Uuid& act) {
  Bytes message = begin("pyx/proof/v1", vault, key);
  message.insert(message.end(), act.bytes.begin(), act.bytes.end());
  return message;
}

// MGF1: RFC 8017, appendix B.2.1.
Bytes proof_element(ByteView message, std::size_t modulus_bytes) {
  Bytes element(1, 0);
  for (std::uint32_t counter = 0; element.size() < modulus_bytes; ++counter) {
    Bytes input(message.begin(), message.end());
    for (const int shift : {24, 16, 8, 0})
      input.push_back(static_cast<std::uint8_t>(counter >> shift));
    const Sha256 block = sha256(input);
    element.insert(element.end(), block.begin(), block.end());
  }
  element.resize(modulus_bytes);
  return element;
}

Bytes check_message(const Sha256& vault, const Uuid& key) {
  return begin("pyx/key-check/v1", vault, key);
}

}  // namespace pyx::custody
