// pyxd.toml, commented: docs/api/pyxd.toml.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret_source.h"
#include "custody/server/health_handler.h"
#include "custody/server/limits.h"
#include "custody/server/tls_context.h"

namespace pyx::server {

struct Endpoint {
  std::string address;     // an IPv4 or IPv6 address, no name
  std::uint16_t port = 0;  // 0: any free one
};
std::string to_text(const Endpoint& endpoint);
// "127.0.0.1:7443", "[::1]:7443". Errors: kBadInput.
Result<Endpoint> parse_endpoint(std::string_view text);

struct Config {
  Endpoint listen;
  std::filesystem::path vault;
  SecretSource pin_source;  // of the vault's token; file: or fd:, a daemon has no terminal
  TlsFiles tls;
  Duration session_lifetime = std::chrono::hours(1);
  unsigned signing_threads = 2;
  Duration request_retention = std::chrono::hours(24);
  custody::TokenLimits token;
  ServerLimits limits;
  HealthLimits health;
};

// Relative paths are taken from `folder`. Errors: kBadInput "pyxd.toml:12:5: what is wrong".
Result<Config> parse_config(std::string_view toml, std::string_view source_name,
                            const std::filesystem::path& folder);
// Whether the files are there and the TLS key fits its certificate. Errors: kNotFound, kBadInput.
Result<void> check_config(const Config& config);

}  // namespace pyx::server
