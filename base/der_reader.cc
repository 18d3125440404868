#include "base/der_reader.h"

#include <array>
#include <string>

namespace pyx {
namespace {

constexpr std::size_t kMostLengthOctets = 3;
constexpr std::uint8_t kLongForm = 0x80;

std::string in_hex(std::uint8_t tag) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  return std::string("0x") + kDigits[tag >> 4U] + kDigits[tag & 0xfU];
}

Error cut_short() { return error(Code::kBadInput, "an element of the DER is cut short"); }

}  // namespace

Result<DerReader::Span> DerReader::next(std::uint8_t tag) const {
  if (rest_.empty() || rest_[0] != tag)
    return error(Code::kBadInput, "there is no element " + in_hex(tag) + " where one belongs");
  if (rest_.size() < 2) return cut_short();
  Span span{2, rest_[1]};
  if ((rest_[1] & kLongForm) != 0) {
    const std::size_t octets = rest_[1] & 0x7fU;
    if (octets == 0 || octets > kMostLengthOctets)
      return error(Code::kBadInput, "an element of the DER has no length, or a huge one");
    if (rest_.size() < 2 + octets) return cut_short();
    span = {2 + octets, 0};
    for (std::size_t at = 2; at < 2 + octets; ++at)
      span.content_bytes = span.content_bytes << 8U | rest_[at];
    if (rest_[2] == 0 || span.content_bytes < kLongForm)
      return error(Code::kBadInput, "a length in the DER is longer than it must be");
  }
  if (rest_.size() - span.head_bytes < span.content_bytes) return cut_short();
  return span;
}

Result<ByteView> DerReader::content(std::uint8_t tag) {
  PYX_ASSIGN(const Span span, next(tag));
  const ByteView found = rest_.subspan(span.head_bytes, span.content_bytes);
  rest_ = rest_.subspan(span.head_bytes + span.content_bytes);
  return found;
}

Result<ByteView> DerReader::element(std::uint8_t tag) {
  PYX_ASSIGN(const Span span, next(tag));
  const ByteView found = rest_.first(span.head_bytes + span.content_bytes);
  rest_ = rest_.subspan(found.size());
  return found;
}

Result<void> DerReader::end() const {
  if (rest_.empty()) return {};
  return error(Code::kBadInput, "something stands behind the last element of the DER");
}

}  // namespace pyx
