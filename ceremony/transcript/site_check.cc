#include "ceremony/transcript/site_check.h"

#include <algorithm>
#include <set>

namespace pyx::ceremony::transcript {
namespace {

Fault other_site(std::string text, std::optional<std::uint64_t> entry = std::nullopt) {
  return Fault{FaultKind::kSite, entry, std::move(text)};
}

using NameSet = std::set<std::string>;

NameSet as_set(const std::vector<std::string>& names) { return {names.begin(), names.end()}; }

std::optional<Fault> check_tokens(const planning::Site& site, const Story& story) {
  for (const NamedToken& seen : story.tokens) {
    const planning::SiteToken* token = site.token(seen.token);
    if (token == nullptr) {
      return other_site("the site has no token " + seen.token + ", which was seen", seen.entry);
    }
    if (token->uri.serial && !seen.serial.empty() && seen.serial != *token->uri.serial)
      return other_site("token " + seen.token + " is another one than the site's", seen.entry);
  }
  return std::nullopt;
}

std::optional<Fault> check_people_of(const planning::Site& site, const Roster& roster) {
  for (const planning::SitePerson& one : site.people) {
    const RosterPerson* person = roster.person(one.person.id);
    if (person == nullptr)
      return other_site(one.person.id + " is of the site and not of the transcript");
    if (as_set(person->roles) != as_set(one.person.roles))
      return other_site(one.person.id + " has other roles in the site than in the transcript");
  }
  for (const RosterPerson& person : roster.people()) {
    if (site.person(person.id) == nullptr)
      return other_site(person.id + " is of the transcript and not of the site");
  }
  return std::nullopt;
}

// Empty: the plan has none.
std::string vault_token_of(const planning::Plan& plan) {
  for (const planning::Token& token : plan.tokens) {
    if (token.state == planning::TokenState::kVault) return token.id;
  }
  for (const planning::Step& step : plan.steps) {
    if (step.action == planning::Action::kDraftVault) return step.text("token");
  }
  return {};
}

}  // namespace

std::optional<Fault> check_site(const planning::Site& site, const planning::Plan& plan,
                                const Story& story, const Roster& roster) {
  if (const planning::Findings findings = planning::fits(site, plan); !findings.empty())
    return other_site("the site is not one for this plan: " + findings.front().what);
  if (auto fault = check_tokens(site, story)) return fault;
  return check_people_of(site, roster);
}

std::optional<Fault> check_vault_token(const planning::Plan& plan, const Story& story,
                                       const std::string& founding_serial) {
  const std::string name = vault_token_of(plan);
  const NamedToken* last = nullptr;
  for (const NamedToken& seen : story.tokens) {
    if (seen.token == name && !seen.serial.empty()) last = &seen;
  }
  if (last == nullptr || last->serial == founding_serial) return std::nullopt;
  return other_site("token " + name + " is another one than the vault was founded on", last->entry);
}

}  // namespace pyx::ceremony::transcript
