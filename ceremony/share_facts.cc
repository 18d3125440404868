#include "ceremony/share_facts.h"

#include "base/hex.h"
#include "base/pgp_words.h"
#include "ceremony/cli/escape.h"
#include "custody/shares/mnemonic.h"

namespace pyx::ceremony {
namespace {

constexpr std::size_t kShortBytes = 8;

// "any 2 of the 3 shares open", "all 3 shares together open", "this share alone opens".
std::string who_opens(unsigned threshold, unsigned count, std::string_view what) {
  const std::string name(what);
  if (count == 1) return "this " + name + " alone opens";
  if (threshold == 1) return "any one of the " + std::to_string(count) + " " + name + "s opens";
  if (threshold == count) return "all " + std::to_string(count) + " " + name + "s together open";
  return "any " + std::to_string(threshold) + " of the " + std::to_string(count) + " " + name +
         "s open";
}

}  // namespace

Result<ShareFacts> facts_of(std::string_view vault_name, const shares::ShareSet& set,
                            const Sha256& record, const shares::ShareWords& words) {
  PYX_ASSIGN(const shares::Share share, shares::from_words(words));
  PYX_ASSIGN(const shares::Member* const member, shares::check_share(set, share));
  ShareFacts facts;
  facts.vault_name = escape_line(vault_name);
  facts.vault = set.vault;
  facts.set = set.id;
  facts.version = set.version;
  facts.created = set.created;
  facts.record = record;
  facts.holder = member->holder;
  facts.member = member->number + 1;
  facts.group_scheme = set.scheme.groups.at(member->group);
  facts.group = member->group + 1;
  facts.groups = static_cast<unsigned>(set.scheme.groups.size());
  facts.group_threshold = set.scheme.group_threshold;
  return facts;
}

std::string title_of(const ShareFacts& facts) {
  const std::string title =
      "share " + std::to_string(facts.member) + " of " + std::to_string(facts.group_scheme.members);
  return facts.groups == 1 ? title : title + " in group " + std::to_string(facts.group);
}

std::string opening_of(const ShareFacts& facts) {
  const std::string members =
      who_opens(facts.group_scheme.threshold, facts.group_scheme.members, "share");
  if (facts.groups == 1) return members + " the secret";
  return members + " group " + std::to_string(facts.group) + ", " +
         who_opens(facts.group_threshold, facts.groups, "group") + " the secret";
}

std::string short_hex(const Sha256& digest) {
  const ByteView bytes(digest);
  return to_hex(bytes.first(kShortBytes / 2)) + " " +
         to_hex(bytes.subspan(kShortBytes / 2, kShortBytes / 2));
}

std::string short_words(const Sha256& digest) {
  return to_pgp_words(ByteView(digest).first(kShortBytes));
}

std::string day_of(Time time) { return to_rfc3339(time).substr(0, 10); }

}  // namespace pyx::ceremony
