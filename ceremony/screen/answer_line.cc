#include "ceremony/screen/answer_line.h"

#include "ceremony/running/guide.h"
#include "ceremony/screen/cell_width.h"

namespace pyx::ceremony::screen {
namespace {

using Kind = Key::Kind;

}  // namespace

std::size_t AnswerLine::before(std::size_t at) const {
  if (at == 0) return 0;
  --at;
  while (at > 0 && goes_on(text_[at])) --at;
  return at;
}

std::size_t AnswerLine::after(std::size_t at) const {
  if (at >= text_.size()) return text_.size();
  return at + character_bytes(std::string_view(text_).substr(at));
}

void AnswerLine::clear() {
  text_.clear();
  cursor_ = 0;
}

bool AnswerLine::take(const Key& key) {
  switch (key.kind) {
    case Kind::kText:
      if (text_.size() + key.text.size() > running::kMostAnswerBytes) return true;
      text_.insert(cursor_, key.text);
      cursor_ += key.text.size();
      return true;
    case Kind::kBackspace: {
      const std::size_t from = before(cursor_);
      text_.erase(from, cursor_ - from);
      cursor_ = from;
      return true;
    }
    case Kind::kDelete:
      text_.erase(cursor_, after(cursor_) - cursor_);
      return true;
    case Kind::kEraseLine:
      clear();
      return true;
    case Kind::kEraseWord: {
      std::size_t from = cursor_;
      while (from > 0 && text_[from - 1] == ' ') --from;
      while (from > 0 && text_[from - 1] != ' ') --from;
      text_.erase(from, cursor_ - from);
      cursor_ = from;
      return true;
    }
    case Kind::kLeft:
      cursor_ = before(cursor_);
      return true;
    case Kind::kRight:
      cursor_ = after(cursor_);
      return true;
    case Kind::kHome:
      cursor_ = 0;
      return true;
    case Kind::kEnd:
      cursor_ = text_.size();
      return true;
    default:
      return false;
  }
}

}  // namespace pyx::ceremony::screen
