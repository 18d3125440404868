// The acts that a ceremony names, and which keys and backups of the vault they are about.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ceremony/transcript/transcript.h"
#include "custody/acts/books.h"

namespace pyx::ceremony::report {

struct ActStory {
  std::string id;
  std::map<std::string, std::vector<std::uint64_t>> entries;  // by event: "proposed", "executed"
  std::map<std::string, std::vector<std::uint64_t>> leaves;   // the same, of the vault's log
  // nullptr: the bundle has no log. Lifetime: the books outlive it.
  const custody::ActRecord* record = nullptr;

  bool executed() const { return entries.contains("executed"); }
  // "key.generate"; empty without a log.
  std::string type() const;
  bool is(policies::ActType type) const;
  // Those whose last decision in the log is to approve.
  std::vector<std::string> approved_by() const;
  std::vector<std::uint64_t> all_entries() const;
};
// In the order in which they are named first.
std::vector<ActStory> act_stories(const transcript::Transcript& transcript,
                                  const custody::Books* books);

// What an act of these types is about, out of its parameters.
std::vector<Uuid> keys_of(const custody::Act& act, const custody::Books& books);
std::vector<Uuid> backups_of(const custody::Act& act);

// The keys that the acts name, oldest first; likewise the backups.
std::vector<const custody::KeyRecord*> keys_touched(const std::vector<ActStory>& acts,
                                                    const custody::Books& books);
std::vector<const custody::BackupRecord*> backups_touched(const std::vector<ActStory>& acts,
                                                          const custody::Books& books);

}  // namespace pyx::ceremony::report
