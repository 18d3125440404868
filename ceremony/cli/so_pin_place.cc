#include "ceremony/cli/so_pin_place.h"

#include <utility>

#include "base/file.h"
#include "ceremony/pin_shares.h"

namespace pyx::ceremony {
namespace {

constexpr std::string_view kFlag = "--so-pin-source";
constexpr std::string_view kShares = "shares:";

}  // namespace

FlagSpec so_pin_flag(std::string_view help, Need need) { return {kFlag, "SOURCE", help, need}; }

Result<SoPinPlace> so_pin_place(const Arguments& given) {
  SoPinPlace place;
  const std::string& text = given.text(kFlag);
  if (!text.starts_with(kShares)) {
    PYX_ASSIGN(place.source, given.secret_source(kFlag));
    return place;
  }
  place.share_record = text.substr(kShares.size());
  if (place.share_record.empty())
    return bad_argument(kFlag, "shares: is followed by the file with the record of the shares");
  return place;
}

Result<std::optional<PinShareRecord>> read_share_record(const SoPinPlace& place) {
  if (place.share_record.empty()) return std::optional<PinShareRecord>();
  PYX_ASSIGN(const Bytes bytes, read_file(place.share_record, kPinShareRecordMostBytes));
  auto record = parse_pin_shares(bytes);
  if (!record)
    return error(Code::kBadInput, place.share_record.string() + ": " + record.error().message);
  if (record->whose == pkcs11::PinOf::kSo) return std::optional(*std::move(record));
  return error(Code::kBadInput, place.share_record.string() + " is of the " + name_of(*record));
}

Result<pkcs11::Pin> read_so_pin(const SoPinPlace& place, const pkcs11::TokenUri& uri,
                                std::string_view what, Context& context) {
  PYX_ASSIGN(auto record, read_share_record(place));
  if (!record) {
    PYX_ASSIGN(SecretBytes secret, read_secret(place.source, what));
    return pkcs11::Pin(std::move(secret));
  }
  PYX_ASSIGN(const pkcs11::SeenToken token, context.look_at_token(uri));
  if (token.identity.label != record->token) {
    return error(Code::kConflict, place.share_record.string() + " is of the " + name_of(*record) +
                                      "; this token is " + token.identity.label);
  }
  if (context.share_terminal == nullptr) {
    return error(Code::kAskPerson,
                 "there is no terminal at which holders of shares of the SO PIN could type");
  }
  return typed_pin(*std::move(record), *context.share_terminal,
                   [&output = context.output](std::string_view sentence) { output.say(sentence); });
}

}  // namespace pyx::ceremony
