#include "custody/shares/share_set.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/random.h"
#include "base/reveal.h"
#include "custody/shares/sharing.h"

namespace pyx::shares {
namespace {

constexpr std::size_t kHolderMostBytes = 32;
constexpr unsigned kMostExponent = 15;

template <std::size_t kSize>
std::array<std::uint8_t, kSize> big_endian(std::uint64_t number) {
  std::array<std::uint8_t, kSize> bytes{};
  for (std::size_t at = 0; at < kSize; ++at)
    bytes.at(at) = static_cast<std::uint8_t>(number >> (8 * (kSize - 1 - at)));
  return bytes;
}

Result<void> check_members(const ShareSet& set) {
  std::set<std::string_view> holders;
  std::size_t at = 0;
  for (unsigned group = 0; group < set.scheme.groups.size(); ++group) {
    for (unsigned number = 0; number < set.scheme.groups[group].members; ++number, ++at) {
      if (at >= set.members.size() || set.members[at].group != group ||
          set.members[at].number != number) {
        return error(Code::kBadInput, "the members of the share set are not those of its scheme");
      }
      const std::string& holder = set.members[at].holder;
      if (!is_holder(holder)) {
        return error(Code::kBadInput,
                     "the holder of a share is a person's id: 1 to 32 of a-z, 0-9 and -");
      }
      // With two shares in one hand fewer people than the scheme says would be enough.
      if (!holders.insert(holder).second)
        return error(Code::kBadInput, holder + " holds two shares of one set");
    }
  }
  if (at != set.members.size())
    return error(Code::kBadInput, "the share set has more members than its scheme");
  return {};
}

}  // namespace

bool is_holder(std::string_view name) {
  return !name.empty() && name.size() <= kHolderMostBytes && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

const Member* ShareSet::member(unsigned group, unsigned number) const {
  const auto found = std::ranges::find_if(
      members, [&](const Member& one) { return one.group == group && one.number == number; });
  return found == members.end() ? nullptr : &*found;
}

const Member* ShareSet::held_by(std::string_view holder) const {
  const auto found = std::ranges::find(members, holder, &Member::holder);
  return found == members.end() ? nullptr : &*found;
}

Sha256 share_commitment(const ShareSet& set, const Member& member, const SecretBytes& value) {
  constexpr std::string_view kDomain = "pyx/share/v1";
  const auto version = big_endian<4>(set.version);
  const auto group = big_endian<1>(member.group);
  const auto number = big_endian<1>(member.number);
  const ByteView secret = value.reveal(reveal());
  const auto length = [](ByteView bytes) { return big_endian<4>(bytes.size()); };
  return sha256_of({length(as_bytes(kDomain)), as_bytes(kDomain), length(set.vault), set.vault,
                    length(set.id.bytes), set.id.bytes, length(version), version, length(group),
                    group, length(number), number, length(member.salt), member.salt, length(secret),
                    secret});
}

Sha256 secret_commitment(const ShareSet& set, const SecretBytes& secret) {
  constexpr std::string_view kDomain = "pyx/share-secret/v1";
  const ByteView bytes = secret.reveal(reveal());
  const auto length = [](ByteView of) { return big_endian<4>(of.size()); };
  return sha256_of({length(as_bytes(kDomain)), as_bytes(kDomain), length(set.vault), set.vault,
                    length(set.id.bytes), set.id.bytes, length(bytes), bytes});
}

Result<ShareSet> make_share_set(const SetTerms& terms, const ShareTable& shares,
                                const Holders& holders, const SecretBytes& secret) {
  if (shares.empty() || shares.front().empty())
    return error(Code::kBadInput, "there are no shares");
  const Share& first = shares.front().front();
  ShareSet set;
  set.vault = terms.vault;
  set.id = terms.id;
  set.version = terms.version;
  set.previous = terms.previous;
  set.created = terms.created;
  set.identifier = first.identifier;
  set.iteration_exponent = first.iteration_exponent;
  set.share_bytes = static_cast<unsigned>(secret.size_bytes());
  set.scheme.group_threshold = first.group_threshold;
  set.secret = secret_commitment(set, secret);
  bool fits = holders.size() == shares.size();
  for (std::size_t group = 0; fits && group < shares.size(); ++group) {
    const std::vector<Share>& row = shares[group];
    fits = !row.empty() && holders[group].size() == row.size();
    if (!fits) break;
    set.scheme.groups.push_back({row.front().member_threshold, static_cast<unsigned>(row.size())});
    for (std::size_t at = 0; at < row.size(); ++at) {
      Member member{row[at].group, row[at].member, holders[group][at], {}, {}};
      fill_random(member.salt);
      member.commitment = share_commitment(set, member, row[at].value);
      set.members.push_back(std::move(member));
    }
  }
  if (!fits) return error(Code::kBadInput, "there are not as many holders as shares");
  PYX_TRY(check_share_set(set));
  return set;
}

Result<void> check_share_set(const ShareSet& set) {
  PYX_TRY(check_scheme(set.scheme));
  PYX_TRY(check_secret_size(set.share_bytes));
  if (set.identifier > kMostIdentifier || set.iteration_exponent > kMostExponent)
    return error(Code::kBadInput, "an identifier has 15 bits and an iteration exponent 4");
  if (set.version == 0) return error(Code::kBadInput, "the first version of a share set is 1");
  if (set.previous.has_value() != (set.version > 1)) {
    return error(Code::kBadInput,
                 "a share set names the version before it, unless it is the first");
  }
  return check_members(set);
}

Match match(const ShareSet& set, const Share& share) {
  const Member* const member = set.member(share.group, share.member);
  if (member == nullptr || share.identifier != set.identifier || !share.extendable ||
      share.iteration_exponent != set.iteration_exponent ||
      share.group_threshold != set.scheme.group_threshold ||
      share.group_count != set.scheme.groups.size() ||
      share.member_threshold != set.scheme.groups[share.group].threshold ||
      share.value.size_bytes() != set.share_bytes) {
    return Match::kOtherSet;
  }
  return share_commitment(set, *member, share.value) == member->commitment ? Match::kMember
                                                                           : Match::kWrongValue;
}

Result<const Member*> check_share(const ShareSet& set, const Share& share) {
  switch (match(set, share)) {
    case Match::kMember:
      return set.member(share.group, share.member);
    case Match::kWrongValue:
      return refused("SHARE-SAFE", "the share says that it is that of " +
                                       set.member(share.group, share.member)->holder +
                                       ", but its value is not the one that was handed out");
    case Match::kOtherSet:
      break;
  }
  return refused("SHARE-SAFE", "the share is of another share set");
}

}  // namespace pyx::shares
