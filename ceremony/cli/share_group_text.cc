#include "ceremony/cli/share_group_text.h"

#include <charconv>

namespace pyx::ceremony {

Result<custody::ShareGroup> share_group_from(std::string_view text) {
  const auto wrong = [&] {
    return error(Code::kBadInput, "\"" + std::string(text) +
                                      "\" is no group of holders; it is written 2:alice,bob,carol");
  };
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return wrong();
  custody::ShareGroup group;
  const std::string_view number = text.substr(0, colon);
  const auto [end, failure] =
      std::from_chars(number.data(), number.data() + number.size(), group.threshold);
  if (failure != std::errc() || end != number.data() + number.size()) return wrong();
  std::string_view rest = text.substr(colon + 1);
  while (true) {
    const std::size_t comma = rest.find(',');
    const std::string_view holder = rest.substr(0, comma);
    if (holder.empty()) return wrong();
    group.holders.emplace_back(holder);
    if (comma == std::string_view::npos) return group;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace pyx::ceremony
