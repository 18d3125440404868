#include "ceremony/report/act_story.h"

#include <algorithm>
#include <set>
#include <variant>

namespace pyx::ceremony::report {
namespace {

using transcript::Entry;
using transcript::Kind;

using Uuids = std::vector<Uuid>;

Uuids keys_of_backup(const Uuid& backup, const custody::Books& books) {
  const custody::BackupRecord* const record = books.backup(backup);
  return record == nullptr ? Uuids{} : record->keys;
}

// One overload for each act that names keys; of any other there are none.
struct KeysNamed {
  const custody::Books& books;
  Uuids operator()(const custody::KeyGenerate& act) const { return {act.key}; }
  Uuids operator()(const custody::KeyActivate& act) const { return {act.key}; }
  Uuids operator()(const custody::KeyRetire& act) const { return {act.key}; }
  Uuids operator()(const custody::KeyDestroy& act) const { return {act.key}; }
  Uuids operator()(const custody::CopyDestroy& act) const { return {act.key}; }
  Uuids operator()(const custody::BackupCreate& act) const { return act.keys; }
  Uuids operator()(const custody::BackupRestore& act) const { return act.keys; }
  Uuids operator()(const custody::BackupProve& act) const {
    return keys_of_backup(act.backup, books);
  }
  Uuids operator()(const custody::BackupRewrap& act) const {
    return keys_of_backup(act.from, books);
  }
  Uuids operator()(const custody::KeysSchedule& act) const {
    Uuids keys;
    for (const custody::ScheduledKey& one : act.keys) keys.push_back(one.key);
    return keys;
  }
  template <class Other>
  Uuids operator()(const Other&) const {
    return {};
  }
};

struct BackupsNamed {
  Uuids operator()(const custody::BackupCreate& act) const { return {act.backup}; }
  Uuids operator()(const custody::BackupProve& act) const { return {act.backup}; }
  Uuids operator()(const custody::BackupRestore& act) const { return {act.backup}; }
  Uuids operator()(const custody::SharesReshare& act) const { return {act.backup}; }
  Uuids operator()(const custody::BackupRewrap& act) const { return {act.from, act.backup}; }
  template <class Other>
  Uuids operator()(const Other&) const {
    return {};
  }
};

}  // namespace

std::string ActStory::type() const {
  return record == nullptr ? std::string() : std::string(to_text(record->act.type()));
}

bool ActStory::is(policies::ActType type) const {
  return record != nullptr && record->act.type() == type;
}

std::vector<std::string> ActStory::approved_by() const {
  std::vector<std::string> names;
  if (record == nullptr) return names;
  for (const custody::RecordedDecision& one : record->decisions) {
    // His latest word counts.
    std::erase(names, one.statement.person);
    if (one.statement.choice == policies::Choice::kApprove) names.push_back(one.statement.person);
  }
  return names;
}

std::vector<std::uint64_t> ActStory::all_entries() const {
  std::vector<std::uint64_t> all;
  for (const auto& [event, numbers] : entries)
    all.insert(all.end(), numbers.begin(), numbers.end());
  std::ranges::sort(all);
  return all;
}

std::vector<ActStory> act_stories(const transcript::Transcript& transcript,
                                  const custody::Books* books) {
  std::vector<ActStory> stories;
  for (const Entry& entry : transcript.entries) {
    if (entry.kind != Kind::kAct) continue;
    auto found = std::ranges::find(stories, entry.text("act"), &ActStory::id);
    if (found == stories.end()) {
      ActStory story;
      story.id = entry.text("act");
      if (books != nullptr) story.record = books->act(Uuid::parse(story.id).value());
      stories.push_back(std::move(story));
      found = stories.end() - 1;
    }
    found->entries[entry.text("event")].push_back(entry.number);
    found->leaves[entry.text("event")].push_back(std::stoull(entry.text("leaf")));
  }
  return stories;
}

std::vector<Uuid> keys_of(const custody::Act& act, const custody::Books& books) {
  return std::visit(KeysNamed{books}, act.parameters);
}

std::vector<Uuid> backups_of(const custody::Act& act) {
  return std::visit(BackupsNamed{}, act.parameters);
}

std::vector<const custody::KeyRecord*> keys_touched(const std::vector<ActStory>& acts,
                                                    const custody::Books& books) {
  std::set<Uuid> named;
  for (const ActStory& act : acts) {
    if (act.record == nullptr) continue;
    for (const Uuid& key : keys_of(act.record->act, books)) named.insert(key);
  }
  std::vector<const custody::KeyRecord*> keys;
  for (const custody::KeyRecord& key : books.keys) {
    if (named.contains(key.id)) keys.push_back(&key);
  }
  return keys;
}

std::vector<const custody::BackupRecord*> backups_touched(const std::vector<ActStory>& acts,
                                                          const custody::Books& books) {
  std::set<Uuid> named;
  for (const ActStory& act : acts) {
    if (act.record == nullptr) continue;
    for (const Uuid& backup : backups_of(act.record->act)) named.insert(backup);
  }
  std::vector<const custody::BackupRecord*> backups;
  for (const custody::BackupRecord& backup : books.backups) {
    if (named.contains(backup.id)) backups.push_back(&backup);
  }
  return backups;
}

}  // namespace pyx::ceremony::report
