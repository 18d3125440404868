#include "custody/coins/value_job.h"

#include <algorithm>

#include "custody/acts/freezing.h"
#include "custody/acts/key_home.h"
#include "custody/coins/operation_rights.h"

namespace pyx::custody {
namespace {

Result<void> check_keys_at_home(const Books& books, const OperationLeaf& leaf) {
  if (leaf.key) PYX_TRY(check_at_home(books, *books.key(*leaf.key)));
  for (const IssuedCoins& line : leaf.moves.issued)
    PYX_TRY(check_at_home(books, *books.key(line.key)));
  return {};
}

}  // namespace

JobPointer make_value_job(EvidenceLog& log, ValueRequest request, ValueCallback done) {
  switch (request.operation()) {
    case Operation::kCoinsMint:
      return make_mint_job(log, std::move(request), std::move(done));
    case Operation::kCoinsCheck:
      return make_check_job(log, std::move(request), std::move(done));
    case Operation::kCoinsExchange:
      return make_exchange_job(log, std::move(request), std::move(done));
    case Operation::kCoinsRedeem:
      return make_redeem_job(log, std::move(request), std::move(done));
    case Operation::kBlindSign:
      return make_blind_job(log, std::move(request), std::move(done));
    case Operation::kAnswerSign:
      return make_answer_job(log, std::move(request), std::move(done));
    case Operation::kLedgerAttest:
      break;
  }
  return make_attest_job(log, std::move(request), std::move(done));
}

OperationLeaf ValueJob::new_leaf(const EvidenceLog::Writer& writer,
                                 const policies::Client& client) const {
  OperationLeaf leaf;
  leaf.client = client.name;
  leaf.operation = request_.operation();
  leaf.request = request_.request;
  leaf.digest = digest_;
  leaf.policy = writer.books().policy.digest;
  return leaf;
}

Result<Job::Recorded> ValueJob::reserve(EvidenceLog::Writer& writer, OperationLeaf leaf,
                                        std::vector<BlobRow> blobs) {
  Gate gate = writer.gate();
  receipt.vault = writer.books().vault;
  receipt.policy = leaf.policy;
  if (request_.dry_run) {
    // Of the others it would be an answer for nothing: verdicts that nobody counts.
    if (leaf.operation != Operation::kCoinsMint && leaf.operation != Operation::kCoinsExchange &&
        leaf.operation != Operation::kBlindSign) {
      return error(Code::kBadInput,
                   "there is no dry run of " + std::string(to_text(leaf.operation)));
    }
    PYX_ASSIGN(receipt.remaining, gate.would_pass(leaf));
    return Recorded::kAnswered;
  }
  PYX_ASSIGN(leaf.remaining, gate.operation(leaf));
  PYX_ASSIGN(const auto staged, writer.stage_operation(leaf, row, std::move(blobs)));
  receipt.leaf_index = staged.index;
  receipt.leaf_hash = staged.leaf_hash;
  receipt.remaining = std::move(leaf.remaining);
  return Recorded::kReserved;
}

Result<OperationLeaf> ValueJob::pinned(const Leaf& leaf) {
  const auto* operation = std::get_if<OperationLeaf>(&leaf.body);
  if (operation == nullptr || operation->operation != request_.operation())
    return error(Code::kStore, "the request's leaf is of another kind");
  receipt.policy = operation->policy;
  receipt.remaining = operation->remaining;
  return *operation;
}

Result<void> ValueJob::check_retry(const EvidenceLog::Writer& writer,
                                   const policies::Client& client,
                                   const OperationLeaf& leaf) const {
  const Books& books = writer.books();
  PYX_TRY(check_right(books, client, leaf.operation));
  const auto is_stopped = [&](const Uuid& id) {
    const KeyRecord* key = books.key(id);
    return key == nullptr || is_frozen(books, *key);
  };
  const bool stopped = (leaf.key && is_stopped(*leaf.key)) ||
                       std::ranges::any_of(leaf.moves.issued, is_stopped, &IssuedCoins::key) ||
                       (is_minting_frozen(books) && (leaf.operation == Operation::kCoinsMint ||
                                                     leaf.operation == Operation::kBlindSign));
  if (!stopped) return check_keys_at_home(books, leaf);
  Error why = error(Code::kFrozen, "a key of the request is frozen; it is answerable after a thaw");
  why.control = "FREEZE-ONE";
  return why;
}

Result<void> ValueJob::raise_alarm(AlarmCause cause, const std::string& client,
                                   std::string detail) const {
  const bool is_raised = log_.look([&](const Books& books) {
    if (cause == AlarmCause::kLedgerMismatch) return is_minting_frozen(books);
    const policies::Client* known = books.policy.client_named(client);
    return known == nullptr || is_frozen(books, *known);
  });
  if (is_raised) return {};
  PYX_ASSIGN(const std::uint64_t ignored, log_.append(AlarmLeaf{cause, client, std::move(detail)}));
  static_cast<void>(ignored);
  return {};
}

}  // namespace pyx::custody
