#include "ceremony/screen/keys.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ceremony/cli/escape.h"
#include "ceremony/screen/cell_width.h"

namespace pyx::ceremony::screen {
namespace {

using Kind = Key::Kind;

constexpr char kEscapeByte = '\x1b';
constexpr std::size_t kMostSequence = 16;

struct Control {
  char byte;
  Kind kind;
};
constexpr std::array kControls = {
    Control{'\n', Kind::kEnter},       Control{'\r', Kind::kEnter},
    Control{'\x7f', Kind::kBackspace}, Control{'\b', Kind::kBackspace},
    Control{'\x15', Kind::kEraseLine}, Control{'\x17', Kind::kEraseWord},
    Control{'\x01', Kind::kHome},      Control{'\x05', Kind::kEnd},
    Control{'\x0c', Kind::kRedraw}};

struct Sequence {
  std::string_view text;  // behind ESC [
  Kind kind;
};
constexpr std::array kSequences = {
    Sequence{"A", Kind::kUp},        Sequence{"B", Kind::kDown},    Sequence{"C", Kind::kRight},
    Sequence{"D", Kind::kLeft},      Sequence{"H", Kind::kHome},    Sequence{"F", Kind::kEnd},
    Sequence{"1~", Kind::kHome},     Sequence{"7~", Kind::kHome},   Sequence{"4~", Kind::kEnd},
    Sequence{"8~", Kind::kEnd},      Sequence{"3~", Kind::kDelete}, Sequence{"5~", Kind::kPageUp},
    Sequence{"6~", Kind::kPageDown}, Sequence{"11~", Kind::kHelp}};
// Behind ESC O.
constexpr std::array kSingles = {Sequence{"A", Kind::kUp},    Sequence{"B", Kind::kDown},
                                 Sequence{"C", Kind::kRight}, Sequence{"D", Kind::kLeft},
                                 Sequence{"H", Kind::kHome},  Sequence{"F", Kind::kEnd},
                                 Sequence{"M", Kind::kEnter}, Sequence{"P", Kind::kHelp}};

bool is_control(char byte) { return static_cast<unsigned char>(byte) < ' ' || byte == '\x7f'; }

template <std::size_t count>
void add_known(const std::array<Sequence, count>& known, std::string_view text,
               std::vector<Key>& keys) {
  const auto* const found = std::ranges::find(known, text, &Sequence::text);
  if (found != known.end()) keys.push_back({found->kind});
}

}  // namespace

std::vector<Key> KeyReader::read(std::string_view bytes) {
  std::vector<Key> keys;
  for (const char byte : bytes) take(byte, keys);
  // A terminal sends a sequence at once: an escape with nothing behind it was the key.
  if (state_ == State::kEscape) state_ = State::kGround;
  return keys;
}

void KeyReader::take(char byte, std::vector<Key>& keys) {
  if (byte == kEscapeByte) {
    state_ = State::kEscape;
    character_.clear();
    return;
  }
  const State was = std::exchange(state_, State::kGround);
  switch (was) {
    case State::kEscape:
      sequence_.clear();
      if (byte == '[') state_ = State::kSequence;
      if (byte == 'O') state_ = State::kSingle;
      return;
    case State::kSingle:
      return add_known(kSingles, std::string_view(&byte, 1), keys);
    case State::kSequence:
      if (is_control(byte)) return;
      sequence_ += byte;
      if (byte >= '@' && byte <= '~') return add_known(kSequences, sequence_, keys);
      if (sequence_.size() < kMostSequence) state_ = State::kSequence;
      return;
    case State::kGround:
      break;
  }
  if (!is_control(byte)) return take_character(byte, keys);
  character_.clear();
  const auto* const found = std::ranges::find(kControls, byte, &Control::byte);
  if (found != kControls.end()) keys.push_back({found->kind});
}

void KeyReader::take_character(char byte, std::vector<Key>& keys) {
  if (!goes_on(byte)) {
    character_.clear();
  } else if (character_.empty()) {
    return;
  }
  character_ += byte;
  // Of the lead byte alone: how many there will be.
  const auto lead = static_cast<unsigned char>(character_.front());
  const std::size_t wanted = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (character_.size() < wanted) return;
  const std::string character = std::exchange(character_, {});
  if (escape_line(character) == character) keys.push_back({Kind::kText, character});
}

}  // namespace pyx::ceremony::screen
