#include "custody/acts/freezing.h"

#include <algorithm>

#include "policies/quorum.h"

namespace pyx::custody {
namespace {

bool any_freeze_on(const Books& books, const FreezeTarget& target) {
  return std::ranges::any_of(books.freezes, [&](const FreezeRecord& freeze) {
    return freeze.statement.target == target ||
           std::holds_alternative<FreezeAll>(freeze.statement.target);
  });
}

Result<void> check_target(const Books& books, const FreezeTarget& target) {
  if (const auto* key = std::get_if<FreezeKey>(&target);
      key != nullptr && books.key(key->key) == nullptr) {
    return error(Code::kNotFound, "there is no key " + key->key.text());
  }
  if (const auto* client = std::get_if<FreezeClient>(&target);
      client != nullptr && books.policy.client_named(client->client) == nullptr) {
    return error(Code::kNotFound, "the policy has no client " + client->client);
  }
  return {};
}

}  // namespace

Result<Change> check_freeze(const Books& books, const FreezeLeaf& leaf, Time time,
                            std::uint64_t index, LeafChecks checks) {
  PYX_ASSIGN(const FreezeStatement freeze, parse_freeze(leaf.envelope.payload));
  if (freeze.vault != books.vault) return refused("FREEZE-ONE", "the freeze is for another vault");
  const policies::Person* person = books.policy.person(freeze.person);
  if (person == nullptr || !signed_once_by(leaf.envelope, person->key, checks)) {
    return refused("FREEZE-ONE", "the freeze is not signed by a person of the policy");
  }
  if (const auto allowed = policies::may_freeze(books.policy, freeze.person); !allowed.approved()) {
    return refused(allowed.control, allowed.reason);
  }
  if (books.suspended_freezers.contains(freeze.person)) {
    return refused("FREEZE-ONE",
                   freeze.person + " may not freeze until the policy changes: suspended by a thaw");
  }
  if (freeze.expires <= time)
    return refused("FREEZE-ONE", "the freeze expired at " + to_rfc3339(freeze.expires));
  const Sha256 id = sha256(leaf.envelope.payload);
  if (books.seen_statements.contains(id))
    return refused("FREEZE-ONE", "this freeze was used before");
  PYX_TRY(check_target(books, freeze.target));

  FreezeRecord record{id, freeze, index};
  return Change([record = std::move(record)](Books& to) {
    to.seen_statements.insert(record.id);
    to.freezes.push_back(record);
  });
}

Result<Change> check_alarm(const Books& books, const AlarmLeaf& leaf, Time time,
                           std::uint64_t index) {
  if (books.policy.client_named(leaf.client) == nullptr)
    return error(Code::kNotFound, "the policy has no client " + leaf.client);
  FreezeRecord record;
  std::string named = "pyx/alarm/v1 ";
  named += to_hex(books.vault) + " " + std::to_string(index);
  record.id = sha256(named);
  record.leaf_index = index;
  record.statement.vault = books.vault;
  record.statement.time = time;
  record.statement.expires = time;
  record.statement.reason = leaf.detail;
  if (leaf.cause == AlarmCause::kLedgerMismatch) {
    record.statement.target = FreezeMinting{};
  } else {
    record.statement.target = FreezeClient{leaf.client};
  }
  return Change([record = std::move(record)](Books& to) { to.freezes.push_back(record); });
}

bool is_minting_frozen(const Books& books) { return any_freeze_on(books, FreezeMinting{}); }

bool is_frozen(const Books& books, const KeyRecord& key) {
  return any_freeze_on(books, FreezeKey{key.id});
}

bool is_frozen(const Books& books, const policies::Client& client) {
  return any_freeze_on(books, FreezeClient{client.name});
}

}  // namespace pyx::custody
