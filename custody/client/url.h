// "https://host:port", nothing else: what a client is pointed at.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pyx::client {

struct Url {
  std::string host;  // without brackets
  std::string port;
  std::string authority() const;  // for the field Host
};
// Errors: kBadInput: another scheme, no port, a path, a user.
Result<Url> parse_url(std::string_view text);

}  // namespace pyx::client
