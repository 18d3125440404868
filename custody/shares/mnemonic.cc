#include "custody/shares/mnemonic.h"

#include <algorithm>
#include <string>

#include "base/reveal.h"
#include "custody/shares/rs1024.h"
#include "custody/shares/sharing.h"
#include "custody/shares/slip39_words.h"

namespace pyx::shares {
namespace {

constexpr std::size_t kHeaderWords = 4;
constexpr std::size_t kFixedWords = kHeaderWords + kChecksumWords;
constexpr std::size_t kMostPaddingBits = 8;
constexpr unsigned kMostExponent = 15;
constexpr std::string_view kSpace = " \t\r\n";
constexpr std::size_t kMostTextBytes = 1024;

std::size_t value_bits(std::size_t words) { return kWordBits * (words - kFixedWords); }
std::size_t padding_bits(std::size_t words) { return value_bits(words) % 16; }
std::size_t value_bytes(std::size_t words) { return value_bits(words) / 16 * 2; }

Result<void> check_fields(const Share& share) {
  PYX_TRY(check_secret_size(share.value.size_bytes()));
  const auto is_count = [](unsigned number) { return number >= 1 && number <= kMostShares; };
  if (share.identifier > kMostIdentifier || share.iteration_exponent > kMostExponent)
    return error(Code::kBadInput, "an identifier has 15 bits and an iteration exponent 4");
  if (share.group >= kMostShares || share.member >= kMostShares ||
      !is_count(share.group_threshold) || !is_count(share.group_count) ||
      !is_count(share.member_threshold)) {
    return error(Code::kBadInput, "a share's numbers and thresholds are at most 16");
  }
  if (share.group_threshold > share.group_count) {
    return error(Code::kBadInput, "the share needs " + std::to_string(share.group_threshold) +
                                      " of " + std::to_string(share.group_count) + " groups");
  }
  return {};
}

void put_header(const Share& share, std::span<std::uint8_t> to) {
  const unsigned groups = share.group_count - 1;
  const unsigned flag = share.extendable ? 1 : 0;
  put_value(to, 0, static_cast<WordValue>(share.identifier >> 5U));
  put_value(to, 1,
            static_cast<WordValue>((share.identifier & 0x1fU) << 5U | flag << 4U |
                                   share.iteration_exponent));
  put_value(
      to, 2,
      static_cast<WordValue>(share.group << 6U | (share.group_threshold - 1) << 2U | groups >> 2U));
  put_value(to, 3,
            static_cast<WordValue>((groups & 3U) << 8U | share.member << 4U |
                                   (share.member_threshold - 1)));
}

void read_header(ByteView from, Share& share) {
  const unsigned first = value_at(from, 0);
  const unsigned second = value_at(from, 1);
  const unsigned third = value_at(from, 2);
  const unsigned fourth = value_at(from, 3);
  share.identifier = static_cast<std::uint16_t>(first << 5U | second >> 5U);
  share.extendable = ((second >> 4U) & 1U) == 1;
  share.iteration_exponent = second & 0xfU;
  share.group = third >> 6U;
  share.group_threshold = ((third >> 2U) & 0xfU) + 1;
  share.group_count = ((third & 3U) << 2U | fourth >> 8U) + 1;
  share.member = (fourth >> 4U) & 0xfU;
  share.member_threshold = (fourth & 0xfU) + 1;
}

// The bit at `at` of the value with its padding in front.
unsigned bit_of(ByteView value, std::size_t at, std::size_t padding) {
  if (at < padding) return 0;
  return (value[(at - padding) / 8] >> (7 - (at - padding) % 8)) & 1U;
}

void put_share_value(ByteView value, std::size_t words, std::span<std::uint8_t> to) {
  for (std::size_t at = 0; at < value_bits(words); at += kWordBits) {
    unsigned word = 0;
    for (std::size_t bit = at; bit < at + kWordBits; ++bit)
      word = word << 1U | bit_of(value, bit, padding_bits(words));
    put_value(to, kHeaderWords + at / kWordBits, static_cast<WordValue>(word));
  }
}

// What stood in the padding comes back, or-ed together.
unsigned read_share_value(ByteView from, std::size_t words, std::span<std::uint8_t> value) {
  const std::size_t padding = padding_bits(words);
  unsigned padded = 0;
  for (std::size_t at = 0; at < value_bits(words); ++at) {
    const unsigned word = value_at(from, kHeaderWords + at / kWordBits);
    const unsigned bit = (word >> (kWordBits - 1 - at % kWordBits)) & 1U;
    if (at < padding) {
      padded |= bit;
    } else {
      std::uint8_t& byte = value[(at - padding) / 8];
      byte = static_cast<std::uint8_t>(byte << 1U | bit);
    }
  }
  return padded;
}

Result<ShareWords> as_text(const WordValues& words) {
  PYX_ASSIGN(SecretBytes text, SecretBytes::zeroed(words.size() * (kWordMostLetters + 1)));
  const auto to = text.reveal_mutable(reveal());
  std::size_t written = 0;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (at > 0) to[written++] = ' ';
    written += write_word(value_at(words.bytes().reveal(reveal()), at),
                          to.subspan(written, kWordMostLetters));
  }
  text.shrink(written);
  return ShareWords(std::move(text));
}

Result<WordValues> as_values(const ShareWords& words) {
  const std::string_view text = pyx::as_text(words.text().reveal(reveal()));
  const auto each = words_in(text.substr(0, kMostTextBytes));
  if (text.size() > kMostTextBytes || !is_word_count(each.size())) {
    return error(Code::kBadInput, "no share has " + std::to_string(each.size()) +
                                      " words: one of a secret of 32 bytes has 33, of 16 bytes 20");
  }
  PYX_ASSIGN(WordValues values, WordValues::zeroed(each.size()));
  for (std::size_t at = 0; at < each.size(); ++at) {
    const auto value = find_word(each[at]);
    if (!value) {
      return error(Code::kBadInput, "word " + std::to_string(at + 1) + " is not in the word list");
    }
    put_value(values.bytes().reveal_mutable(reveal()), at, *value);
  }
  return values;
}

Result<Share> parse(const WordValues& words) {
  if (!checksum_holds(words)) {
    return error(Code::kBadInput,
                 "the checksum is wrong: a word is another one, or two are swapped");
  }
  Share share;
  const ByteView from = words.bytes().reveal(reveal());
  read_header(from, share);
  PYX_ASSIGN(share.value, SecretBytes::zeroed(value_bytes(words.size())));
  if (read_share_value(from, words.size(), share.value.reveal_mutable(reveal())) != 0)
    return error(Code::kBadInput, "the padding of the share is not 0");
  PYX_TRY(check_fields(share));
  return share;
}

bool same(const Share& a, const Share& b) {
  return a.identifier == b.identifier && a.extendable == b.extendable &&
         a.iteration_exponent == b.iteration_exponent && a.group == b.group &&
         a.group_threshold == b.group_threshold && a.group_count == b.group_count &&
         a.member == b.member && a.member_threshold == b.member_threshold &&
         equal_ct(a.value, b.value);
}

}  // namespace

bool is_word_count(std::size_t words) {
  return words > kFixedWords && padding_bits(words) <= kMostPaddingBits &&
         check_secret_size(value_bytes(words)).ok();
}

std::size_t word_count(std::size_t size_bytes) {
  return kFixedWords + (8 * size_bytes + kWordBits - 1) / kWordBits;
}

std::vector<std::string_view> words_in(std::string_view text) {
  std::vector<std::string_view> words;
  for (;;) {
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) return words;
    text.remove_prefix(begin);
    words.push_back(text.substr(0, text.find_first_of(kSpace)));
    text.remove_prefix(words.back().size());
  }
}

Result<ShareWords> to_words(const Share& share) {
  PYX_TRY(check_fields(share));
  const std::size_t words = word_count(share.value.size_bytes());
  PYX_ASSIGN(WordValues values, WordValues::zeroed(words));
  const auto to = values.bytes().reveal_mutable(reveal());
  put_header(share, to);
  put_share_value(share.value.reveal(reveal()), words, to);
  put_checksum(values);
  PYX_ASSIGN(ShareWords text, as_text(values));
  PYX_ASSIGN(const Share again, from_words(text));
  if (!same(share, again)) return error(Code::kBug, "the words of a share read back as another");
  return text;
}

Result<Share> from_words(const ShareWords& words) {
  PYX_ASSIGN(const WordValues values, as_values(words));
  return parse(values);
}

}  // namespace pyx::shares
