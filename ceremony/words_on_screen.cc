#include "ceremony/words_on_screen.h"

#include <algorithm>
#include <charconv>

#include "base/reveal.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/slip39_words.h"

namespace pyx::ceremony {
namespace {

constexpr std::size_t kRowWords = 4;
constexpr std::size_t kNumberWidth = 4;
constexpr std::size_t kCellWidth = kNumberWidth + 1 + shares::kWordMostLetters + 2;

std::vector<std::string_view> words_of(const shares::ShareWords& words) {
  return shares::words_in(as_text(words.text().reveal(reveal())));
}

}  // namespace

std::string screen_heading(const shares::ShareSet& set, const shares::Member& member) {
  const shares::GroupScheme& group = set.scheme.groups[member.group];
  return "share of " + member.holder + "\nset " + set.id.text() + ", version " +
         std::to_string(set.version) + "\ngroup " + std::to_string(member.group + 1) + " of " +
         std::to_string(set.scheme.groups.size()) + ", member " +
         std::to_string(member.number + 1) + " of " + std::to_string(group.members) + "; " +
         std::to_string(group.threshold) + " of the group are needed";
}

Result<SecretBytes> screen_rows(const shares::ShareWords& words) {
  const std::vector<std::string_view> all = words_of(words);
  const std::size_t rows = (all.size() + kRowWords - 1) / kRowWords;
  PYX_ASSIGN(SecretBytes text, SecretBytes::zeroed(all.size() * kCellWidth + rows + 1));
  const std::span<std::uint8_t> room = text.reveal_mutable(reveal());
  std::size_t at = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    std::fill_n(room.begin() + static_cast<std::ptrdiff_t>(at), kCellWidth, ' ');
    std::ranges::copy(
        number, room.begin() + static_cast<std::ptrdiff_t>(at + kNumberWidth - number.size()));
    std::ranges::copy(all[i], room.begin() + static_cast<std::ptrdiff_t>(at + kNumberWidth + 1));
    at += kCellWidth;
    if (i % kRowWords == kRowWords - 1 || i + 1 == all.size()) room[at++] = '\n';
  }
  text.shrink(at);
  return text;
}

std::size_t first_difference(const shares::ShareWords& a, const shares::ShareWords& b) {
  const std::vector<std::string_view> left = words_of(a);
  const std::vector<std::string_view> right = words_of(b);
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    if (i >= left.size() || i >= right.size()) return i + 1;
    const auto one = shares::find_word(left[i]);
    const auto other = shares::find_word(right[i]);
    if (!one || !other || *one != *other) return i + 1;
  }
  return 0;
}

}  // namespace pyx::ceremony
