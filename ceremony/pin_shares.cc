#include "ceremony/pin_shares.h"

#include <algorithm>
#include <utility>

#include "ceremony/holders_at_table.h"
#include "custody/backups/split_by_plan.h"
#include "custody/shares/mnemonic.h"

namespace pyx::ceremony {
namespace {

std::vector<FormerPinShares> former_of(const PinShareRecord* before) {
  if (before == nullptr) return {};
  std::vector<FormerPinShares> former = before->former;
  former.push_back({before->set.identifier, before->set.created});
  return former;
}

std::vector<std::uint16_t> identifiers_of(const std::vector<FormerPinShares>& former) {
  std::vector<std::uint16_t> identifiers;
  identifiers.reserve(former.size());
  for (const FormerPinShares& one : former) identifiers.push_back(one.identifier);
  return identifiers;
}

shares::Entered verdict(shares::Verdict what, std::string message) {
  shares::Entered entered;
  entered.verdict = what;
  entered.message = std::move(message);
  return entered;
}

}  // namespace

Result<SplitPin> split_new_pin(std::string_view token, const pkcs11::PinLimits& limits,
                               const custody::SharePlan& plan, Time now,
                               const PinShareRecord* before, pkcs11::PinOf whose) {
  PinShareRecord record;
  record.whose = whose;
  record.token = std::string(token);
  record.former = former_of(before);
  PYX_ASSIGN(record.pin_characters, pkcs11::pin_characters(limits));
  PYX_ASSIGN(const SecretBytes secret, SecretBytes::random(pkcs11::kPinSecretBytes));
  const shares::SetTerms terms{pin_domain(whose, token), Uuid::v7(now), 1, std::nullopt, now};
  PYX_ASSIGN(custody::SharesByPlan made,
             custody::split_by_plan(secret, plan, terms, identifiers_of(record.former)));
  record.set = std::move(made.set);
  Bytes bytes = encode_pin_shares(record);
  // What our own reader refuses would be found out when the PIN is needed (trap 8).
  PYX_TRY(parse_pin_shares(bytes));
  PYX_ASSIGN(pkcs11::Pin pin, pkcs11::pin_of(secret, record.pin_characters));
  return SplitPin{std::move(pin), std::move(record), std::move(bytes), std::move(made.shares)};
}

Result<void> hand_over(const SplitPin& split, const shares::Member& member, ShareTerminal& terminal,
                       const SayOfPin& say, const Clock& clock) {
  HandOut out;
  out.vault_name = split.record.token;
  out.of = split.record.whose == pkcs11::PinOf::kSo ? ShareOf::kSoPin : ShareOf::kUserPin;
  out.record = sha256(split.record_bytes);
  HoldersAtTable table(std::move(out), {}, &terminal, say, clock);
  return table.hand_over(split.record.set, member, split.shares.at(member.group).at(member.number));
}

Result<void> hand_over_to_all(const SplitPin& split, ShareTerminal& terminal, const SayOfPin& say,
                              const Clock& clock) {
  for (const shares::Member& member : split.record.set.members)
    PYX_TRY(hand_over(split, member, terminal, say, clock));
  return {};
}

Result<PinEntry> PinEntry::begin(PinShareRecord record) {
  PYX_ASSIGN(shares::ShareEntry entry, shares::ShareEntry::begin(record.set, {}));
  return PinEntry(std::move(record), std::move(entry));
}

std::optional<shares::Entered> PinEntry::of_something_else(const shares::Share& share) const {
  if (shares::match(record_.set, share) != shares::Match::kOtherSet) return std::nullopt;
  if (share.value.size_bytes() != pkcs11::kPinSecretBytes) {
    return verdict(shares::Verdict::kForeign,
                   "this share has " +
                       std::to_string(shares::word_count(share.value.size_bytes())) +
                       " words, as one of a backup has; one of a PIN has 20");
  }
  const auto former =
      std::ranges::find(record_.former, share.identifier, &FormerPinShares::identifier);
  if (former != record_.former.end()) {
    return verdict(shares::Verdict::kStale,
                   "this share is of the " + name_of(record_) + " before this one, split on " +
                       to_rfc3339(former->created).substr(0, 10) + ": it opens nothing now");
  }
  return verdict(shares::Verdict::kForeign,
                 "this share is not one of the " + name_of(record_) +
                     ": it belongs to another token, or to something else");
}

Result<shares::Entered> PinEntry::enter(const shares::ShareWords& words) {
  const auto share = shares::from_words(words);
  if (share) {
    if (auto other = of_something_else(*share)) return *std::move(other);
  }
  return entry_.enter(words);
}

Result<pkcs11::Pin> PinEntry::pin() const {
  PYX_ASSIGN(const SecretBytes secret, entry_.secret());
  return pkcs11::pin_of(secret, record_.pin_characters);
}

Result<shares::Entered> enter_at(PinEntry& entry, ShareTerminal& terminal) {
  auto typed = terminal.ask_words(shares::word_count(pkcs11::kPinSecretBytes));
  PYX_TRY(terminal.clear());
  if (!typed) return std::move(typed).error();
  PYX_ASSIGN(shares::Entered entered, entry.enter(*typed));
  PYX_TRY(show_hint(terminal, entered.hint));
  return entered;
}

Result<pkcs11::Pin> typed_pin(PinShareRecord record, ShareTerminal& terminal, const SayOfPin& say) {
  const std::string name = name_of(record);
  PYX_ASSIGN(PinEntry entry, PinEntry::begin(std::move(record)));
  while (!entry.is_complete()) {
    PYX_TRY(terminal.say("the " + name + ": still missing: " + entry.missing()));
    PYX_TRY(terminal.say("whoever comes next types his words; nothing at all gives up"));
    const auto entered = enter_at(entry, terminal);
    if (entered) {
      say(entered->message);
      continue;
    }
    if (entered.error().code != Code::kAskPerson) return entered.error();
    return error(Code::kAskPerson, "the " + name + " was not put together; still missing: " +
                                       entry.missing() + "; what was entered is forgotten");
  }
  return entry.pin();
}

}  // namespace pyx::ceremony
