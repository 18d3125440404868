// A desk in a ceremony room: people's key files with their passphrases, a policy, a vault of memory
// and somebody who types. Everything that pyx says is kept as text.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "ceremony/cli/command.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/output.h"
#include "tests/ceremony/cli/fake_vault.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony::testing {

inline constexpr std::string_view kPassphrase = "three brass keys";

class FixedClock final : public Clock {
 public:
  Time now() const override { return Time(Duration(1'795'000'000'000)); }
};

// What a run of pyx left.
struct Said {
  ExitCode exit = ExitCode::kFailed;
  std::string data;   // standard output
  std::string words;  // standard error
};
using RunElsewhere = std::function<Said(const std::vector<std::string>& words)>;

class Desk {
 public:
  // The policy has olga (operator), alice, bob, carol (security-officer), dave (auditor) and erin
  // (security-officer and auditor); key.destroy needs 2 officers and 1 auditor, all else 2
  // officers.
  Desk();

  // The policy becomes that of a mint: rules for every act, the profiles "coin", "seed", "envelope"
  // and "blind", a client "issuer", and the denominations eur-5 (500), eur-1 (100) and
  // eur-10-blind (1000), weekly from 2026-11-16,
  // made 30 days ahead. The clock stands in the first week, so that weeks 0 to 4 want a key.
  void make_mint();

  std::filesystem::path folder() const { return folder_.path(); }
  std::filesystem::path write(const std::string& name, std::string_view content) const;
  // The flags of a signing person: those of `signers`, or the key file and its passphrase.
  std::vector<std::string> signer(const std::string& person) const;

  ExitCode run(const Commands& commands, const std::vector<std::string>& words);
  // The same, with the vault's place and the signer's flags at the end.
  ExitCode run_as(const std::string& person, const Commands& commands,
                  std::vector<std::string> words);

  std::string data() const { return data_.str(); }    // standard output of the last run
  std::string words() const { return words_.str(); }  // standard error of the last run
  json::object json() const;  // data() parsed; an empty object if it is none
  std::string policy_text() const { return store->policy; }

  std::shared_ptr<FakeStore> store = std::make_shared<FakeStore>();
  std::map<std::string, std::vector<std::string>> signers;
  std::string typed;  // at the terminal, one line an answer
  bool terminal = false;
  Result<void> vault_opens = Result<void>();
  FixedClock clock;
  OpenVault open_vault;  // the vault of memory, unless a test puts another here
  OpenToken open_token;
  LeafOfServer leaf_of_server;
  ShareTerminal* share_terminal = nullptr;
  std::filesystem::path second_token_program = "/bin/false";
  // Runs what is typed, in a process of its own; unset: this process does, by the members above.
  RunElsewhere elsewhere;

 private:
  pyx::testing::TempFolder folder_;
  std::ostringstream data_;
  std::ostringstream words_;
};

}  // namespace pyx::ceremony::testing
