// UUID version 7 (RFC 9562): ids of keys, acts and requests. The first 48 bits are milliseconds
// since 1970.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace pyx {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;

  static Uuid v7(Time now);  // the rest is random
  // From the lower-case 8-4-4-4-12 form, version 7 and the RFC's variant only. Errors: kBadInput.
  static Result<Uuid> parse(std::string_view text);
  static Result<Uuid> from_bytes(ByteView bytes);  // 16 bytes, version 7. Errors: kBadInput
  std::string text() const;
  Time time() const;  // to the millisecond
};

struct UuidHash {
  std::size_t operator()(const Uuid& id) const noexcept;
};

}  // namespace pyx
