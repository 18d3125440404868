#include "ceremony/typed_back.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/reveal.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/slip39_words.h"

namespace pyx::ceremony {
namespace {

std::vector<std::string_view> words_of(const shares::ShareWords& words) {
  return shares::words_in(as_text(words.text().reveal(reveal())));
}

}  // namespace

std::size_t first_difference(const shares::ShareWords& typed, const shares::ShareWords& share) {
  const std::vector<std::string_view> left = words_of(typed);
  const std::vector<std::string_view> right = words_of(share);
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    if (i >= left.size() || i >= right.size()) return i + 1;
    const auto one = shares::find_word(left[i]);
    const auto other = shares::find_word(right[i]);
    if (!one || !other || *one != *other) return i + 1;
  }
  return 0;
}

}  // namespace pyx::ceremony
