// A shipped plan rehearsed by the real pyx, and what two verifiers say of what it left.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "tests/support/temp_folder.h"

namespace pyx::ceremony::running::testing {

class RehearsedPlan {
 public:
  explicit RehearsedPlan(std::string_view name);
  int exit() const { return exit_; }
  const std::string& said() const { return said_; }
  std::filesystem::path stage() const { return folder_.path() / "stage"; }
  std::filesystem::path bundle() const { return stage() / "bundle"; }
  // What the verifier in Python says: its verdict, and the faults if there are any.
  std::string second_verdict() const;

 private:
  pyx::testing::TempFolder folder_;
  int exit_ = -1;
  std::string said_;
};

}  // namespace pyx::ceremony::running::testing
