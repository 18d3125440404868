#include "ceremony/transcript/log_check.h"

#include <algorithm>
#include <string>

#include "ceremony/transcript/anchor.h"

namespace pyx::ceremony::transcript {
namespace {

std::string act_words(const NamedAct& named) {
  if (named.event == "frozen") return "the freeze of " + named.target + " by " + named.person;
  return named.act.empty() ? "the founding" : named.event + " act " + named.act;
}

std::optional<Fault> check_vault(const NamedAct& named, const HeldLog& log) {
  if (named.vault == to_hex(log.vault)) return std::nullopt;
  return Fault{FaultKind::kLog, named.entry,
               "the log is that of another vault, " + to_hex(log.vault)};
}

// Why the log does not hold the freeze; empty if it does.
std::string what_is_wrong_with_freeze(const NamedAct& named, const HeldLog& log) {
  const std::string leaf_text = "leaf " + std::to_string(named.leaf);
  const auto leaf = log.freezes.find(named.leaf);
  if (leaf == log.freezes.end()) return leaf_text + " is not there or no freeze";
  const HeldFreeze& held = leaf->second;
  if (held.freeze != named.act || held.person != named.person || held.target != named.target)
    return leaf_text + " says something else";
  return to_hex(held.hash) == named.leaf_hash ? "" : leaf_text + " has another hash";
}

std::optional<Fault> check_leaf(const NamedAct& named, const HeldLog& log) {
  const auto missing = [&](std::string_view why) {
    return Fault{FaultKind::kAct, named.entry,
                 "the log does not hold " + act_words(named) + ": " + std::string(why)};
  };
  if (named.act.empty()) {
    if (named.leaf_hash == to_hex(log.founding_leaf)) return std::nullopt;
    return missing("leaf 0 is another one");
  }
  if (named.event == "frozen") {
    const std::string wrong = what_is_wrong_with_freeze(named, log);
    return wrong.empty() ? std::nullopt : std::optional(missing(wrong));
  }
  const auto leaf = log.acts.find(named.leaf);
  if (leaf == log.acts.end())
    return missing("leaf " + std::to_string(named.leaf) + " is not there or about no act");
  if (leaf->second.act != named.act || leaf->second.event != named.event)
    return missing("leaf " + std::to_string(named.leaf) + " says something else");
  if (to_hex(leaf->second.hash) != named.leaf_hash)
    return missing("leaf " + std::to_string(named.leaf) + " has another hash");
  return std::nullopt;
}

std::optional<Fault> check_anchor(const Transcript& of, const NamedAct& named, const HeldLog& log) {
  if (!named.anchored) return std::nullopt;
  const auto bad = [&](std::string_view why) {
    return Fault{FaultKind::kAnchor, named.entry, std::string(why)};
  };
  if (named.event != "proposed" || *named.anchored > named.entry)
    return bad("only a proposal names the transcript, and only what stands before it");
  const Bytes nonce = act_nonce(of.header.ceremony, *named.anchored, of.roots.at(*named.anchored),
                                Uuid::parse(named.act).value());
  if (log.acts.at(named.leaf).nonce != nonce)
    return bad("act " + named.act + " in the log names another transcript");
  return std::nullopt;
}

}  // namespace

LogCheck check_log(const Transcript& transcript, const Story& story, const HeldLog& log) {
  LogCheck check;
  if (transcript.header.vault && *transcript.header.vault != log.vault) {
    check.faults.push_back(
        {FaultKind::kLog, 0, "the log is that of another vault, " + to_hex(log.vault)});
    return check;
  }
  for (const NamedAct& named : story.acts) {
    auto fault = check_vault(named, log);
    if (!fault) fault = check_leaf(named, log);
    if (!fault) fault = check_anchor(transcript, named, log);
    if (fault) {
      check.faults.push_back(*std::move(fault));
      return check;
    }
    ++check.acts;
    if (named.anchored) check.anchored = std::max(check.anchored, *named.anchored);
  }
  return check;
}

std::optional<Fault> check_people(const Roster& roster, const std::set<std::string>& outside,
                                  const std::vector<const policies::Policy*>& policies) {
  std::size_t known = 0;
  for (const RosterPerson& person : roster.people()) {
    const bool found = std::ranges::any_of(policies, [&](const policies::Policy* policy) {
      const policies::Person* same = policy->person(person.id);
      return same != nullptr && same->key.id() == person.key.id();
    });
    known += found ? 1 : 0;
    const bool needed = !std::ranges::all_of(
        person.roles, [&](const std::string& role) { return outside.contains(role); });
    if (needed && !found) {
      return Fault{
          FaultKind::kRoster, std::nullopt,
          person.id + " with the key " + to_hex(person.key.id()) + " is no person of the policy"};
    }
  }
  if (known > 0) return std::nullopt;
  return Fault{FaultKind::kRoster, std::nullopt, "nobody is a person of the policy"};
}

}  // namespace pyx::ceremony::transcript
