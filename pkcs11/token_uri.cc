#include "pkcs11/token_uri.h"

#include <p11-kit/uri.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <set>

#include "pkcs11/slot.h"

namespace pyx::pkcs11 {
namespace {

using Uri = std::unique_ptr<P11KitUri, decltype(&p11_kit_uri_free)>;

constexpr std::string_view kScheme = "pkcs11:";
constexpr std::size_t kMostBytes = 4096;
constexpr std::array<std::string_view, 7> kPathNames = {"serial", "token",  "manufacturer", "model",
                                                        "id",     "object", "type"};
// A vendor attribute in the terms of RFC 7512; p11-kit's configuration has it by this name.
constexpr const char* kInitReserved = "x-init-reserved";
constexpr std::array<std::string_view, 3> kQueryNames = {"module-path", "pin-source",
                                                         kInitReserved};

Error bad(std::string_view why) {
  return error(Code::kBadInput, "bad pkcs11: URI: " + std::string(why));
}

// RFC 3986, without '#': a pkcs11: URI has no fragment, and p11-kit would put it into the last
// value.
bool is_uri_character(char c) {
  return c > ' ' && c <= '~' && std::string_view("#\"<>\\^`{|}").find(c) == std::string_view::npos;
}

// The names only, by RFC 7512's own separators. p11-kit takes duplicates, attributes that Pyx does
// not apply, and pin-value. Nothing of the text goes into an error: any part of it may be a PIN.
Result<void> check_names(std::string_view part, char separator,
                         std::span<const std::string_view> known) {
  std::set<std::string_view> seen;
  while (!part.empty()) {
    const std::size_t end = std::min(part.find(separator), part.size());
    const std::string_view pair = part.substr(0, end);
    part.remove_prefix(std::min(end + 1, part.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return bad("an attribute has no value");
    const std::string_view name = pair.substr(0, equals);
    if (std::ranges::find(known, name) == known.end()) {
      return bad(
          "only serial, token, manufacturer, model, id, object, type, then ?module-path, "
          "pin-source and x-init-reserved are taken");
    }
    if (!seen.insert(name).second) return bad("an attribute is there twice");
    if (equals + 1 == pair.size()) return bad("an attribute is empty");
    if (name == "type" && pair != "type=private") return bad("type can only be private");
    // p11-kit would end the text there, and so address something else.
    if (name != "id" && pair.find("%00") != std::string_view::npos) return bad("it holds a NUL");
  }
  return {};
}

Result<void> check_names(std::string_view text) {
  if (text.size() > kMostBytes) return bad("it is too long");
  if (!std::ranges::all_of(text, is_uri_character)) return bad("it holds a character unfit for it");
  if (!text.starts_with(kScheme)) return bad("it must begin with pkcs11:");
  // Behind a wrong separator it would be a part of the value in front, and be shown with it.
  if (text.find("pin-value=") != std::string_view::npos) {
    return bad("pin-value is refused; say pin-source=...");
  }
  text.remove_prefix(kScheme.size());
  const std::size_t question = std::min(text.find('?'), text.size());
  PYX_TRY(check_names(text.substr(0, question), ';', kPathNames));
  return check_names(text.substr(std::min(question + 1, text.size())), '&', kQueryNames);
}

template <std::size_t Size>
std::optional<std::string> field_of(const unsigned char (&field)[Size]) {
  std::string text = without_padding({reinterpret_cast<const char*>(field), Size});
  if (text.empty()) return std::nullopt;
  return text;
}

template <std::size_t Size>
void put_field(unsigned char (&field)[Size], const std::optional<std::string>& text) {
  if (!text) return;
  std::memset(field, ' ', Size);
  std::memcpy(field, text->data(), std::min(Size, text->size()));
}

std::optional<Bytes> bytes_of(P11KitUri* uri, CK_ATTRIBUTE_TYPE type) {
  const CK_ATTRIBUTE* found = p11_kit_uri_get_attribute(uri, type);
  if (found == nullptr) return std::nullopt;
  const auto* bytes = static_cast<const std::uint8_t*>(found->pValue);
  return Bytes(bytes, bytes + found->ulValueLen);
}

void put_bytes(P11KitUri* uri, CK_ATTRIBUTE_TYPE type, Bytes bytes) {
  CK_ATTRIBUTE attribute{type, bytes.data(), bytes.size()};
  p11_kit_uri_set_attribute(uri, &attribute);
}

Result<TokenUri> read_parsed(P11KitUri* uri) {
  TokenUri read;
  const char* path = p11_kit_uri_get_module_path(uri);
  if (path == nullptr || !std::filesystem::path(path).is_absolute()) {
    return bad("it needs ?module-path=/... (absolute)");
  }
  read.module_path = path;
  const CK_TOKEN_INFO& token = *p11_kit_uri_get_token_info(uri);
  read.serial = field_of(token.serialNumber);
  read.label = field_of(token.label);
  read.manufacturer = field_of(token.manufacturerID);
  read.model = field_of(token.model);
  read.object_id = bytes_of(uri, CKA_ID);
  if (const auto label = bytes_of(uri, CKA_LABEL)) read.object_label = as_text(*label);
  if (const char* reserved = p11_kit_uri_get_vendor_query(uri, kInitReserved)) {
    read.init_reserved = reserved;
  }
  if (const char* source = p11_kit_uri_get_pin_source(uri); source != nullptr) {
    auto parsed = parse_secret_source(source);
    if (!parsed) return bad("pin-source must be file:PATH, fd:N or prompt:");
    read.pin_source = std::move(parsed).value();
  }
  return read;
}

}  // namespace

Result<TokenUri> parse_token_uri(std::string_view text) {
  PYX_TRY(check_names(text));
  const Uri uri(p11_kit_uri_new(), &p11_kit_uri_free);
  const std::string terminated(text);
  if (p11_kit_uri_parse(terminated.c_str(), P11_KIT_URI_FOR_ANY, uri.get()) != P11_KIT_URI_OK ||
      p11_kit_uri_any_unrecognized(uri.get()) != 0) {
    return bad("p11-kit cannot read it");
  }
  return read_parsed(uri.get());
}

std::string to_text(const TokenUri& from) {
  const Uri uri(p11_kit_uri_new(), &p11_kit_uri_free);
  CK_TOKEN_INFO& token = *p11_kit_uri_get_token_info(uri.get());
  put_field(token.serialNumber, from.serial);
  put_field(token.label, from.label);
  put_field(token.manufacturerID, from.manufacturer);
  put_field(token.model, from.model);
  p11_kit_uri_set_module_path(uri.get(), from.module_path.c_str());
  if (from.object_id) put_bytes(uri.get(), CKA_ID, *from.object_id);
  if (from.object_label) put_bytes(uri.get(), CKA_LABEL, to_bytes(*from.object_label));
  if (!from.init_reserved.empty()) {
    p11_kit_uri_set_vendor_query(uri.get(), kInitReserved, from.init_reserved.c_str());
  }
  char* text = nullptr;
  if (p11_kit_uri_format(uri.get(), P11_KIT_URI_FOR_ANY, &text) != P11_KIT_URI_OK) return "pkcs11:";
  const std::unique_ptr<char, decltype(&std::free)> owned(text, &std::free);
  return owned.get();
}

}  // namespace pyx::pkcs11
