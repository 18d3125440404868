// pyxd.toml(5): every key of pyxd's configuration as data, and the page of the manual from it. A
// test holds the table against what custody/server/config.cc reads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pyx::server {

struct ConfigKey {
  std::string_view table;      // "tls"; empty at the top
  std::string_view key;        // "certificate"
  std::string_view value;      // what stands behind it, "PATH"
  std::string_view otherwise;  // the default as it would be written; empty: must be there
  std::string_view help;       // lower case, no full stop
};

const std::vector<ConfigKey>& config_keys();
std::string config_manual();

}  // namespace pyx::server
