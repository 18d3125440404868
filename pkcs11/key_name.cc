#include "pkcs11/key_name.h"

#include <cctype>

#include "base/hex.h"

namespace pyx::pkcs11 {
namespace {

std::string percent(std::uint8_t byte) { return "%" + to_hex(ByteView(&byte, 1)); }

bool unreserved(char c) {  // RFC 3986, 2.3
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("-._~").find(c) != std::string_view::npos;
}

}  // namespace

KeyName key_name(const TokenUri& uri) { return {uri.object_id, uri.object_label}; }

std::string to_text(const KeyName& name) {
  std::string text;
  if (name.id) {
    text = "id=";
    for (const std::uint8_t byte : *name.id) text += percent(byte);
  }
  if (name.label) {
    text += (text.empty() ? "object=" : ";object=");
    for (const char c : *name.label) {
      text += unreserved(c) ? std::string(1, c) : percent(static_cast<std::uint8_t>(c));
    }
  }
  return text;
}

}  // namespace pyx::pkcs11
