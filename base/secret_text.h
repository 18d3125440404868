// A text that holds a secret, put together piece by piece on the secure heap: a std::string leaves
// copies behind when it grows.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx {

class SecretText {
 public:
  // Errors: kBug if the secure heap is full.
  static Result<SecretText> with_room(std::size_t most_bytes);
  // Nothing is added that does not fit; take() says so.
  SecretText& add(std::string_view piece);
  SecretText& add(const SecretBytes& piece);
  std::size_t size_bytes() const { return used_; }
  // Errors: kBug if there was not room for all of it.
  Result<SecretBytes> take();

 private:
  explicit SecretText(SecretBytes room) : room_(std::move(room)) {}

  SecretBytes room_;
  std::size_t used_ = 0;
  bool overrun_ = false;
};

}  // namespace pyx
