#include "custody/shares/share_entry.h"

#include <algorithm>
#include <set>

#include "custody/shares/mnemonic.h"

namespace pyx::shares {
namespace {

Entered outcome(Verdict verdict, std::string message) {
  Entered made;
  made.verdict = verdict;
  made.message = std::move(message);
  return made;
}

Entered about(Verdict verdict, const ShareSet& set, const Member& member, std::string message) {
  Entered made = outcome(verdict, std::move(message));
  made.holder = member.holder;
  made.version = set.version;
  return made;
}

std::string version_text(const ShareSet& set) { return "version " + std::to_string(set.version); }

}  // namespace

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAccepted:
      return "accepted";
    case Verdict::kUnreadable:
      return "unreadable";
    case Verdict::kDuplicate:
      return "duplicate";
    case Verdict::kStale:
      return "stale";
    case Verdict::kNotYet:
      return "not in force";
    case Verdict::kWrongValue:
      return "wrong value";
    case Verdict::kForeign:
      return "foreign";
  }
  return "unreadable";
}

Result<ShareEntry> ShareEntry::begin(ShareSet in_force, std::vector<ShareSet> others) {
  PYX_TRY(check_share_set(in_force));
  std::set<std::uint32_t> versions = {in_force.version};
  for (const ShareSet& other : others) {
    PYX_TRY(check_share_set(other));
    if (other.id != in_force.id || other.vault != in_force.vault) {
      return error(Code::kBadInput, "the share sets are of different secrets: " +
                                        in_force.id.text() + " and " + other.id.text());
    }
    if (!versions.insert(other.version).second)
      return error(Code::kBadInput, version_text(other) + " of the share set comes twice");
  }
  std::ranges::sort(others, {}, &ShareSet::version);
  return ShareEntry(std::move(in_force), std::move(others));
}

Result<Entered> ShareEntry::enter(const ShareWords& words) {
  auto share = from_words(words);
  if (share) return enter(std::move(*share));
  if (share.error().code == Code::kBug) return std::move(share).error();
  PYX_ASSIGN(WordHint hint, explain(words));
  const std::string hinted = to_text(hint);
  Entered refused_words =
      outcome(Verdict::kUnreadable, hinted.empty() ? share.error().message : hinted);
  refused_words.hint = std::move(hint);
  return refused_words;
}

Entered ShareEntry::enter(Share share) {
  if (match(in_force_, share) == Match::kMember) {
    const Place place(share.group, share.member);
    const Member& member = *in_force_.member(share.group, share.member);
    if (entered_.contains(place)) {
      return about(Verdict::kDuplicate, in_force_, member,
                   "the share of " + member.holder + " is already here");
    }
    entered_.emplace(place, std::move(share));
    return about(Verdict::kAccepted, in_force_, member,
                 "accepted: the share of " + member.holder + "; " +
                     (is_complete() ? "that is enough" : "still missing: " + missing()));
  }
  for (const ShareSet& other : others_) {
    if (match(other, share) == Match::kMember) return of_another_version(other, share);
  }
  return of_no_member(share);
}

// A share that was handed out with another version of the set.
Entered ShareEntry::of_another_version(const ShareSet& other, const Share& share) const {
  const Member& member = *other.member(share.group, share.member);
  const std::string whose = "this is the share of " + member.holder + " of " + version_text(other);
  if (other.version > in_force_.version) {
    return about(Verdict::kNotYet, other, member,
                 whose + ", which is not in force yet: " + version_text(in_force_) + " is");
  }
  const auto successor = std::ranges::find_if(
      others_, [&](const ShareSet& one) { return one.version > other.version; });
  const ShareSet& killed_by =
      successor == others_.end() || successor->version > in_force_.version ? in_force_ : *successor;
  return about(Verdict::kStale, other, member,
               whose + ", which is dead since " + version_text(killed_by) + "; " +
                   version_text(in_force_) + " is in force");
}

// A share whose value nobody was handed, whatever it says of itself.
Entered ShareEntry::of_no_member(const Share& share) const {
  std::vector<const ShareSet*> sets = {&in_force_};
  for (const ShareSet& other : others_) sets.push_back(&other);
  for (const ShareSet* set : sets) {
    if (match(*set, share) != Match::kWrongValue) continue;
    const Member& member = *set->member(share.group, share.member);
    return about(Verdict::kWrongValue, *set, member,
                 "this says that it is the share of " + member.holder + " of " +
                     version_text(*set) + ", but it is not what was handed out: it was changed");
  }
  return outcome(Verdict::kForeign,
                 "this share is of no version of this set: it belongs to another secret");
}

unsigned ShareEntry::entered_of(unsigned group) const {
  return static_cast<unsigned>(std::ranges::count_if(
      entered_, [&](const auto& entry) { return entry.first.first == group; }));
}

unsigned ShareEntry::met_groups() const {
  unsigned met = 0;
  for (unsigned group = 0; group < in_force_.scheme.groups.size(); ++group)
    met += entered_of(group) >= in_force_.scheme.groups[group].threshold ? 1 : 0;
  return met;
}

bool ShareEntry::is_complete() const { return met_groups() >= in_force_.scheme.group_threshold; }

// "2 more shares of group 1 (alice, bob, carol)"; empty if none is missing there.
std::string ShareEntry::missing_of(unsigned group) const {
  const unsigned threshold = in_force_.scheme.groups[group].threshold;
  const unsigned here = entered_of(group);
  if (here >= threshold) return {};
  std::string holders;
  for (const Member& member : in_force_.members) {
    if (member.group != group || entered_.contains(Place(group, member.number))) continue;
    holders += (holders.empty() ? "" : ", ") + member.holder;
  }
  const unsigned more = threshold - here;
  return std::to_string(more) + (more == 1 ? " more share" : " more shares") + " of group " +
         std::to_string(group + 1) + " (" + holders + ")";
}

std::string ShareEntry::missing() const {
  if (is_complete()) return {};
  std::string each;
  unsigned unmet = 0;
  for (unsigned group = 0; group < in_force_.scheme.groups.size(); ++group) {
    const std::string here = missing_of(group);
    if (here.empty()) continue;
    each += (each.empty() ? "" : "; ") + here;
    ++unmet;
  }
  const unsigned wanted = in_force_.scheme.group_threshold - met_groups();
  if (wanted == unmet) return each;
  return std::to_string(wanted) + " of these " + std::to_string(unmet) + " groups: " + each;
}

// The first shares of the first groups that are met. Precondition: is_complete().
std::vector<const Share*> ShareEntry::enough() const {
  std::vector<const Share*> shares;
  unsigned groups = 0;
  for (unsigned group = 0; groups < in_force_.scheme.group_threshold; ++group) {
    const unsigned threshold = in_force_.scheme.groups.at(group).threshold;
    if (entered_of(group) < threshold) continue;
    ++groups;
    unsigned taken = 0;
    for (const auto& [place, share] : entered_) {
      if (place.first == group && taken++ < threshold) shares.push_back(&share);
    }
  }
  return shares;
}

Result<SecretBytes> ShareEntry::secret() const {
  if (!is_complete()) return refused("SHARE-SAFE", "there are not enough shares: " + missing());
  PYX_ASSIGN(SecretBytes secret, combine(enough()));
  if (secret_commitment(in_force_, secret) != in_force_.secret) {
    return refused("SHARE-SAFE", "the shares give another secret than the one of their set");
  }
  return secret;
}

}  // namespace pyx::shares
