#include "custody/shares/slip39.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "base/random.h"
#include "custody/shares/feistel.h"
#include "custody/shares/sharing.h"

namespace pyx::shares {
namespace {

using Group = std::vector<const Share*>;

Result<std::uint16_t> new_identifier(std::span<const std::uint16_t> used) {
  // One after another from a random one on, so that the search ends.
  std::array<std::uint8_t, 2> random{};
  fill_random(random);
  const unsigned first = static_cast<unsigned>(random[0]) << 8U | random[1];
  for (unsigned tried = 0; tried <= kMostIdentifier; ++tried) {
    const auto identifier = static_cast<std::uint16_t>((first + tried) & kMostIdentifier);
    if (std::ranges::find(used, identifier) == used.end()) return identifier;
  }
  return error(Code::kBadInput, "every identifier of a share set is used");
}

CipherTerms cipher_terms(const Share& share, const SecretBytes* passphrase) {
  return {share.iteration_exponent, share.extendable, share.identifier, passphrase};
}

Result<void> check_same_set(const Share& share, const Share& first, std::size_t number) {
  const auto differs = [&](const char* in) {
    return error(Code::kBadInput, "share " + std::to_string(number) +
                                      " differs from the first in its " + in +
                                      ": they are of different sets");
  };
  if (share.identifier != first.identifier) return differs("identifier");
  if (share.extendable != first.extendable) return differs("extendable flag");
  if (share.iteration_exponent != first.iteration_exponent) return differs("iteration exponent");
  if (share.group_threshold != first.group_threshold) return differs("group threshold");
  if (share.group_count != first.group_count) return differs("number of groups");
  if (share.value.size_bytes() != first.value.size_bytes()) return differs("length");
  return {};
}

// What the members of one group share among them.
Result<SecretBytes> recover_group(const Group& group, unsigned number) {
  const std::string named = "group " + std::to_string(number + 1);
  std::vector<IndexedShare> indexed;
  for (const Share* share : group) {
    if (share->member_threshold != group.front()->member_threshold)
      return error(Code::kBadInput, "shares of " + named + " differ in their member threshold");
    indexed.push_back({share->member, &share->value});
  }
  auto recovered = recover_secret(group.front()->member_threshold, indexed);
  if (recovered) return recovered;
  Error failed = std::move(recovered).error();
  failed.message = named + ": " + failed.message;
  return failed;
}

}  // namespace

Result<ShareTable> split(const SecretBytes& secret, const Scheme& scheme, const SplitTerms& terms) {
  PYX_TRY(check_secret_size(secret.size_bytes()));
  PYX_TRY(check_scheme(scheme));
  Share common;
  PYX_ASSIGN(common.identifier, new_identifier(terms.used_identifiers));
  common.iteration_exponent = terms.iteration_exponent;
  PYX_ASSIGN(const SecretBytes encrypted,
             encrypt_secret(secret, cipher_terms(common, terms.passphrase)));
  const auto group_count = static_cast<unsigned>(scheme.groups.size());
  PYX_ASSIGN(const std::vector<SecretBytes> groups,
             split_secret(encrypted, scheme.group_threshold, group_count));
  ShareTable table;
  for (unsigned group = 0; group < group_count; ++group) {
    const auto [threshold, members] = scheme.groups.at(group);
    PYX_ASSIGN(std::vector<SecretBytes> values, split_secret(groups.at(group), threshold, members));
    std::vector<Share> row;
    for (unsigned member = 0; member < members; ++member) {
      row.push_back({common.identifier, common.extendable, common.iteration_exponent, group,
                     scheme.group_threshold, group_count, member, threshold,
                     std::move(values.at(member))});
    }
    table.push_back(std::move(row));
  }
  return table;
}

Result<SecretBytes> combine(std::span<const Share* const> shares, const SecretBytes* passphrase) {
  if (shares.empty()) return error(Code::kBadInput, "there are no shares");
  const Share& first = *shares.front();
  if (first.group_threshold > first.group_count)
    return error(Code::kBadInput, "the shares need more groups than there are");
  std::map<unsigned, Group> groups;
  for (std::size_t at = 0; at < shares.size(); ++at) {
    PYX_TRY(check_same_set(*shares[at], first, at + 1));
    groups[shares[at]->group].push_back(shares[at]);
  }
  if (groups.size() != first.group_threshold) {
    return error(Code::kBadInput, "shares of " + std::to_string(first.group_threshold) +
                                      " groups are needed, not of " +
                                      std::to_string(groups.size()));
  }
  std::vector<SecretBytes> values;
  values.reserve(groups.size());
  std::vector<IndexedShare> indexed;
  for (const auto& [number, group] : groups) {
    PYX_ASSIGN(SecretBytes value, recover_group(group, number));
    values.push_back(std::move(value));
    indexed.push_back({number, &values.back()});
  }
  PYX_ASSIGN(const SecretBytes encrypted, recover_secret(first.group_threshold, indexed));
  return decrypt_secret(encrypted, cipher_terms(first, passphrase));
}

Result<SecretBytes> combine(std::span<const Share> shares, const SecretBytes* passphrase) {
  std::vector<const Share*> pointers;
  for (const Share& share : shares) pointers.push_back(&share);
  return combine(pointers, passphrase);
}

}  // namespace pyx::shares
