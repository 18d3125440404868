// JSON (RFC 8259) as programs send it: parsed strictly, since Boost.JSON takes duplicate members
// silently.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace pyx::json {

using boost::json::array;
using boost::json::object;
using boost::json::value;

struct Limits {
  std::size_t most_bytes = 1U << 20U;
  std::size_t most_depth = 16;
};

// One value and nothing behind it. Refuses duplicate members, bad UTF-8, comments, trailing commas,
// NaN, and what passes the limits. Errors: kBadInput with the byte offset ("duplicate member "x" at
// byte 17").
Result<value> parse(std::string_view text, const Limits& limits = {});
// Without white space, members in the order in which they were put in.
std::string serialize(const value& from);

}  // namespace pyx::json
