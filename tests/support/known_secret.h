// A secret that a test knows, and all the forms in which it looks for it where none may be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace pyx::testing {

class KnownSecret {
 public:
  // As they are, in hex of either case, and in base64 and base64url at any place of a longer text;
  // of 24 bytes and more either half will do. Precondition: at least 8 bytes.
  static KnownSecret of_bytes(std::string name, ByteView bytes);
  // The words of a share: any five that follow one another, whatever stands between them but
  // letters. The first four tell of the set and are no secret.
  static KnownSecret of_words(std::string name, std::string_view words);

  const std::string& name() const { return name_; }
  // `as_words`: the same text by only_words().
  bool is_in(std::string_view text, std::string_view as_words) const;

 private:
  explicit KnownSecret(std::string name) : name_(std::move(name)) {}
  std::string name_;
  std::vector<std::string> forms_;
  std::vector<std::string> runs_;  // of words
};

// Letters in lower case, and one space for whatever stands between them.
std::string only_words(std::string_view text);
// The names of those that are there.
std::vector<std::string> found_in(std::string_view text, const std::vector<KnownSecret>& secrets);

}  // namespace pyx::testing
