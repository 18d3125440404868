// Children that are killed at a named crash point, and the page docs/crash-points.md, which says
// what was found afterwards: each program compares its part of the page with what it saw.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "tests/support/live_vault.h"

namespace pyx::testing {

// Does `work` in a child that is armed for `point`, and demands that it dies there. No token is
// open in this process.
void dies_at(std::string_view point, const std::function<void()>& work);
// "crash-point:sign-reserved" as GoogleTest takes it: "SignReserved".
std::string test_name(std::string_view point);

// An object of somebody else on the same token, which nothing of ours may touch: two halves.
Uuid plant_foreign_key(LiveVault& vault);
std::size_t objects_on_token(const LiveVault& vault, const Uuid& id);
// Of a vault that is closed: "leaf `intent`", "no store"; read from the store, past the vault.
std::string last_leaf(const LiveVault& vault);
// "no object", "both halves", "half a key", "3 objects".
std::string in_words(std::size_t objects);
// Exports the log, verifies it, and closes the vault.
void expect_log_verifies(LiveVault& vault);

struct CrashRow {
  std::string point;    // with or without "crash-point:"
  std::string during;   // what was going on
  std::string durable;  // on disk and token, right after
  std::string found;    // what the next start says, or makes of it
  std::string who;      // must act: "nobody", or who does what again
};
void saw(CrashRow row, const char* source = __builtin_FILE());

// To be made once in a test's source, for one section of the page: at the end every row that was
// seen in that source must stand there, and, if none of its tests was left out, no other. With
// PYX_WRITE_DOCS set the section is written instead.
class CrashPage {
 public:
  explicit CrashPage(std::string_view section, std::string_view page = "docs/crash-points.md",
                     const char* source = __builtin_FILE());
};

}  // namespace pyx::testing
