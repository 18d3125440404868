#include "base/base64.h"

#include <array>
#include <cstdint>

namespace pyx {
namespace {

constexpr std::string_view kStandard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::int8_t, 256> inverse(std::string_view alphabet) {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return table;
}
constexpr auto kStandardInverse = inverse(kStandard);
constexpr auto kUrlInverse = inverse(kUrl);

std::string encode(ByteView bytes, std::string_view alphabet) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t pending = 0;
  unsigned bits = 0;
  for (const std::uint8_t byte : bytes) {
    pending = (pending << 8U) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text.push_back(alphabet[(pending >> bits) & 0x3fU]);
    }
  }
  if (bits > 0) text.push_back(alphabet[(pending << (6 - bits)) & 0x3fU]);
  return text;
}

Result<Bytes> decode(std::string_view text, const std::array<std::int8_t, 256>& table) {
  if (text.size() % 4 == 1) {
    return error(Code::kBadInput,
                 "base64 text is cut short at position " + std::to_string(text.size()));
  }
  Bytes bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t pending = 0;
  unsigned bits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::int8_t value = table[static_cast<std::uint8_t>(text[i])];
    if (value < 0) {
      return error(Code::kBadInput, "not a base64 character at position " + std::to_string(i));
    }
    pending = (pending << 6U) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<std::uint8_t>((pending >> bits) & 0xffU));
    }
  }
  if ((pending & ((1U << bits) - 1U)) != 0) {
    return error(Code::kBadInput,
                 "base64 text ends in stray bits at position " + std::to_string(text.size() - 1));
  }
  return bytes;
}

}  // namespace

std::string to_base64(ByteView bytes) {
  std::string text = encode(bytes, kStandard);
  while (text.size() % 4 != 0) text.push_back('=');
  return text;
}

std::string to_base64url(ByteView bytes) { return encode(bytes, kUrl); }

Result<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return error(Code::kBadInput,
                 "base64 text lacks its padding at position " + std::to_string(text.size()));
  }
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  return decode(text.substr(0, text.size() - padding), kStandardInverse);
}

Result<Bytes> from_base64url(std::string_view text) { return decode(text, kUrlInverse); }

}  // namespace pyx
