// Where a bundle shows something: entries by what they say, steps by what they do, acts by their
// type. Finds nothing in a bundle that is not acceptable.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "ceremony/report/act_story.h"
#include "ceremony/report/reading.h"

namespace pyx::ceremony::report {

using Numbers = std::vector<std::uint64_t>;  // of entries

class Finder {
 public:
  // Lifetime: both outlive it.
  Finder(const Reading& reading, const std::vector<ActStory>& acts);

  const Reading& reading() const { return reading_; }
  const custody::Books* books() const { return books_; }  // nullptr: nothing is shown by a log
  // Of the acts of this ceremony.
  const std::vector<const custody::KeyRecord*>& keys() const { return keys_; }
  const std::vector<const custody::BackupRecord*>& backups() const { return backups_; }

  Numbers entries(transcript::Kind kind) const;
  Numbers entries(transcript::Kind kind, std::string_view field, std::string_view value) const;
  // Where steps that do this were done.
  Numbers done(std::initializer_list<planning::Action> actions) const;
  // Where acts of these types were executed.
  Numbers executed(std::initializer_list<policies::ActType> types) const;
  // Where executed acts were approved.
  Numbers approvals() const;
  std::size_t executed_acts() const;

 private:
  const Reading& reading_;
  const std::vector<ActStory>& acts_;
  const custody::Books* books_ = nullptr;
  std::vector<const custody::KeyRecord*> keys_;
  std::vector<const custody::BackupRecord*> backups_;
};

Numbers joined(Numbers some, const Numbers& more);

}  // namespace pyx::ceremony::report
