// One step while it is being done: what its work looks at, whom it asks and what it writes down.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/sha256.h"
#include "ceremony/planning/model.h"
#include "ceremony/steps/host.h"
#include "ceremony/steps/people.h"
#include "ceremony/steps/record.h"

namespace pyx::ceremony::steps {

using Names = std::vector<std::string>;

// All references: lives as long as one call of StepWork.
struct Standing {
  const planning::Step& step;
  const planning::Model& model;  // before the step
  std::span<const std::string> doers;
  const Record& record;
  Host& host;

  bool does(std::string_view person) const;
  bool is_present(std::string_view person) const;
  // Whom an entry about a thing of his names: only people in the room can be named.
  std::string named_for(const std::string& owner) const;
  // Ids of people whom a list of roles and parameters names.
  Names named(const Names& roles) const;
  // A text with the values of parameters in it.
  std::string filled(std::string_view text) const { return model.values().fill(text); }
  // The entries since the step was begun, the last time.
  std::span<const transcript::Entry> entries() const;
  // Whether one of them has these values, beside others.
  bool has_entry(transcript::Kind kind, const transcript::Values& values) const;
  // Whether it was begun before, and not done then.
  bool was_begun_before() const;
};

struct Doing : Standing {
  People& people;
  Record& writing;

  // "step.what.of.person"; `of` and `person` may be empty.
  Question question(std::string_view what, std::string_view of, const std::string& person,
                    std::string text) const;
  Result<std::string> ask(std::string_view what, std::string_view of, const std::string& person,
                          std::string text) const {
    return people.ask(question(what, of, person, std::move(text)));
  }
  // Each of `who` has read `shown`, and says yes to `text`.
  Result<void> agreed_by(std::span<const std::string> who, const std::string& text,
                         std::string_view shown, std::string_view of = {}) const;
  // Unless it is there already.
  Result<void> write(transcript::Kind kind, const transcript::Values& values) const;
  Result<void> read_aloud(std::string_view what, const Sha256& digest,
                          std::span<const std::string> who) const;
  // For everybody to read, and kept beside the transcript.
  Result<void> show(std::string_view what, const std::string& text) const;
};

std::string joined_names(std::span<const std::string> names);  // as a transcript has them
// Three lines: what it is, hex and words.
std::string digest_lines(std::string_view what, const Sha256& digest);

}  // namespace pyx::ceremony::steps
