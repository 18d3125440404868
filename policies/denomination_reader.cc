#include "policies/denomination_reader.h"

#include <algorithm>
#include <utility>

#include "policies/field.h"

namespace pyx::policies {
namespace {

constexpr Duration kShortest = std::chrono::seconds(1);

Result<Time> read_first(toml::Table& table) {
  PYX_ASSIGN(const toml::Text text, table.string("first"));
  auto first = from_rfc3339(text.text);
  if (!first)
    return table.fail(text.at, "first " + in_quotes(text.text) + " is " + first.error().message);
  return first;
}

Result<Schedule> read_schedule(toml::Table& table) {
  Schedule schedule;
  PYX_ASSIGN(schedule.first, read_first(table));
  PYX_ASSIGN(schedule.issue, read_duration(table, "issue", kShortestIssue, kLongestIssue));
  // No more than two keys of a denomination mint at one time.
  PYX_ASSIGN(schedule.overlap,
             read_duration_or(table, "overlap", kShortest, schedule.issue, Duration::zero()));
  PYX_ASSIGN(schedule.ahead, read_duration(table, "ahead", kShortest, kLongestAhead));
  PYX_ASSIGN(schedule.life, read_duration(table, "life", kShortest, kLongestLife));
  PYX_ASSIGN(schedule.grace,
             read_duration_or(table, "grace", kShortest, kLongestLife, Duration::zero()));
  return schedule;
}

bool has_profile_of(const Policy& policy, Purpose purpose) {
  return std::ranges::any_of(policy.profiles,
                             [&](const KeyProfile& each) { return each.purpose == purpose; });
}

Result<std::string> read_keys_profile(toml::Table& table, const Policy& policy) {
  PYX_ASSIGN(toml::Text name, table.string("profile"));
  const KeyProfile* const profile = policy.profile(name.text);
  if (profile == nullptr) return table.fail(name.at, "unknown profile " + in_quotes(name.text));
  if (profile->purpose != Purpose::kCoin && profile->purpose != Purpose::kBlindSign)
    return table.fail(name.at, "profile " + in_quotes(name.text) + " has the purpose " +
                                   std::string(to_text(profile->purpose)) +
                                   "; keys of a denomination have the purpose coin or blind-sign");
  if (profile->purpose == Purpose::kCoin && !has_profile_of(policy, Purpose::kCoinSeed))
    return table.fail(name.at, "profile " + in_quotes(name.text) +
                                   " makes coins, whose ids are derived with a key of purpose "
                                   "coin-seed, and no profile has this purpose");
  return std::move(name.text);
}

Result<std::optional<std::uint64_t>> read_most_issued(toml::Table& table, std::int64_t value) {
  PYX_ASSIGN(const std::int64_t most,
             table.integer_or("most_issued", value, kMostAmount, kMostAmount));
  if (!table.has("most_issued")) return std::optional<std::uint64_t>();
  return std::optional(static_cast<std::uint64_t>(most));
}

struct Identities {
  FirstUses names;
  FirstUses worths;
};

// The same worth may be had as a coin and as a blind signature; twice as either, nothing would say
// which of the two is meant.
Result<void> claim_worth(const toml::Table& table, const Denomination& denomination,
                         const Policy& policy, FirstUses& worths) {
  const std::string purpose(to_text(policy.profile(denomination.profile)->purpose));
  const std::string worth = std::to_string(denomination.value) + " " + denomination.currency;
  const auto* const other =
      worths.earlier(purpose + " " + worth, denomination.name, table.position_of("value"));
  if (other == nullptr) return {};
  return table.fail(table.position_of("value"),
                    "denomination " + in_quotes(denomination.name) + " is worth " + worth +
                        " with keys of purpose " + purpose + ", as is " + in_quotes(other->owner) +
                        " at line " + std::to_string(other->at.line));
}

Result<Denomination> read_denomination(toml::Table& table, const Policy& policy,
                                       Identities& identities) {
  Denomination denomination;
  PYX_ASSIGN(const toml::Text name, read_id(table, "name"));
  PYX_TRY(identities.names.once(table, name, "denomination"));
  denomination.name = name.text;
  PYX_ASSIGN(toml::Text currency, read_currency(table, "currency"));
  denomination.currency = std::move(currency.text);
  PYX_ASSIGN(const std::int64_t value, table.integer("value", 1, kMostAmount));
  denomination.value = static_cast<std::uint64_t>(value);
  PYX_ASSIGN(denomination.profile, read_keys_profile(table, policy));
  PYX_TRY(claim_worth(table, denomination, policy, identities.worths));
  PYX_ASSIGN(denomination.schedule, read_schedule(table));
  PYX_ASSIGN(denomination.most_issued, read_most_issued(table, value));
  return denomination;
}

}  // namespace

Result<void> read_denominations(toml::Table& root, Policy& policy) {
  PYX_ASSIGN(const auto tables, root.tables_or_none("denomination"));
  if (tables.size() > kMostDenominations)
    return root.fail(
        tables[kMostDenominations]->at(),
        "more than " + std::to_string(kMostDenominations) + " denominations in one policy");
  Identities identities;
  for (toml::Table* const table : tables) {
    PYX_ASSIGN(Denomination denomination, read_denomination(*table, policy, identities));
    policy.denominations.push_back(std::move(denomination));
  }
  return {};
}

}  // namespace pyx::policies
