// A founded vault, certificates and a configuration, and the real pyxd that serves it over
// loopback.
// What must succeed for a test to make sense throws when it fails.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "custody/client/transport.h"
#include "tests/support/child_process.h"
#include "tests/support/live_vault.h"

namespace pyx::testing {

class ServedVault {
 public:
  // Founded and not served. `vault` may be opened in this process as long as pyxd does not run.
  // `more_config` stands at the end of pyxd.toml.
  explicit ServedVault(const std::filesystem::path& module = kSoftHsmModule,
                       const std::string& more_config = "");

  LiveVault vault{LiveVault::Start::kTokenOnly};

  const std::filesystem::path& folder() const { return folder_.path(); }
  std::filesystem::path config() const { return folder() / "pyxd.toml"; }
  std::filesystem::path log() const { return folder() / "pyxd.log"; }
  // Makes active keys, one of each profile, in the order of the profiles.
  std::vector<Uuid> make_active_keys(const std::vector<std::string>& profiles);

  // Starts pyxd on a port of its own choice and waits until it answers.
  void start(const std::filesystem::path& program = default_program());
  static std::filesystem::path default_program();
  ChildProcess& pyxd() { return *pyxd_; }
  int stop(int signal);  // pyxd's exit code, or 128 and the signal that ended it

  // What a client of the policy connects with: "issuer", "officers-desk", "auditor-desk".
  client::TransportOptions client(const std::string& name = "issuer") const;

 private:
  void make_certificates();
  void write_config(const std::string& more) const;

  TempFolder folder_;
  std::string url_;
  std::optional<ChildProcess> pyxd_;
};

}  // namespace pyx::testing
