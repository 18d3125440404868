#include "custody/shares/share_text.h"

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/reveal.h"
#include "base/secret_text.h"
#include "custody/shares/mnemonic.h"

namespace pyx::shares {
namespace {

constexpr std::string_view kType = "urn:pyx:share:v1";
constexpr std::string_view kAnyType = "urn:pyx:share:v";

Error bad(std::string_view what) {
  return error(Code::kBadInput, "the share's text " + std::string(what));
}

std::string header_of(const ShareLabel& label) {
  return std::string(kType) + " set=" + label.set.text() +
         " version=" + std::to_string(label.version) + " group=" + std::to_string(label.group) +
         " member=" + std::to_string(label.member) + " holder=" + label.holder + "\n";
}

Result<void> check(const ShareLabel& label, const Share& share) {
  if (label.version == 0 || !is_holder(label.holder))
    return bad("names no version of a set, or a holder who is no person's id");
  if (label.group != share.group || label.member != share.member)
    return bad("says that it is another member's share than its words do");
  return {};
}

// Nothing if another field than `name` comes next.
std::optional<std::string_view> field(std::string_view& header, std::string_view name) {
  if (!header.starts_with(name)) return std::nullopt;
  header.remove_prefix(name.size());
  const std::string_view value = header.substr(0, header.find(' '));
  header.remove_prefix(value.size());
  return value;
}

template <class Number>
std::optional<Number> number(std::optional<std::string_view> text) {
  if (!text) return std::nullopt;
  Number value = 0;
  const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (failure != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return value;
}

Result<ShareLabel> parse_header(std::string_view header) {
  const std::string_view type = header.substr(0, header.find(' '));
  if (type != kType) {
    if (type.starts_with(kAnyType))
      return bad("is of a newer format: this Pyx is too old to read it");
    return bad("does not begin as a share's does");
  }
  header.remove_prefix(type.size());
  const auto set = field(header, " set=");
  const auto version = number<std::uint32_t>(field(header, " version="));
  const auto group = number<unsigned>(field(header, " group="));
  const auto member = number<unsigned>(field(header, " member="));
  const auto holder = field(header, " holder=");
  if (!set || !version || !group || !member || !holder)
    return bad("lacks one of set, version, group, member and holder in its first line");
  PYX_ASSIGN(const Uuid id, Uuid::parse(*set));
  return ShareLabel{id, *version, *group, *member, std::string(*holder)};
}

Result<ShareWords> words_of(std::string_view text) {
  PYX_ASSIGN(SecretText words, SecretText::with_room(text.size()));
  PYX_ASSIGN(SecretBytes taken, words.add(text).take());
  return ShareWords(std::move(taken));
}

}  // namespace

ShareLabel label_of(const ShareSet& set, const Member& member) {
  return {set.id, set.version, member.group, member.number, member.holder};
}

Result<SecretBytes> encode_share_text(const LabelledShare& share) {
  PYX_ASSIGN(const Share read, from_words(share.words));
  PYX_TRY(check(share.label, read));
  // Whole words in lower case, however they were typed.
  PYX_ASSIGN(const ShareWords words, to_words(read));
  PYX_ASSIGN(SecretText text, SecretText::with_room(kShareTextMostBytes));
  return text.add(header_of(share.label)).add(words.text()).add("\n").take();
}

Result<LabelledShare> parse_share_text(const SecretBytes& text) {
  if (text.size_bytes() > kShareTextMostBytes) return bad("is too long");
  const std::string_view whole = as_text(text.reveal(reveal()));
  const std::size_t line_end = whole.find('\n');
  if (line_end == std::string_view::npos) return bad("has no line of words");
  PYX_ASSIGN(ShareLabel label, parse_header(whole.substr(0, line_end)));
  PYX_ASSIGN(ShareWords words, words_of(whole.substr(line_end + 1)));
  LabelledShare share{std::move(label), std::move(words)};
  PYX_ASSIGN(const SecretBytes again, encode_share_text(share));
  if (!equal_ct(again, text)) return bad("is not written as Pyx writes it");
  // Without the line end.
  PYX_ASSIGN(share.words, words_of(whole.substr(line_end + 1, whole.size() - line_end - 2)));
  return share;
}

}  // namespace pyx::shares
