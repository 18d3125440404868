#include "ceremony/pin_share_record.h"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json_reader.h"
#include "custody/shares/share_set_json.h"
#include "pkcs11/new_pin.h"
#include "pkcs11/token_setup.h"

namespace pyx::ceremony {
namespace {

constexpr std::string_view kType = "urn:pyx:pin-shares:v1";
constexpr std::string_view kAnyVersion = "urn:pyx:pin-shares:v";
constexpr std::string_view kOfBackup = "urn:pyx:share-set:v";
constexpr std::string_view kSo = "so";
constexpr std::string_view kUser = "user";
constexpr std::size_t kMostFormer = 1024;

std::array<std::uint8_t, 4> length_of(std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  return {static_cast<std::uint8_t>(size >> 24U), static_cast<std::uint8_t>(size >> 16U),
          static_cast<std::uint8_t>(size >> 8U), static_cast<std::uint8_t>(size)};
}

Result<void> check_type(json::ObjectReader& reader) {
  PYX_ASSIGN(const std::string type, reader.string("type"));
  if (type == kType) return {};
  if (type.starts_with(kAnyVersion)) {
    return error(Code::kBadInput,
                 "the record of a PIN's shares is of a version that this Pyx does not know: a "
                 "newer one wrote it, which says nothing against its shares");
  }
  if (type.starts_with(kOfBackup)) {
    return error(Code::kBadInput, "this is the record of a backup's shares, not of those of a PIN");
  }
  return error(Code::kBadInput, "this is not the record of a PIN's shares");
}

Result<FormerPinShares> read_former(const json::value& from) {
  PYX_ASSIGN(auto reader, json::ObjectReader::of(from, "former set of the PIN's shares"));
  FormerPinShares former;
  PYX_ASSIGN(const std::int64_t identifier, reader.integer("identifier"));
  if (identifier < 0 || identifier > shares::kMostIdentifier)
    return error(Code::kBadInput, "the identifier of a former set has 15 bits");
  former.identifier = static_cast<std::uint16_t>(identifier);
  PYX_ASSIGN(former.created, reader.time("created"));
  PYX_TRY(reader.finish());
  return former;
}

Result<void> check(const PinShareRecord& record) {
  if (record.token.empty() || record.token.size() > pkcs11::kMostLabelBytes)
    return error(Code::kBadInput, "a token's label has 1 to 32 bytes");
  if (record.pin_characters < pkcs11::kLeastPinCharacters ||
      record.pin_characters > pkcs11::kMostPinCharacters)
    return error(Code::kBadInput, "a PIN that is split has 8 to 26 characters");
  if (record.set.vault != pin_domain(record.whose, record.token) || record.set.version != 1 ||
      record.set.share_bytes != pkcs11::kPinSecretBytes) {
    return error(Code::kBadInput,
                 "the shares of this record are not those of the " + name_of(record));
  }
  return {};
}

}  // namespace

Sha256 pin_domain(pkcs11::PinOf whose, std::string_view token) {
  const std::string_view domain = whose == pkcs11::PinOf::kSo ? "pyx/so-pin/v1" : "pyx/user-pin/v1";
  return sha256_of({length_of(domain), as_bytes(domain), length_of(token), as_bytes(token)});
}

std::string name_of(const PinShareRecord& record) {
  return std::string(record.whose == pkcs11::PinOf::kSo ? "SO PIN" : "user PIN") + " of token " +
         record.token;
}

Bytes encode_pin_shares(const PinShareRecord& record) {
  json::array former;
  for (const FormerPinShares& one : record.former) {
    former.push_back(
        json::object{{"identifier", one.identifier}, {"created", to_rfc3339(one.created)}});
  }
  const Bytes set = shares::encode_share_set(record.set);
  // What was just encoded is JSON.
  json::object to{{"type", kType},
                  {"pin", record.whose == pkcs11::PinOf::kSo ? kSo : kUser},
                  {"token", record.token},
                  {"pin_characters", record.pin_characters},
                  {"former", std::move(former)},
                  {"set", json::parse(as_text(set)).value()}};
  return to_bytes(json::serialize(to));
}

Result<PinShareRecord> parse_pin_shares(ByteView bytes) {
  PYX_ASSIGN(const json::value value,
             json::parse(as_text(bytes), {.most_bytes = kPinShareRecordMostBytes}));
  PYX_ASSIGN(auto reader, json::ObjectReader::of(value, "record of the PIN's shares"));
  PYX_TRY(check_type(reader));
  PinShareRecord record;
  PYX_ASSIGN(const std::string whose, reader.string("pin"));
  if (whose != kSo && whose != kUser)
    return error(Code::kBadInput, "the record does not say whose PIN is split: so or user");
  record.whose = whose == kSo ? pkcs11::PinOf::kSo : pkcs11::PinOf::kUser;
  PYX_ASSIGN(record.token, reader.string("token"));
  PYX_ASSIGN(const std::int64_t characters, reader.integer("pin_characters"));
  if (characters > 0) record.pin_characters = static_cast<std::size_t>(characters);
  PYX_ASSIGN(const json::array* const former, reader.array_member("former"));
  if (former->size() > kMostFormer)
    return error(Code::kBadInput, "the record names more than 1024 former sets");
  for (const json::value& one : *former) {
    PYX_ASSIGN(const FormerPinShares read, read_former(one));
    record.former.push_back(read);
  }
  PYX_ASSIGN(const json::object* const set, reader.object_member("set"));
  PYX_TRY(reader.finish());
  PYX_ASSIGN(record.set, shares::parse_share_set(to_bytes(json::serialize(*set))));
  PYX_TRY(check(record));
  return record;
}

}  // namespace pyx::ceremony
