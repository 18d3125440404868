// Control STATE-FRESH: a vault that was restored from an old copy, or of which another copy was
// opened, is noticed by what is not on its disk: the anchor on its token, and checkpoints that
// somebody else keeps. Then its log is suspended: nothing is written, so nothing is signed.
#pragma once

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "custody/evidence_log.h"
#include "custody/freshness/anchor.h"
#include "custody/freshness/freshness.h"
#include "custody/freshness/known_head.h"
#include "custody/keys/vault_token.h"

namespace pyx::custody {

// Threads: any. What it holds outlives it.
class FreshnessDesk {
 public:
  // `tell`: when the log is suspended, and when that is over; may be empty.
  using Tell = std::function<void(const Freshness&)>;
  FreshnessDesk(EvidenceLog& log, Store& store, std::vector<std::filesystem::path> witnesses,
                Tell tell = {})
      : log_(log), store_(store), witnesses_(std::move(witnesses)), tell_(std::move(tell)) {}

  // Looks at the witnesses, and again at what the token last said. Errors: kStore.
  Result<void> look();
  // The token was opened: looks at its anchor; if the store is the newest, counts the opening and
  // writes a new one. A token that cannot keep it is a warning. Errors: of reading it, kStore.
  Result<void> opened(pkcs11::Token& token);
  // The same while the token is open: writes if the log has grown since.
  Result<void> keep(VaultToken& token);
  Freshness report() const;

 private:
  struct Complaints {
    std::vector<std::string> all;
    std::uint64_t missing = 0;
  };
  struct Ours {  // the log as it was when it was looked at
    EvidenceLog::Head head;
    std::vector<LostHistory> lost;
    std::vector<PublicKey> log_keys;
  };
  // All with looking_ held.
  Result<void> look_again();
  Ours ours() const;
  Result<Standing> judge(const KnownHead& head, const Ours& ours, Complaints& into) const;
  Result<void> judge_anchor(const Ours& ours, Complaints& into);
  Result<void> judge_witness(const std::filesystem::path& file, const Ours& ours, Complaints& into);
  Result<void> judge_catching_up(const Ours& ours, Complaints& into) const;
  void publish(const Complaints& complaints);
  std::vector<std::string> warnings() const;
  Result<std::uint64_t> number(std::string_view note) const;
  Result<void> read(pkcs11::Token& token);
  Result<void> count_opening();
  Result<void> write(pkcs11::Token& token);

  EvidenceLog& log_;
  Store& store_;
  const std::vector<std::filesystem::path> witnesses_;
  const Tell tell_;

  std::mutex looking_;  // one looks at a time; guards what follows, up to the next blank line
  bool token_was_read_ = false;
  std::optional<Anchor> on_token_;
  std::uint64_t openings_ = 0;  // of this process; 0: not counted yet
  bool openings_excused_ = false;
  bool anchor_is_gone_ = false;        // the token had one before
  std::optional<Error> unwritten_;     // why the token does not keep it
  std::vector<std::string> unusable_;  // witnesses

  mutable std::mutex report_mutex_;
  Freshness report_;
};

}  // namespace pyx::custody
