// The vault in memory with its log on disk: a real evidence log over a real SQLite store in a
// folder of its own. No token.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "custody/evidence_log.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/failing_store.h"
#include "tests/support/temp_folder.h"

namespace pyx::testing {

class StoredVault {
 public:
  StoredVault();  // founded

  MemoryVault memory;  // says what the next leaf is, signs it, and has the clock
  TempFolder folder;

  FailingStore& store() { return *store_; }
  custody::EvidenceLog& log() { return *log_; }
  // Appends to the log what `memory` did since the last time.
  void carry_over();
  // As carry_over(), for the way from nothing to a key that signs.
  Uuid active_key(const std::string& profile);
  void close_store();
  // Closes the store and opens it again, as after a restart.
  void reopen();

  std::uint64_t size() { return log_->head().size; }
  std::vector<Bytes> leaf_bytes();
  custody::Leaf leaf(std::uint64_t index);

 private:
  std::unique_ptr<FailingStore> store_;
  std::unique_ptr<custody::EvidenceLog> log_;
  std::size_t carried_ = 0;
};

// A new store in `folder` with the whole log of `vault`, past the gate: what lies in memory is what
// then lies on the disk.
void write_log(const MemoryVault& vault, const std::filesystem::path& folder);

// The commit that a founding makes: leaf 0 and its blobs.
custody::Commit founding_commit(const MemoryVault& vault);

}  // namespace pyx::testing
