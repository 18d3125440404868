// Where a ceremony stands, as its transcript alone tells it: which step is next or open, what is
// not initialled or signed yet, who is in the room. The run and a resumption read it alike.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "ceremony/planning/plan.h"
#include "ceremony/transcript/entry.h"
#include "ceremony/transcript/roster.h"

namespace pyx::ceremony::running {

struct DeviationNow {
  unsigned number = 0;  // from 1
  std::string what;     // its class
  std::string severity;
  std::string text;
  std::vector<std::string> signers;
  std::set<std::string, std::less<>> to_sign;  // of them
};

class Standing {
 public:
  explicit Standing(std::shared_ptr<const planning::Plan> plan) : plan_(std::move(plan)) {}
  // Precondition: the entries are whole and in order, as a writer leaves them.
  void follow(const transcript::Entry& entry);

  const transcript::Roster& roster() const { return roster_; }
  std::vector<std::string> present() const { return roster_.present(); }
  // Of those in the room, whoever has the role.
  std::vector<std::string> present_with(std::string_view role) const;
  bool is_present(std::string_view person) const;

  const planning::Step* open() const;  // a step that was begun and not ended
  const std::vector<std::string>& doers() const { return doers_; }  // of it
  const planning::Step* next() const;                 // whose turn it is; nullptr: all are done
  std::size_t steps_behind() const { return next_; }  // done or skipped
  const std::vector<std::string>& to_initial() const { return to_initial_; }
  // The section of which something was done that nobody signed yet.
  const std::optional<std::string>& unsigned_section() const { return unsigned_section_; }
  const std::vector<DeviationNow>& deviations() const { return deviations_; }
  bool has_deviation(std::string_view what) const;

  bool away() const { return away_; }                  // in an intermission
  bool unreconciled() const { return unreconciled_; }  // a crash left the open step
  bool stopped() const { return stopped_; }            // it was decided to begin no step any more
  bool transcript_signed() const { return transcript_signed_; }
  bool names_acts() const { return names_acts_; }      // or a founding
  const std::string& vault() const { return vault_; }  // id in hex, when an entry named it
  bool has_watch_of(std::string_view person) const { return watches_.contains(person); }
  transcript::Kind last() const { return last_; }  // precondition: there is an entry

  Time begun() const { return begun_; }
  Time since() const { return since_; }            // of the open step, or of the last one's end
  Duration away_for() const { return away_for_; }  // in all intermissions

 private:
  void follow_step(const transcript::Entry& entry);
  void follow_deviation(const transcript::Entry& entry);

  std::shared_ptr<const planning::Plan> plan_;
  transcript::Roster roster_;
  std::size_t next_ = 0;
  bool open_ = false;
  std::vector<std::string> doers_;
  std::vector<std::string> to_initial_;
  std::optional<std::string> unsigned_section_;
  std::vector<DeviationNow> deviations_;
  bool away_ = false;
  bool unreconciled_ = false;
  bool stopped_ = false;
  bool transcript_signed_ = false;
  bool names_acts_ = false;
  std::string vault_;
  std::set<std::string, std::less<>> watches_;
  transcript::Kind last_ = transcript::Kind::kHeader;
  Time begun_{};
  Time since_{};
  Time left_{};
  Duration away_for_{};
};

}  // namespace pyx::ceremony::running
