// pyxd.toml, commented: docs/api/pyxd.toml.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret_source.h"
#include "custody/server/event_log.h"
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

// Where in the file a value stands, "pyxd.toml:7:15", so that what is wrong with a thing that the
// file names can point there.
struct ConfigPlaces {
  std::string user, vault, pin_source, certificate, key, client_ca;
};

struct Confinement {
  bool system_calls = true;       // the filter of custody/server/system_calls.h
  std::vector<std::string> also;  // calls that the token's module needs besides
};

struct Config {
  Endpoint listen;
  std::string user;  // whom pyxd becomes when root starts it; empty: it stays who it is
  std::filesystem::path vault;
  std::vector<std::filesystem::path> witnesses;  // checkpoints that somebody keeps elsewhere
  SecretSource pin_source;  // of the vault's token; file: or fd:, a daemon has no terminal
  TlsFiles tls;
  Duration session_lifetime = std::chrono::hours(1);
  unsigned signing_threads = 2;
  Duration request_retention = std::chrono::hours(24);
  custody::TokenLimits token;
  ServerLimits limits;
  HealthLimits health;
  Confinement confinement;
  Level log_level = Level::kInfo;
  ConfigPlaces places;
};

// Relative paths are taken from `folder`. Errors: kBadInput "pyxd.toml:12:5: what is wrong".
Result<Config> parse_config(std::string_view toml, std::string_view source_name,
                            const std::filesystem::path& folder);
// All that is wrong with what the file names, as the present user finds it: the vault, the PIN's
// file, certificates and key. Each message begins with its place in the file. Reads the PIN if it
// is in a file.
std::vector<Error> config_faults(const Config& config);

}  // namespace pyx::server
