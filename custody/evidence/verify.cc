#include "custody/evidence/verify.h"

#include <array>
#include <map>
#include <set>
#include <tuple>

#include "base/file.h"
#include "custody/acts/register.h"
#include "custody/coins/operation_gate.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/merkle.h"
#include "custody/evidence/note.h"
#include "custody/evidence/tiles.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kBundleMostBytes = kTileWidth * (kLeafMostBytes + 2);

Error not_whole(std::string message) { return refused("LOG-WHOLE", std::move(message)); }

Error at_leaf(std::uint64_t index, Error why) {
  why.message = "leaf " + std::to_string(index) + ": " + why.message;
  return why;
}

// Requests and settlings, which do not change the register: each id once, each settled at most
// once.
class RequestTally {
 public:
  Result<void> take(const Leaf& leaf, std::uint64_t index) {
    if (const auto* request = std::get_if<RequestLeaf>(&leaf.body)) return reserve(*request, index);
    if (const auto* operation = std::get_if<OperationLeaf>(&leaf.body))
      return reserve(*operation, index);
    if (const auto* settle = std::get_if<SettleLeaf>(&leaf.body)) return settle_all(*settle);
    return {};
  }
  bool is_open(std::uint64_t index) const { return open_.contains(index); }
  // Refunded or freed by an act.
  void close(std::uint64_t index) { open_.erase(index); }
  Result<OperationLeaf> operation_at(std::uint64_t index) const {
    const auto found = operations_at_.find(index);
    if (found != operations_at_.end()) return found->second;
    return error(Code::kNotFound,
                 "leaf " + std::to_string(index) + " is no request for an operation of the mint");
  }
  std::uint64_t operations() const { return operations_; }
  std::uint64_t requests() const { return requests_; }
  std::uint64_t signatures() const { return signatures_; }
  std::vector<std::string> unsettled() const {
    std::vector<std::string> lines;
    for (const auto& [index, text] : open_)
      lines.push_back("leaf " + std::to_string(index) + ": " + text);
    return lines;
  }

 private:
  Result<void> reserve(const RequestLeaf& request, std::uint64_t index) {
    if (!ids_.emplace(request.client, request.key, request.request).second) {
      return refused("SIGN-RETRY", "request id " + request.request.text() + " was reserved twice");
    }
    ++requests_;
    signatures_ += request.count;
    open_[index] = request.client + " asked " + std::to_string(request.count) + " of key " +
                   request.key.text() + ", request " + request.request.text();
    return {};
  }
  Result<void> reserve(const OperationLeaf& operation, std::uint64_t index) {
    if (!ids_.emplace(operation.client, Uuid{}, operation.request).second) {
      return refused("SIGN-RETRY",
                     "request id " + operation.request.text() + " was reserved twice");
    }
    ++operations_;
    operations_at_.emplace(index, operation);
    open_[index] = operation.client + " asked for " + std::string(to_text(operation.operation)) +
                   ", request " + operation.request.text();
    return {};
  }
  Result<void> settle_all(const SettleLeaf& settle) {
    for (const std::uint64_t index : settle.signed_requests) {
      if (open_.erase(index) == 0) {
        return error(Code::kBadInput,
                     "settles leaf " + std::to_string(index) + ", which is no open request");
      }
    }
    return {};
  }

  std::set<std::tuple<std::string, Uuid, Uuid>> ids_;
  std::map<std::uint64_t, std::string> open_;
  std::map<std::uint64_t, OperationLeaf> operations_at_;
  std::uint64_t operations_ = 0;
  std::uint64_t requests_ = 0;
  std::uint64_t signatures_ = 0;
};

class RetiredInMemory : public RetiredCoinSet {
 public:
  Result<std::vector<bool>> has(const Uuid& key, const std::vector<Sha256>& names) override {
    std::vector<bool> retired;
    retired.reserve(names.size());
    for (const Sha256& name : names) retired.push_back(names_.contains({key, name}));
    return retired;
  }
  Result<void> add(const Uuid& key, const std::vector<Sha256>& names) override {
    for (const Sha256& name : names) names_.emplace(key, name);
    return {};
  }
  std::size_t size() const { return names_.size(); }

 private:
  std::set<std::pair<Uuid, Sha256>> names_;
};

// What moves value, through the same gate as in the running vault, and counted in the same way.
class ValueTally {
 public:
  Result<void> take(const Books& books, const Leaf& leaf, const RequestTally& requests,
                    const BlobReader& blobs) {
    Gate gate{books, tallies_, retired_, leaf.time};
    if (const auto* operation = std::get_if<OperationLeaf>(&leaf.body)) {
      PYX_ASSIGN(const auto remaining, gate.operation(*operation));
      if (remaining != operation->remaining)
        return refused("SIGN-BUDGET", "the request names another remainder than there was");
      if (operation->operation == Operation::kLedgerAttest) {
        PYX_ASSIGN(const Bytes there, blobs(*operation->statement));
        static_cast<void>(there);
      }
    } else if (const auto* bad = std::get_if<BadCoinsLeaf>(&leaf.body)) {
      PYX_TRY(gate.bad_coins(*bad));
    } else if (const auto* executed = std::get_if<ExecutedLeaf>(&leaf.body)) {
      const OperationAt at = [&](std::uint64_t index) { return requests.operation_at(index); };
      const auto* free = std::get_if<ReservationFree>(&books.act(executed->act)->act.parameters);
      if (free != nullptr && !requests.is_open(free->leaf))
        return refused("COIN-REFUND", "a request is freed that was answered");
      PYX_TRY(gate.executed(books.act(executed->act)->act, *executed, at));
      if (executed->refund && executed->refund->delivery) {
        PYX_ASSIGN(const Bytes there, blobs(*executed->refund->delivery));
        static_cast<void>(there);
      }
    }
    tallies_.keep(leaf.time);
    return {};
  }
  // After the leaf was applied: budgets may be others now.
  void follow(const Books& books) { tallies_.budgets.set(books.budgets); }
  const Ledger& ledger() const { return tallies_.ledger; }
  std::size_t retired() const { return retired_.size(); }

 private:
  Tallies tallies_;
  RetiredInMemory retired_;
};

// A checkpoint and the note that holds it; whose key must have signed it shows only when the log
// was read.
struct Head {
  SignedNote note;
  Checkpoint checkpoint;
};

Result<Head> read_head(std::string_view text) {
  PYX_ASSIGN(SignedNote note, parse_note(text));
  PYX_ASSIGN(Checkpoint checkpoint, parse_checkpoint(note.text));
  return Head{std::move(note), std::move(checkpoint)};
}

class Verifier {
 public:
  Verifier(std::filesystem::path folder, Head head, std::optional<Head> since)
      : folder_(std::move(folder)), head_(std::move(head)), since_(std::move(since)) {}

  Result<void> run() {
    PYX_TRY(for_each_tile(head_.checkpoint.size, [this](const TileName& name) -> Result<void> {
      return name.entries ? read_bundle(name) : check_tile(name);
    }));
    if (!register_) return error(Code::kBadInput, "the log is empty");
    if (edge_.root() != head_.checkpoint.root) {
      return not_whole("the leaves hash up to another root than the checkpoint's");
    }
    PYX_TRY(check_signed(head_, "the checkpoint"));
    PYX_TRY(check_vkey());
    if (since_ && !since_seen_) return not_whole("the log is shorter than the earlier checkpoint");
    return {};
  }

  const Books& books() const { return register_->books(); }
  const RequestTally& tally() const { return tally_; }
  const ValueTally& values() const { return values_; }
  std::uint64_t size() const { return edge_.size(); }

 private:
  Result<void> check_signed(const Head& head, std::string_view what) const {
    const NoteKey key{log_origin(books().vault), books().log_public_key};
    if (head.checkpoint.origin != key.name)
      return not_whole(std::string(what) + " is of another log");
    if (!signed_by(head.note, key)) {
      return not_whole(std::string(what) + " is not signed by the log key of that moment");
    }
    return {};
  }

  // Other programs take it for the key of this log.
  Result<void> check_vkey() const {
    PYX_ASSIGN(const Bytes bytes, read_file(folder_ / "log.vkey"));
    const NoteKey key{log_origin(books().vault), books().log_public_key};
    if (as_text(bytes) != key.vkey() + "\n") return not_whole("log.vkey is not the log key");
    return {};
  }

  Result<Bytes> read_tile(const TileName& name) const {
    PYX_ASSIGN(Bytes bytes, read_file(folder_ / tile_path(name), kBundleMostBytes));
    return bytes;
  }

  Result<void> read_bundle(const TileName& name) {
    PYX_ASSIGN(const Bytes bytes, read_tile(name));
    PYX_ASSIGN(const std::vector<Bytes> leaves, parse_entries(bytes));
    if (leaves.size() != name.width) {
      return error(Code::kBadInput,
                   tile_path(name) + " holds " + std::to_string(leaves.size()) + " leaves");
    }
    for (const Bytes& leaf : leaves) PYX_TRY(take(leaf));
    return {};
  }

  Result<void> take(const Bytes& bytes) {
    const std::uint64_t index = edge_.size();
    const auto leaf = parse_leaf(bytes);
    if (!leaf) return at_leaf(index, leaf.error());
    if (auto taken = index == 0 ? found(*leaf) : follow(*leaf, index); !taken)
      return at_leaf(index, taken.error());
    const Sha256 hash = leaf_hash(bytes);
    hashes(0).push_back(hash);
    edge_.append(hash, [this](unsigned height, std::uint64_t, const Sha256& root) {
      if (height % kTileHeight == 0) hashes(height / kTileHeight).push_back(root);
    });
    if (since_ && since_->checkpoint.size == edge_.size()) return check_since();
    return {};
  }
  Result<void> found(const Leaf& leaf) {
    PYX_ASSIGN(register_, Register::found(leaf, blobs()));
    return {};
  }
  Result<void> follow(const Leaf& leaf, std::uint64_t index) {
    PYX_ASSIGN(const Change change, register_->check(leaf, index, blobs()));
    PYX_TRY(tally_.take(leaf, index));
    PYX_TRY(values_.take(books(), leaf, tally_, blobs()));
    close_refunded(leaf);
    register_->apply(leaf, change);
    if (std::holds_alternative<ExecutedLeaf>(leaf.body) ||
        std::holds_alternative<LoweringLeaf>(leaf.body)) {
      values_.follow(books());
    }
    return {};
  }
  void close_refunded(const Leaf& leaf) {
    const auto* executed = std::get_if<ExecutedLeaf>(&leaf.body);
    if (executed == nullptr || !executed->refund) return;
    const Act& act = books().act(executed->act)->act;
    const auto* refund = std::get_if<CoinsRefund>(&act.parameters);
    tally_.close(refund != nullptr ? refund->leaf : std::get<ReservationFree>(act.parameters).leaf);
  }
  Result<void> check_since() {
    since_seen_ = true;
    if (edge_.root() != since_->checkpoint.root) {
      return not_whole("the log is no continuation of the earlier checkpoint: its first " +
                       std::to_string(edge_.size()) + " leaves hash up to another root");
    }
    return check_signed(*since_, "the earlier checkpoint");
  }

  Result<void> check_tile(const TileName& name) {
    PYX_ASSIGN(const Bytes bytes, read_tile(name));
    PYX_ASSIGN(const std::vector<Sha256> tile, parse_hash_tile(bytes));
    const std::vector<Sha256>& expected = hashes(name.level);
    const std::uint64_t first = name.index * kTileWidth;
    if (tile.size() != name.width || first + tile.size() > expected.size() ||
        !std::equal(tile.begin(), tile.end(),
                    expected.begin() + static_cast<std::ptrdiff_t>(first))) {
      return not_whole(tile_path(name) + " does not fit the leaves");
    }
    return {};
  }

  BlobReader blobs() const {
    return [this](const Sha256& digest) -> Result<Bytes> {
      PYX_ASSIGN(Bytes bytes, read_file(folder_ / "blobs" / "sha256" / to_hex(digest)));
      if (sha256(bytes) != digest) return not_whole("blob " + to_hex(digest) + " was changed");
      return bytes;
    };
  }
  std::vector<Sha256>& hashes(unsigned level) {
    if (hashes_.size() <= level) hashes_.resize(level + 1);
    return hashes_[level];
  }

  const std::filesystem::path folder_;
  const Head head_;
  const std::optional<Head> since_;
  bool since_seen_ = false;
  std::optional<Register> register_;
  RequestTally tally_;
  ValueTally values_;
  MerkleEdge edge_;
  std::vector<std::vector<Sha256>> hashes_;  // by tile level
};

// TOKEN-ENFORCES, as the founders signed it.
std::string what_the_token_lacks(const std::vector<pkcs11::RuleFinding>& rules) {
  std::string lacking;
  for (const TokenRule rule : kTokenRules) {
    if (!wrapped_key_needs(rule) || pkcs11::enforces(rules, rule)) continue;
    lacking += (lacking.empty() ? "" : ", ") + std::string(to_text(rule));
  }
  return lacking.empty() ? "which enforces every rule that keys need"
                         : "which was not seen to enforce " + lacking +
                               ": keys rest on the exceptions of their profiles";
}

// Conservation of cash: what each denomination issued and what of it is still out.
std::vector<std::string> cash_lines(const Books& books, const Ledger& ledger) {
  std::map<std::string, std::array<Amount, 3>> totals;  // issued, outstanding, redeemed
  const auto add = [](Amount& to, const Amount& more) { to = sum(to, more).value_or(to); };
  for (const auto& [key, account] : ledger.all()) {
    const KeyRecord* record = books.key(key);
    if (record == nullptr || !record->coins) continue;
    auto& of = totals[record->coins->denomination];
    add(of[0], account.issued());
    add(of[1], account.outstanding());
    add(of[2], account.of(LedgerEntry::kRedeemed));
  }
  std::vector<std::string> lines;
  for (const auto& [denomination, of] : totals) {
    lines.push_back(denomination + ": " + std::to_string(of[0].count) + " coins issued worth " +
                    std::to_string(of[0].value) + ", " + std::to_string(of[2].count) +
                    " redeemed worth " + std::to_string(of[2].value) + ", " +
                    std::to_string(of[1].count) + " outstanding worth " +
                    std::to_string(of[1].value));
  }
  return lines;
}

VerifyReport report_on(const Verifier& verifier) {
  const Books& books = verifier.books();
  VerifyReport report;
  report.vault = books.vault;
  report.size = verifier.size();
  std::map<ActState, int> acts;
  for (const ActRecord& record : books.acts) ++acts[record.state];
  std::string states;
  for (const auto& [state, count] : acts) {
    states +=
        (states.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(to_text(state));
  }
  report.facts = {
      "founded by " + std::to_string(books.founding.founders.size()) +
          " people, all of whom signed",
      "on token " + books.founding.token.serial + " (" + books.founding.token.model + ")",
      what_the_token_lacks(books.founding.token_rules),
      "policy in force: " + to_hex(books.policy.digest),
      std::to_string(books.acts.size()) + " acts" + (states.empty() ? "" : ": " + states),
      std::to_string(books.keys.size()) + " keys, " + std::to_string(books.freezes.size()) +
          " freezes in force",
      std::to_string(verifier.tally().requests()) + " requests for " +
          std::to_string(verifier.tally().signatures()) + " signatures",
  };
  if (verifier.tally().operations() > 0) {
    report.facts.push_back(std::to_string(verifier.tally().operations()) +
                           " operations of the mint, " +
                           std::to_string(verifier.values().retired()) + " coins retired");
    for (std::string& line : cash_lines(books, verifier.values().ledger()))
      report.facts.push_back(std::move(line));
  }
  report.unsettled = verifier.tally().unsettled();
  return report;
}

}  // namespace

Result<VerifyReport> verify_export(const std::filesystem::path& folder,
                                   const std::optional<Sha256>& root,
                                   const std::optional<std::string>& since) {
  PYX_ASSIGN(const Bytes note, read_file(folder / "checkpoint"));
  PYX_ASSIGN(Head head, read_head(as_text(note)));
  std::optional<Head> earlier;
  if (since) {
    PYX_ASSIGN(earlier, read_head(*since));
    if (earlier->checkpoint.size > head.checkpoint.size) {
      return not_whole("the log is shorter than the earlier checkpoint: " +
                       std::to_string(head.checkpoint.size) + " leaves, not " +
                       std::to_string(earlier->checkpoint.size));
    }
  }
  Verifier verifier(folder, std::move(head), std::move(earlier));
  PYX_TRY(verifier.run());
  if (root && verifier.books().vault != *root) {
    return not_whole("the log was founded as vault " + to_hex(verifier.books().vault) + ", not " +
                     to_hex(*root));
  }
  VerifyReport report = report_on(verifier);
  report.authenticated = root.has_value();
  return report;
}

}  // namespace pyx::custody
