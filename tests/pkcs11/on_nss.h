// A probe's bench on a fresh database of NSS softokn: a real token that takes the attributes of
// PKCS#11 and enforces few of them (docs/token-probes.md).
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/file.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/trial.h"
#include "tests/pkcs11/on_softhsm.h"
#include "tests/support/child_process.h"
#include "tests/support/random_pin.h"
#include "tests/support/temp_folder.h"

namespace pyx::pkcs11 {

inline constexpr const char* kNssModule = "/usr/lib/x86_64-linux-gnu/libsoftokn3.so";

// A database in a folder, whether it is there yet or not.
inline TokenUri nss_in(const std::filesystem::path& folder) {
  TokenUri uri;
  uri.module_path = kNssModule;
  uri.label = "NSS Certificate DB";
  uri.init_reserved = "configdir='sql:" + folder.string() +
                      "' certPrefix='' keyPrefix='' secmod='secmod.db' flags=";
  return uri;
}

// Made by certutil of libnss3-tools; the PIN is random and only ever in a file.
class NssDatabase {
 public:
  NssDatabase() {
    const Bytes pin = pyx::testing::random_pin();
    must_be_done(write_file(folder_.path() / "pin", pin, Overwrite::kNo));
    auto made = pyx::testing::ChildProcess::start(
        {"/usr/bin/certutil", "-N", "-d", "sql:" + folder_.path().string(), "-f",
         (folder_.path() / "pin").string()},
        folder_.path() / "out", folder_.path() / "err");
    if (!made || made->wait() != 0) throw std::runtime_error("certutil made no NSS database");
  }
  std::string pin_text() const { return pyx::to_text(must(read_file(folder_.path() / "pin"))); }
  Pin pin() const {
    Bytes bytes = must(read_file(folder_.path() / "pin"));
    return Pin(must(SecretBytes::take(bytes)));
  }
  std::string reserved() const { return uri().init_reserved; }
  TokenUri uri() const { return nss_in(folder_.path()); }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  static void must_be_done(const Result<void>& done) {
    if (!done) throw std::runtime_error(describe(done.error()));
  }
  pyx::testing::TempFolder folder_;
};

class OnNss : public ::testing::Test {
 protected:
  static TokenIdentity database_token(const Module& module) {
    for (const SlotWithToken& one : must(slots_with_tokens(module))) {
      if (one.identity.label == "NSS Certificate DB") return one.identity;
    }
    throw std::runtime_error("NSS shows no database");
  }
  NssDatabase database_;
  Module module_ = must(Module::load(kNssModule, database_.reserved()));
  TokenIdentity identity_ = database_token(module_);
  CK_SLOT_ID slot_ = must(slot_of(module_, identity_));
  Login login_{module_, identity_, database_.pin()};
  Session session_ = must(login_.first_session(Access::kReadWrite));
  Bench bench_{session_, new_id(), must(listed_mechanisms(module_, slot_)), Lifetime::kSession};
};

inline RuleFinding finding_of(const std::vector<RuleFinding>& findings, TokenRule rule) {
  for (const RuleFinding& finding : findings) {
    if (finding.rule == rule) return finding;
  }
  return {rule, RuleOutcome::kUnknown, {}, {}, "no such finding"};
}

}  // namespace pyx::pkcs11
