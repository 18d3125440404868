#include "base/json_reader.h"

#include <limits>

#include "base/base64.h"

namespace pyx::json {

Result<ObjectReader> ObjectReader::of(const value& from, std::string what) {
  const object* members = from.if_object();
  if (members == nullptr) return pyx::error(Code::kBadInput, what + " must be a JSON object");
  return ObjectReader(*members, std::move(what));
}

Error ObjectReader::wrong(std::string_view name, std::string_view wanted) const {
  return pyx::error(Code::kBadInput, "member \"" + std::string(name) + "\" of " + what_ +
                                         " must be " + std::string(wanted));
}

Result<const value*> ObjectReader::member(std::string_view name) {
  const value* found = from_.if_contains(name);
  if (found == nullptr) {
    return pyx::error(Code::kBadInput, what_ + " lacks the member \"" + std::string(name) + "\"");
  }
  asked_.emplace(name);
  return found;
}

Result<std::string> ObjectReader::string(std::string_view name) {
  PYX_ASSIGN(const value* const found, member(name));
  const auto* text = found->if_string();
  if (text == nullptr) return wrong(name, "a string");
  return std::string(text->data(), text->size());
}

Result<std::int64_t> ObjectReader::integer(std::string_view name) {
  PYX_ASSIGN(const value* const found, member(name));
  // What is above the range of int64 comes as uint64 and is refused with the doubles.
  const std::int64_t* number = found->if_int64();
  if (number == nullptr) return wrong(name, "a whole number of at most 63 bits");
  return *number;
}

Result<bool> ObjectReader::boolean(std::string_view name) {
  PYX_ASSIGN(const value* const found, member(name));
  const bool* truth = found->if_bool();
  if (truth == nullptr) return wrong(name, "true or false");
  return *truth;
}

Result<Sha256> ObjectReader::digest(std::string_view name) {
  PYX_ASSIGN(const std::string text, string(name));
  auto digest = sha256_from_hex(text);
  if (!digest) return wrong(name, "64 lower-case hex digits");
  return digest;
}

Result<Uuid> ObjectReader::uuid(std::string_view name) {
  PYX_ASSIGN(const std::string text, string(name));
  auto id = Uuid::parse(text);
  if (!id) return wrong(name, "a UUID of version 7 in lower case");
  return id;
}

Result<Time> ObjectReader::time(std::string_view name) {
  PYX_ASSIGN(const std::string text, string(name));
  auto time = from_rfc3339(text);
  if (!time) return wrong(name, "a time in UTC like 2026-11-23T08:56:20Z (RFC 3339)");
  return time;
}

Result<Bytes> ObjectReader::base64(std::string_view name) {
  PYX_ASSIGN(const value* const found, member(name));
  const auto* text = found->if_string();
  if (text == nullptr) return wrong(name, "a string");
  auto bytes = from_base64({text->data(), text->size()});
  if (!bytes) return wrong(name, "base64: " + bytes.error().message);
  return bytes;
}

Result<Bytes> ObjectReader::base64url(std::string_view name) {
  PYX_ASSIGN(const value* const found, member(name));
  const auto* text = found->if_string();
  if (text == nullptr) return wrong(name, "a string");
  auto bytes = from_base64url({text->data(), text->size()});
  if (!bytes) return wrong(name, "base64url without padding: " + bytes.error().message);
  return bytes;
}

Result<const object*> ObjectReader::object_member(std::string_view name) {
  PYX_ASSIGN(const value* const found, member(name));
  const object* members = found->if_object();
  if (members == nullptr) return wrong(name, "an object");
  return members;
}

Result<const array*> ObjectReader::array_member(std::string_view name) {
  PYX_ASSIGN(const value* const found, member(name));
  const array* items = found->if_array();
  if (items == nullptr) return wrong(name, "an array");
  return items;
}

bool ObjectReader::has(std::string_view name) const { return from_.contains(name); }

Result<void> ObjectReader::finish() const {
  for (const auto& entry : from_) {
    const std::string_view name(entry.key().data(), entry.key().size());
    if (!asked_.contains(name)) {
      return pyx::error(Code::kBadInput,
                        what_ + " has the unknown member \"" + std::string(name) + "\"");
    }
  }
  return {};
}

}  // namespace pyx::json
