// Lines that people read before they sign: titles, names with values, digests in hex and words.
#pragma once

#include <string>
#include <string_view>

#include "base/sha256.h"

namespace pyx::custody {

class Words {
 public:
  void title(std::string_view text) { text_ += std::string(text) + "\n"; }
  // A value may be of others: nothing in it moves the cursor, reorders what stands beside it or
  // breaks the line (custody/acts/plain_words.h).
  void line(std::string_view name, std::string_view value);
  void digest(std::string_view name, const Sha256& digest);
  void block(std::string_view text);  // lines that such Words made, moved in
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace pyx::custody
