#include "policies/policy.h"

#include <algorithm>

#include "policies/grant.h"

namespace pyx::policies {
namespace {

template <class Values, class Wanted>
bool contains(const Values& values, const Wanted& wanted) {
  return std::ranges::find(values, wanted) != values.end();
}

template <class Things, class Matches>
auto first(const Things& things, Matches matches) -> const typename Things::value_type* {
  const auto found = std::ranges::find_if(things, matches);
  return found == things.end() ? nullptr : &*found;
}

}  // namespace

std::string_view to_text(Backup backup) {
  switch (backup) {
    case Backup::kNone:
      return "none";
    case Backup::kSplit:
      return "split";
  }
  return "?";
}

std::string_view to_text(Access access) {
  switch (access) {
    case Access::kSign:
      return "sign";
    case Access::kActs:
      return "acts";
    case Access::kLog:
      return "log";
    case Access::kCoinsMint:
      return "coins.mint";
    case Access::kCoinsCheck:
      return "coins.check";
    case Access::kCoinsExchange:
      return "coins.exchange";
    case Access::kCoinsRedeem:
      return "coins.redeem";
    case Access::kBlindSign:
      return "blind.sign";
    case Access::kAnswerSign:
      return "answer.sign";
    case Access::kLedgerAttest:
      return "ledger.attest";
  }
  return "?";
}

std::optional<Backup> backup_from(std::string_view text) {
  for (const Backup backup : {Backup::kNone, Backup::kSplit})
    if (to_text(backup) == text) return backup;
  return std::nullopt;
}

std::optional<Access> access_from(std::string_view text) {
  for (const Access access : kAccesses)
    if (to_text(access) == text) return access;
  return std::nullopt;
}

bool Person::has_role(std::string_view role) const { return contains(roles, role); }

bool Client::has_access(Access wanted) const { return contains(access, wanted); }

bool Client::may_use(std::string_view profile) const {
  return std::ranges::any_of(access, uses_keys) && contains(use, profile);
}

Policy::Policy() = default;
Policy::Policy(const Policy& from) = default;
Policy::Policy(Policy&& from) noexcept = default;
Policy& Policy::operator=(const Policy& from) = default;
Policy& Policy::operator=(Policy&& from) noexcept = default;
Policy::~Policy() = default;

const Person* Policy::person(std::string_view id) const {
  return first(people, [&](const Person& each) { return each.id == id; });
}

const Person* Policy::person_with_key(const Sha256& key_id) const {
  return first(people, [&](const Person& each) { return each.key.id() == key_id; });
}

const QuorumRule* Policy::rule(ActType type) const {
  const auto found = rules.find(type);
  return found == rules.end() ? nullptr : &found->second;
}

const KeyProfile* Policy::profile(std::string_view profile_name) const {
  return first(profiles, [&](const KeyProfile& each) { return each.name == profile_name; });
}

const Denomination* Policy::denomination(std::string_view denomination_name) const {
  return first(denominations,
               [&](const Denomination& each) { return each.name == denomination_name; });
}

const Client* Policy::client(std::string_view san_uri, const Sha256& spki_sha256) const {
  return first(clients, [&](const Client& each) {
    return each.san_uri == san_uri && each.spki_sha256 == spki_sha256;
  });
}

const Client* Policy::client_named(std::string_view client_name) const {
  return first(clients, [&](const Client& each) { return each.name == client_name; });
}

}  // namespace pyx::policies
