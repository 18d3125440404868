// One line that is typed and changed: text, and a cursor between its characters.
#pragma once

#include <string>

#include "ceremony/screen/keys.h"

namespace pyx::ceremony::screen {

class AnswerLine {
 public:
  // Whether the key was one for a line, and has changed it or moved the cursor.
  bool take(const Key& key);
  void clear();
  const std::string& text() const { return text_; }  // at most running::kMostAnswerBytes
  std::size_t cursor() const { return cursor_; }     // in bytes

 private:
  std::size_t before(std::size_t at) const;  // the beginning of the character in front
  std::size_t after(std::size_t at) const;

  std::string text_;
  std::size_t cursor_ = 0;
};

}  // namespace pyx::ceremony::screen
