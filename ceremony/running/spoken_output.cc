#include "ceremony/running/spoken_output.h"

#include <string_view>

namespace pyx::ceremony::running {
namespace {

constexpr std::string_view kSpeaker = "pyx: ";
constexpr std::size_t kMostLineBytes = std::size_t{4} * 1024;

}  // namespace

Context SpokenOutput::in(const Context& context) {
  return {output_,
          context.keyboard,
          context.clock,
          context.open_vault,
          context.open_token,
          context.leaf_of_server,
          context.share_terminal,
          context.second_token_program,
          context.look_at_token,
          context.open_token_at_hand};
}

SpokenOutput::Lines::int_type SpokenOutput::Lines::overflow(int_type letter) {
  if (traits_type::eq_int_type(letter, traits_type::eof())) return traits_type::not_eof(letter);
  const char one = traits_type::to_char_type(letter);
  if (one != '\n' && line_.size() < kMostLineBytes) {
    line_ += one;
    return letter;
  }
  std::string_view sentence = line_;
  if (sentence.starts_with(kSpeaker)) sentence.remove_prefix(kSpeaker.size());
  guide_.say(sentence);
  line_.clear();
  if (one != '\n') line_ += one;
  return letter;
}

}  // namespace pyx::ceremony::running
