// Keys out of the bytes that a terminal sends. What is no key here, control characters and
// sequences that are not known, is nothing.
// Source: ECMA-48, 5.4 (control sequences); xterm control sequences, PC-style function keys.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pyx::ceremony::screen {

struct Key {
  enum class Kind {
    kText,  // one character that shows as it is
    kEnter,
    kBackspace,
    kDelete,
    kEraseLine,
    kEraseWord,
    kLeft,
    kRight,
    kHome,
    kEnd,
    kUp,
    kDown,
    kPageUp,
    kPageDown,
    kRedraw,
    kHelp,
  };
  Kind kind = Kind::kText;
  std::string text = {};  // of kText
  bool operator==(const Key&) const = default;
};

class KeyReader {
 public:
  // Bytes as they came in one read: a sequence may go on in the next.
  std::vector<Key> read(std::string_view bytes);

 private:
  enum class State { kGround, kEscape, kSequence, kSingle };
  void take(char byte, std::vector<Key>& keys);
  void take_character(char byte, std::vector<Key>& keys);

  State state_ = State::kGround;
  std::string sequence_;   // behind ESC [
  std::string character_;  // the beginning of one in UTF-8
};

}  // namespace pyx::ceremony::screen
