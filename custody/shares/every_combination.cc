#include "custody/shares/every_combination.h"

#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "custody/shares/feistel.h"
#include "custody/shares/sharing.h"

namespace pyx::shares {
namespace {

constexpr std::uint64_t kMany = std::numeric_limits<std::uint64_t>::max();

std::uint64_t plus(std::uint64_t a, std::uint64_t b) { return a > kMany - b ? kMany : a + b; }
std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  return a != 0 && b > kMany / a ? kMany : a * b;
}

// Sums of products of so many of the numbers: of 0, of 1, ... of all of them.
std::vector<std::uint64_t> sums_of_products(const std::vector<std::uint64_t>& numbers) {
  std::vector<std::uint64_t> sums(numbers.size() + 1);
  sums[0] = 1;
  for (const std::uint64_t number : numbers) {
    for (std::size_t many = numbers.size(); many > 0; --many)
      sums[many] = plus(sums[many], times(sums[many - 1], number));
  }
  return sums;
}

std::uint64_t choose(unsigned of, unsigned some) {
  return sums_of_products(std::vector<std::uint64_t>(of, 1)).at(some);
}

using Picks = std::vector<unsigned>;

// The next combination of as many numbers below `of`, in the order of the alphabet; false after the
// last.
bool next(Picks& picks, unsigned of) {
  const auto size = static_cast<unsigned>(picks.size());
  for (unsigned at = size; at > 0; --at) {
    if (picks[at - 1] < of - size + at - 1) {
      std::iota(picks.begin() + at - 1, picks.end(), picks[at - 1] + 1);
      return true;
    }
  }
  return false;
}

std::string numbers(const Picks& picks) {
  std::string text;
  for (const unsigned pick : picks) text += (text.empty() ? "" : ", ") + std::to_string(pick + 1);
  return text;
}

// All combinations of so many of the values must give `wanted`; the first one's result stands for
// it if nothing is wanted yet.
struct Level {
  std::string name;  // "members" or "groups", for the one who reads the failure
  unsigned threshold = 0;
  const std::vector<const SecretBytes*>& values;
};
Result<std::uint64_t> all_give(const Level& level, SecretBytes& wanted) {
  const auto count = static_cast<unsigned>(level.values.size());
  Picks picks(level.threshold);
  std::iota(picks.begin(), picks.end(), 0U);
  std::uint64_t tried = 0;
  do {
    std::vector<IndexedShare> some;
    for (const unsigned pick : picks) some.push_back({pick, level.values[pick]});
    auto given = recover_secret(level.threshold, some);
    if (given && wanted.empty())
      wanted = std::move(*given);
    else if (!given || !equal_ct(*given, wanted)) {
      return error(Code::kBug, level.name + " " + numbers(picks) +
                                   " together do not give the secret: the shares are no good");
    }
    ++tried;
  } while (next(picks, count));
  return tried;
}

Result<void> check_table(const ShareTable& shares, const Scheme& scheme) {
  PYX_TRY(check_scheme(scheme));
  bool fits = shares.size() == scheme.groups.size();
  for (std::size_t group = 0; fits && group < shares.size(); ++group)
    fits = shares[group].size() == scheme.groups[group].members;
  if (!fits) return error(Code::kBadInput, "there are not as many shares as the scheme says");
  return {};
}

// One combination from the shares' words to the secret.
Result<void> check_whole_way(const ShareTable& shares, const Scheme& scheme,
                             const SecretBytes& secret, const SecretBytes* passphrase) {
  std::vector<const Share*> first;
  for (unsigned group = 0; group < scheme.group_threshold; ++group) {
    for (unsigned member = 0; member < scheme.groups[group].threshold; ++member)
      first.push_back(&shares[group][member]);
  }
  PYX_ASSIGN(const SecretBytes again, combine(first, passphrase));
  if (!equal_ct(again, secret))
    return error(Code::kBug, "the shares give another secret than the one that was split");
  return {};
}

}  // namespace

std::uint64_t combinations_of(const Scheme& scheme) {
  std::vector<std::uint64_t> each;
  for (const GroupScheme& group : scheme.groups)
    each.push_back(choose(group.members, group.threshold));
  return sums_of_products(each).at(scheme.group_threshold);
}

Result<Tried> try_every_combination(const ShareTable& shares, const Scheme& scheme,
                                    const SecretBytes& secret, const SecretBytes* passphrase) {
  PYX_TRY(check_table(shares, scheme));
  Tried tried;
  std::vector<SecretBytes> group_values(shares.size());
  std::vector<const SecretBytes*> groups;
  for (std::size_t group = 0; group < shares.size(); ++group) {
    std::vector<const SecretBytes*> members;
    for (const Share& share : shares[group]) members.push_back(&share.value);
    const std::string name = "group " + std::to_string(group + 1) + ", members";
    PYX_ASSIGN(const std::uint64_t recoveries,
               all_give({name, scheme.groups[group].threshold, members}, group_values[group]));
    tried.recoveries += recoveries;
    groups.push_back(&group_values[group]);
  }
  const Share& any = shares.front().front();
  PYX_ASSIGN(SecretBytes encrypted, encrypt_secret(secret, {any.iteration_exponent, any.extendable,
                                                            any.identifier, passphrase}));
  PYX_ASSIGN(const std::uint64_t recoveries,
             all_give({"groups", scheme.group_threshold, groups}, encrypted));
  tried.recoveries += recoveries;
  PYX_TRY(check_whole_way(shares, scheme, secret, passphrase));
  tried.combinations = combinations_of(scheme);
  return tried;
}

}  // namespace pyx::shares
