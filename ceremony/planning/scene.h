// One step about to be done: what its rule may look at, and the questions that rules share. Their
// words are those of docs/formats/ceremony-plan.md.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ceremony/planning/finding.h"
#include "ceremony/planning/model_state.h"
#include "ceremony/planning/people.h"
#include "ceremony/planning/plan.h"

// Returns the refusal, if there is one, from this function.
#define PYX_ALLOW(...) \
  if (auto pyx_refusal = (__VA_ARGS__)) return pyx_refusal

namespace pyx::ceremony::planning {

using Verdict = std::optional<Refusal>;

Refusal refusal(std::string what, std::string advice,
                FindingKind kind = FindingKind::kPrecondition);
// Of parts, one after another.
Refusal refusal(std::initializer_list<std::string_view> what, std::string advice,
                FindingKind kind = FindingKind::kPrecondition);
std::string listed(const Ids& names);

// All references: a scene lives as long as one question.
struct Scene {
  const Plan& plan;
  const Values& values;
  const std::vector<Participant>& everybody;
  const policies::Policy* policy;  // nullptr: none was given, or it was changed since
  const State& state;
  const Step& step;
  std::vector<std::string> doers;

  const Participant* participant(std::string_view id) const;
  const PersonState& person(std::string_view id) const;  // of somebody unknown: absent
  bool does(std::string_view id) const;
  // Ids of people whom a list of roles and parameters names.
  std::vector<std::string> people(const std::vector<std::string>& names) const;
  std::optional<MOfN> m_of_n(const std::string& text) const;

  const ThingState& thing(std::string_view id) const;
  const TokenNow& token(std::string_view id) const;
  const KeyNow& key(std::string_view id) const;
  const BackupNow& backup(std::string_view id) const;

  // The thing itself, or the outermost container around it.
  std::string outermost(std::string_view id) const;
  Place place_of(std::string_view id) const;     // of the outermost
  bool is_sealed_in(std::string_view id) const;  // a sealed container is around it
  bool is_at_hand(std::string_view id) const;
  bool is_readable(std::string_view id) const;  // a secret on it can be read by whoever has it

  Verdict needs_at_hand(std::string_view id) const;
  Verdict needs_free_carrier(std::string_view id) const;
  Verdict needs_media(std::string_view id) const;
  Verdict needs_printer() const;  // of the field `printer`, if the step has it
  Verdict needs_ready(std::string_view token_id) const;
  Verdict needs_so_pin(std::string_view token_id) const;
  Verdict needs_vault() const;
  Verdict needs_signer(std::string_view person_id) const;
  Verdict needs_signers() const;  // of all who do the step
};

// The vault's token is logged in as the user from then on; nothing, if there is no such token.
void log_in(State& to);

}  // namespace pyx::ceremony::planning
