#include "base/secret_text.h"

#include <algorithm>

#include "base/reveal.h"

namespace pyx {

Result<SecretText> SecretText::with_room(std::size_t most_bytes) {
  PYX_ASSIGN(SecretBytes room, SecretBytes::zeroed(most_bytes));
  return SecretText(std::move(room));
}

SecretText& SecretText::add(std::string_view piece) {
  const auto rest = room_.reveal_mutable(reveal()).subspan(used_);
  overrun_ = overrun_ || piece.size() > rest.size();
  if (overrun_) return *this;
  std::ranges::copy(as_bytes(piece), rest.begin());
  used_ += piece.size();
  return *this;
}

SecretText& SecretText::add(const SecretBytes& piece) {
  return add(as_text(piece.reveal(reveal())));
}

Result<SecretBytes> SecretText::take() {
  if (overrun_) return error(Code::kBug, "a secret text is longer than the room made for it");
  room_.shrink(used_);
  used_ = 0;
  return std::exchange(room_, SecretBytes());
}

}  // namespace pyx
