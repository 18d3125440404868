#include "base/uuid.h"

#include <algorithm>
#include <cstring>

#include "base/hex.h"
#include "base/random.h"

namespace pyx {
namespace {

constexpr std::array<std::size_t, 4> kDashes = {8, 13, 18, 23};
constexpr std::size_t kTextSize = 36;

bool is_v7(const Uuid& id) {
  return (id.bytes[6] & 0xf0U) == 0x70U && (id.bytes[8] & 0xc0U) == 0x80U;
}

}  // namespace

Uuid Uuid::v7(Time now) {
  Uuid id;
  fill_random(id.bytes);
  const auto ms = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
  for (unsigned i = 0; i < 6; ++i) {
    id.bytes[i] = static_cast<std::uint8_t>((ms >> (8U * (5U - i))) & 0xffU);
  }
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0fU) | 0x70U);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3fU) | 0x80U);
  return id;
}

Result<Uuid> Uuid::parse(std::string_view text) {
  const auto bad = [] {
    return error(Code::kBadInput, "not a UUID of version 7 in lower case (8-4-4-4-12 hex digits)");
  };
  if (text.size() != kTextSize) return bad();
  std::string digits;
  for (std::size_t i = 0; i < kTextSize; ++i) {
    const bool dash = std::ranges::find(kDashes, i) != kDashes.end();
    if (dash != (text[i] == '-')) return bad();
    if (!dash) digits.push_back(text[i]);
  }
  if (std::ranges::any_of(digits, [](char c) { return c >= 'A' && c <= 'F'; })) return bad();
  const auto bytes = from_hex(digits);
  if (!bytes) return bad();
  return from_bytes(*bytes);
}

Result<Uuid> Uuid::from_bytes(ByteView bytes) {
  Uuid id;
  if (bytes.size() != id.bytes.size()) return error(Code::kBadInput, "a UUID has 16 bytes");
  std::ranges::copy(bytes, id.bytes.begin());
  if (!is_v7(id)) return error(Code::kBadInput, "not a UUID of version 7");
  return id;
}

std::string Uuid::text() const {
  std::string text = to_hex(ByteView(bytes));
  for (const std::size_t dash : kDashes) text.insert(dash, 1, '-');
  return text;
}

Time Uuid::time() const {
  std::uint64_t ms = 0;
  for (unsigned i = 0; i < 6; ++i) ms = (ms << 8U) | bytes[i];
  return Time(std::chrono::milliseconds(ms));
}

std::size_t UuidHash::operator()(const Uuid& id) const noexcept {
  std::size_t hash = 0;  // the last bytes are the random ones
  std::memcpy(&hash, id.bytes.data() + 8, sizeof hash);
  return hash;
}

}  // namespace pyx
