#include "custody/acts/books.h"

#include <algorithm>

namespace pyx::custody {

Books::Books(const Sha256& vault_id, FoundingStatement statement, policies::Policy first_policy,
             Bytes first_policy_bytes, Time time)
    : vault(vault_id),
      founding(std::move(statement)),
      policy(std::move(first_policy)),
      policy_bytes(std::move(first_policy_bytes)),
      binding(binding_of(founding)),
      log_key(founding.log_key),
      log_public_key(founding.log_public_key),
      log_keys({founding.log_key}),
      last_time(time) {}

Books::Books(const Books& from) = default;
Books::Books(Books&& from) noexcept = default;
Books& Books::operator=(const Books& from) = default;
Books& Books::operator=(Books&& from) noexcept = default;
Books::~Books() = default;

const ActRecord* Books::act(const Uuid& id) const {
  const auto found = act_at.find(id);
  return found == act_at.end() ? nullptr : &acts[found->second];
}

ActRecord* Books::act(const Uuid& id) {
  const auto found = act_at.find(id);
  return found == act_at.end() ? nullptr : &acts[found->second];
}

const KeyRecord* Books::key(const Uuid& id) const {
  const auto found = key_at.find(id);
  return found == key_at.end() ? nullptr : &keys[found->second];
}

KeyRecord* Books::key(const Uuid& id) {
  const auto found = key_at.find(id);
  return found == key_at.end() ? nullptr : &keys[found->second];
}

void Books::add_act(ActRecord record) {
  ++open_acts_;
  act_at[record.act.id] = acts.size();
  acts.push_back(std::move(record));
}

void Books::add_key(KeyRecord record) {
  key_at[record.id] = keys.size();
  if (record.coins)
    coin_keys[record.coins->denomination][record.coins->period.number] = keys.size();
  keys.push_back(std::move(record));
}

const KeyRecord* Books::coin_key(std::string_view denomination, std::int64_t period) const {
  const auto periods = coin_keys.find(denomination);
  if (periods == coin_keys.end()) return nullptr;
  const auto found = periods->second.find(period);
  return found == periods->second.end() ? nullptr : &keys[found->second];
}

const BackupRecord* Books::backup(const Uuid& id) const {
  const auto found = std::ranges::find(backups, id, &BackupRecord::id);
  return found == backups.end() ? nullptr : &*found;
}

BackupRecord* Books::backup(const Uuid& id) {
  const auto found = std::ranges::find(backups, id, &BackupRecord::id);
  return found == backups.end() ? nullptr : &*found;
}

const policies::Budget* Books::budget(std::string_view name) const {
  const auto found = std::ranges::find(budgets, name, &policies::Budget::name);
  return found == budgets.end() ? nullptr : &*found;
}

policies::Budget* Books::budget(std::string_view name) {
  const auto found = std::ranges::find(budgets, name, &policies::Budget::name);
  return found == budgets.end() ? nullptr : &*found;
}

void Books::set_state(ActRecord& record, ActState state) {
  if (record.state == ActState::kOpen && state != ActState::kOpen) --open_acts_;
  record.state = state;
}

bool Books::key_id_taken(const Uuid& id) const {
  return key_at.contains(id) || log_keys.contains(id) || binding.canary_key == id ||
         std::ranges::find(left_tokens, id, &LeftToken::canary_key) != left_tokens.end();
}

}  // namespace pyx::custody
