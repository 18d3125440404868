// What is wrong with a plan, a site or a step: where it stands, what it is, what to do. A check
// collects all of them; none ends the reading but a file that is no TOML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/toml.h"

namespace pyx::ceremony::planning {

enum class FindingKind {
  kMalformed,       // the file: syntax, an unknown key, a value of another form or out of bounds
  kReference,       // an id that nothing has, or that two things have
  kOrder,           // a step after one that comes later, a cycle, a section in two pieces
  kTime,            // more minutes than the plan says
  kParameter,       // a parameter's value
  kPeople,          // too few, or one person in roles that must be apart
  kQuorum,          // the people can never form it
  kAlone,           // one person could do it alone
  kPolicy,          // the policy says otherwise
  kPrecondition,    // a step that cannot be done then
  kSecretOpen,      // the end: a secret that somebody could read
  kUnbacked,        // the end: a key without its proven backup
  kUnacknowledged,  // the end: a holder who did not say that he has his share
  kLoggedIn,        // the end: a token that somebody could use
  kActOpen,         // the end: an act that was proposed and not ended
  kNotInPlace,      // the end: a thing that is not where the plan says
  kUnsigned,        // the end: the vault not founded, the transcript not signed
};
std::string_view to_text(FindingKind kind);  // "malformed" "reference" … "unsigned"

// Of a step or of the end, without the file.
struct Refusal {
  FindingKind kind = FindingKind::kPrecondition;
  std::string what;    // one clause, lower case: "envelope so-1 is sealed"
  std::string advice;  // what to do: "open it before"
};

struct Finding {
  FindingKind kind = FindingKind::kMalformed;
  std::string step;  // its id; empty: of the whole plan, or of its end
  toml::Position at;
  std::string what;
  std::string advice;
};
using Findings = std::vector<Finding>;

// "genesis.toml:120:1: step prove: envelope so-1 is sealed; open it before"
std::string to_text(const Finding& finding, std::string_view source_name);
// "officer, custodian"
std::string listed(const std::vector<std::string>& names);
// By line, those of one line in the order in which they were found.
void sort_by_place(Findings& findings);

}  // namespace pyx::ceremony::planning
