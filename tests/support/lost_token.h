// A SoftHSM2 token that is gone for good.
#pragma once

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace pyx::testing {

// Removes its folder below `tokens`. SoftHSM2 names it by a UUID, of which the end is the serial.
// Nobody has the token open.
inline void lose_token(const std::filesystem::path& tokens, const std::string& serial) {
  for (const auto& entry : std::filesystem::directory_iterator(tokens)) {
    std::string name = entry.path().filename().string();
    std::erase(name, '-');
    if (!name.ends_with(serial)) continue;
    std::filesystem::remove_all(entry.path());
    return;
  }
  throw std::runtime_error("there is no token " + serial);
}

}  // namespace pyx::testing
