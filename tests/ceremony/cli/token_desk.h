// A desk with tokens on it that are set up, in front of a module that may fail.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/file.h"
#include "ceremony/cli/commands.h"
#include "pkcs11/token_setup.h"
#include "tests/ceremony/cli/desk.h"
#include "tests/ceremony/scripted_terminal.h"
#include "tests/faulty-token/faulty_module.h"
#include "tests/matchers.h"
#include "tests/pkcs11/softhsm_fixture.h"

namespace pyx::ceremony::testing {

class TokenDesk : public ::testing::Test {
 protected:
  using Words = std::vector<std::string>;

  TokenDesk() {
    desk_.share_terminal = &terminal_;
    desk_.terminal = true;
  }
  std::string path(const std::string& name) const { return (desk_.folder() / name).string(); }
  bool is_there(const std::string& name) const { return std::filesystem::exists(path(name)); }
  std::string text_in(const std::string& name) const { return to_text(*read_file(path(name))); }
  std::string called(const std::string& label) const {
    return "pkcs11:token=" + label + "?module-path=" + faulty_.path().string();
  }
  pkcs11::TokenUri uri(const std::string& label) const {
    return *pkcs11::parse_token_uri(called(label));
  }
  ExitCode run(Words words, const Words& more = {}) {
    words.insert(words.end(), more.begin(), more.end());
    return desk_.run(all_commands(), words);
  }
  // Whether the PIN in that file opens the token.
  bool opens(const std::string& label, pkcs11::PinOf whose, const std::string& file) const {
    Bytes bytes = *read_file(path(file));
    return *pkcs11::pin_opens(uri(label), whose, pkcs11::Pin(*SecretBytes::take(bytes)));
  }
  void everybody_types_back(int holders) {
    for (int i = 0; i < holders; ++i) terminal_.type_what_was_shown();
  }

  pyx::testing::SoftHsm softhsm_;
  pyx::testing::SoftHsmToken mint_ = softhsm_.make_token("mint");
  pyx::testing::FaultyModule faulty_;
  ScriptedTerminal terminal_;
  Desk desk_;
  const Words so_ = {"--so-pin-source", "file:" + mint_.so_pin_file().string()};
  const Words user_ = {"--pin-source", "file:" + mint_.pin_file().string()};
};

inline std::vector<std::string> operator+(std::vector<std::string> a,
                                          const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace pyx::ceremony::testing
