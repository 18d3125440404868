#include "custody/shares/rs1024.h"

#include <array>
#include <string_view>
#include <utility>

#include "base/reveal.h"

namespace pyx::shares {
namespace {

// Three elements of GF(1024): what is left of the words after division by the code's generator.
using Remainder = std::uint32_t;
constexpr Remainder kRight = 1;
constexpr std::array<Remainder, kWordBits> kGenerator = {
    0x0e0e040,  0x1c1c080,  0x3838100,  0x7070200,  0xe0e0009,
    0x1c0c2412, 0x38086c24, 0x3090fc48, 0x21b1f890, 0x03f3f120};

constexpr std::array<std::string_view, 2> kTexts = {"shamir", "shamir_extendable"};

// The flag is a bit of the second word.
constexpr std::size_t kFlagWord = 1;
unsigned flag_in(WordValue word) { return (word >> 4U) & 1U; }

// All ones if the lowest bit is set, for the optimiser no choice between two values.
Remainder mask_of(Remainder bits) {
  Remainder mask = Remainder{0} - (bits & 1U);
  asm volatile("" : "+r"(mask));
  return mask;
}

Remainder step(Remainder so_far, Remainder value) {
  const Remainder top = so_far >> 20U;
  Remainder next = ((so_far & 0xfffffU) << kWordBits) ^ value;
  for (unsigned bit = 0; bit < kWordBits; ++bit) next ^= kGenerator.at(bit) & mask_of(top >> bit);
  return next;
}

Remainder remainder_of(unsigned flag, ByteView words) {
  // Both texts are gone through, so that the flag does not show.
  std::array<Remainder, 2> begun = {1, 1};
  for (std::size_t text = 0; text < kTexts.size(); ++text) {
    for (const char letter : kTexts.at(text))
      begun.at(text) = step(begun.at(text), static_cast<Remainder>(letter));
  }
  Remainder left = begun[0] ^ ((begun[0] ^ begun[1]) & mask_of(flag));
  for (std::size_t at = 0; at < words.size() / 2; ++at) left = step(left, value_at(words, at));
  return left;
}

ByteView bytes_of(const WordValues& words) { return words.bytes().reveal(reveal()); }

// What a change of the word at `place` does to the remainder, for each of its bits: the code is
// linear, so that a change of several bits does what they do together.
std::array<Remainder, kWordBits> effects_at(std::size_t place, std::size_t words) {
  std::array<Remainder, kWordBits> effects{};
  for (unsigned bit = 0; bit < kWordBits; ++bit) {
    effects.at(bit) = Remainder{1} << bit;
    for (std::size_t at = place + 1; at < words; ++at) effects.at(bit) = step(effects.at(bit), 0);
  }
  return effects;
}

// The words with one more, 0, at `place`.
Result<WordValues> with_gap(const WordValues& words, std::size_t place) {
  PYX_ASSIGN(WordValues more, WordValues::zeroed(words.size() + 1));
  const auto to = more.bytes().reveal_mutable(reveal());
  for (std::size_t at = 0; at < words.size(); ++at)
    put_value(to, at < place ? at : at + 1, value_at(bytes_of(words), at));
  return more;
}

Result<WordValues> without(const WordValues& words, std::size_t place) {
  PYX_ASSIGN(WordValues fewer, WordValues::zeroed(words.size() - 1));
  const auto to = fewer.bytes().reveal_mutable(reveal());
  for (std::size_t at = 0; at < fewer.size(); ++at)
    put_value(to, at, value_at(bytes_of(words), at < place ? at : at + 1));
  return fewer;
}

Result<WordValues> swapped(const WordValues& words, std::size_t place) {
  PYX_ASSIGN(WordValues other, WordValues::zeroed(words.size()));
  const auto to = other.bytes().reveal_mutable(reveal());
  const ByteView from = bytes_of(words);
  for (std::size_t at = 0; at < words.size(); ++at) put_value(to, at, value_at(from, at));
  put_value(to, place, value_at(from, place + 1));
  put_value(to, place + 1, value_at(from, place));
  return other;
}

using Slips = std::vector<Slip>;

Result<void> add_missing(const WordValues& words, Slips& slips) {
  for (std::size_t place = 0; place <= words.size(); ++place) {
    PYX_ASSIGN(const WordValues gapped, with_gap(words, place));
    PYX_ASSIGN(Slips fitting, words_fitting(gapped, place));
    for (Slip& one : fitting) {
      one.kind = Slip::Kind::kMissing;
      slips.push_back(std::move(one));
    }
  }
  return {};
}

Result<void> add_replaced(const WordValues& words, Slips& slips) {
  for (std::size_t place = 0; place < words.size(); ++place) {
    PYX_ASSIGN(Slips fitting, words_fitting(words, place));
    for (Slip& one : fitting) slips.push_back(std::move(one));
  }
  return {};
}

// After swapping two neighbours, or leaving one word out.
Result<void> add_rearranged(const WordValues& words, Slip::Kind kind, Slips& slips) {
  const bool swaps = kind == Slip::Kind::kSwapped;
  for (std::size_t place = 0; place + (swaps ? 1 : 0) < words.size(); ++place) {
    PYX_ASSIGN(const WordValues other, swaps ? swapped(words, place) : without(words, place));
    if (!checksum_holds(other)) continue;
    slips.push_back({kind, place, WordValues()});
  }
  return {};
}

}  // namespace

bool checksum_holds(const WordValues& words) {
  const ByteView bytes = bytes_of(words);
  return remainder_of(flag_in(value_at(bytes, kFlagWord)), bytes) == kRight;
}

void put_checksum(WordValues& words) {
  const auto bytes = words.bytes().reveal_mutable(reveal());
  const std::size_t data = words.size() - kChecksumWords;
  for (std::size_t at = 0; at < kChecksumWords; ++at) put_value(bytes, data + at, 0);
  const Remainder left = remainder_of(flag_in(value_at(bytes, kFlagWord)), bytes) ^ kRight;
  for (std::size_t at = 0; at < kChecksumWords; ++at) {
    const auto shift = static_cast<unsigned>(kWordBits * (kChecksumWords - 1 - at));
    put_value(bytes, data + at, static_cast<WordValue>((left >> shift) & 0x3ffU));
  }
}

Result<std::vector<Slip>> words_fitting(const WordValues& words, std::size_t place) {
  const ByteView bytes = bytes_of(words);
  const WordValue now = value_at(bytes, place);
  const auto effects = effects_at(place, words.size());
  Slips slips;
  for (unsigned flag = 0; flag < kTexts.size(); ++flag) {
    const Remainder wrong_by = remainder_of(flag, bytes) ^ kRight;
    for (unsigned change = 0; change < kWordListSize; ++change) {
      Remainder effect = 0;
      for (unsigned bit = 0; bit < kWordBits; ++bit)
        effect ^= effects.at(bit) & mask_of(change >> bit);
      const auto word = static_cast<WordValue>(now ^ change);
      const WordValue flagged = place == kFlagWord ? word : value_at(bytes, kFlagWord);
      if (effect != wrong_by || flag_in(flagged) != flag) continue;
      PYX_ASSIGN(WordValues fitting, WordValues::zeroed(1));
      put_value(fitting.bytes().reveal_mutable(reveal()), 0, word);
      slips.push_back({Slip::Kind::kReplaced, place, std::move(fitting)});
    }
  }
  return slips;
}

Result<std::vector<Slip>> find_slips(const WordValues& words, Slip::Kind kind) {
  Slips slips;
  switch (kind) {
    case Slip::Kind::kReplaced:
      PYX_TRY(add_replaced(words, slips));
      break;
    case Slip::Kind::kMissing:
      PYX_TRY(add_missing(words, slips));
      break;
    case Slip::Kind::kSwapped:
    case Slip::Kind::kDoubled:
      PYX_TRY(add_rearranged(words, kind, slips));
      break;
  }
  return slips;
}

}  // namespace pyx::shares
