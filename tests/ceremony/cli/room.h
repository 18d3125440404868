// A ceremony room: the people of a desk, a SoftHSM2 token and real vaults in folders.
#pragma once

#include <string>
#include <vector>

#include "tests/ceremony/cli/desk.h"
#include "tests/pkcs11/softhsm_fixture.h"
#include "tests/support/lost_token.h"

namespace pyx::ceremony::testing {

class Room {
 public:
  Room();

  // Any command of pyx; `desk` keeps what it said.
  ExitCode run(const std::vector<std::string>& words);
  // The same, signed by a person and at the vault's folder.
  ExitCode run_as(const std::string& person, std::vector<std::string> words);
  // The same, at the vault's folder and with the token's PIN.
  ExitCode run_with_pin(std::vector<std::string> words);

  ExitCode draft();
  ExitCode sign(const std::string& person, std::vector<std::string> more = {"--yes"});
  // Draft, everybody's signature, finish. Returns the vault id as it was printed.
  std::string found();
  // Proposed by olga, approved by these people with --yes; returns the act's id.
  std::string agree(std::vector<std::string> propose_words, const std::vector<std::string>& people);

  // Another token beside the vault's: a person's.
  pyx::testing::SoftHsmToken make_token(const std::string& label) {
    return softhsm_.make_token(label);
  }
  const pyx::testing::SoftHsmToken& vaults_token() const { return token_; }
  // It is gone for good.
  void lose_vaults_token() const { pyx::testing::lose_token(softhsm_.tokens(), token_.serial()); }

  // Of all its tokens, and of the files with their PINs.
  const std::filesystem::path& tokens_folder() const { return softhsm_.folder(); }

  std::string folder() const { return (desk.folder() / "vault").string(); }
  static std::vector<std::string> everybody() {
    return {"olga", "alice", "bob", "carol", "dave", "erin"};
  }

  Desk desk;

 private:
  pyx::testing::SoftHsm softhsm_;
  pyx::testing::SoftHsmToken token_ = softhsm_.make_token();
};

}  // namespace pyx::ceremony::testing
