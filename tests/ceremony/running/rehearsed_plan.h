// A shipped plan rehearsed by the real pyx, and what two verifiers say of what it left.
#pragma once

#include <filesystem>
#include <string>

#include "tests/support/temp_folder.h"

namespace pyx::ceremony::running::testing {

// What the verifier in Python says of a rehearsal: its verdict, and the faults if there are any.
std::string second_verdict_of(const std::filesystem::path& bundle);

class RehearsedPlan {
 public:
  //   plan  of a shipped one its name; of another one its file
  explicit RehearsedPlan(const std::string& plan);
  int exit() const { return exit_; }
  const std::string& said() const { return said_; }
  std::filesystem::path stage() const { return folder_.path() / "stage"; }
  std::filesystem::path bundle() const { return stage() / "bundle"; }
  std::string second_verdict() const { return second_verdict_of(bundle()); }

 private:
  pyx::testing::TempFolder folder_;
  int exit_ = -1;
  std::string said_;
};

}  // namespace pyx::ceremony::running::testing
