#include "ceremony/cli/share_flags.h"

#include <algorithm>

namespace pyx::ceremony {
namespace {

constexpr std::string_view kSealTo = "--seal-to";
constexpr std::string_view kCardTo = "--card-to";
constexpr std::string_view kShare = "--share";
constexpr std::string_view kShareKey = "--share-key";
constexpr std::string_view kSharePassphrase = "--share-passphrase-source";

struct Pair {
  std::string holder;
  std::string rest;
};
Result<Pair> holder_and_rest(std::string_view flag, const std::string& text,
                             std::string_view form) {
  const std::size_t at = text.find('=');
  if (at == std::string::npos || at == 0 || at + 1 == text.size())
    return bad_argument(flag, "is written " + std::string(form));
  return Pair{text.substr(0, at), text.substr(at + 1)};
}

bool is_holder(const custody::SharePlan& plan, std::string_view person) {
  return std::ranges::any_of(plan.groups, [&](const custody::ShareGroup& group) {
    return std::ranges::find(group.holders, person) != group.holders.end();
  });
}

Result<SealedShare> sealed_share(const Arguments& given, std::size_t i) {
  SealedShare one;
  one.file = given.texts(kShare)[i];
  const std::string& key = given.texts(kShareKey)[i];
  if (!given.texts(kSharePassphrase).empty()) {
    auto source = parse_secret_source(given.texts(kSharePassphrase)[i]);
    if (!source) return bad_argument(kSharePassphrase, source.error().message);
    one.passphrase = std::move(*source);
  }
  if (!key.starts_with("pkcs11:")) {
    one.key_file = key;
    return one;
  }
  auto uri = pkcs11::parse_token_uri(key);
  if (!uri) return bad_argument(kShareKey, uri.error().message);
  if (pkcs11::key_name(*uri).empty())
    return bad_argument(kShareKey, "the URI must say which key of the token: id=... or object=...");
  TokenKeyPlace place{std::move(*uri), one.passphrase};
  if (place.uri.pin_source) place.pin = *place.uri.pin_source;
  one.token = std::move(place);
  return one;
}

}  // namespace

std::vector<FlagSpec> hand_out_flags() {
  return {{kSealTo, "HOLDER=CERT:FILE",
           "seals this holder's share to the key of a certificate, into a new file",
           Need::kOptional, Times::kMany},
          {kCardTo, "HOLDER=DIR",
           "writes this holder's card as a PDF, which holds the share in the clear: to be printed "
           "and destroyed; he types it back",
           Need::kOptional, Times::kMany}};
}

Result<HandOut> hand_out(const Arguments& given) {
  HandOut out;
  for (const std::string& text : given.texts(kSealTo)) {
    PYX_ASSIGN(const Pair pair, holder_and_rest(kSealTo, text, "HOLDER=CERT:FILE"));
    const std::size_t colon = pair.rest.find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == pair.rest.size())
      return bad_argument(kSealTo, "is written HOLDER=CERT:FILE");
    const SealTo to{pair.rest.substr(0, colon), pair.rest.substr(colon + 1)};
    if (!out.seal_to.emplace(pair.holder, to).second)
      return bad_argument(kSealTo, pair.holder + " is given twice");
  }
  for (const std::string& text : given.texts(kCardTo)) {
    PYX_ASSIGN(const Pair pair, holder_and_rest(kCardTo, text, "HOLDER=DIR"));
    if (out.seal_to.contains(pair.holder))
      return bad_argument(kCardTo, pair.holder + " gets a sealed file already");
    if (!out.card_to.emplace(pair.holder, pair.rest).second)
      return bad_argument(kCardTo, pair.holder + " is given twice");
  }
  return out;
}

Result<void> check_reaches(const HandOut& out, const custody::SharePlan& plan, bool terminal) {
  for (const auto& [holder, to] : out.seal_to) {
    if (!is_holder(plan, holder)) return bad_argument(kSealTo, holder + " gets no share");
  }
  for (const auto& [holder, to] : out.card_to) {
    if (!is_holder(plan, holder)) return bad_argument(kCardTo, holder + " gets no share");
  }
  if (terminal) return {};
  for (const custody::ShareGroup& group : plan.groups) {
    for (const std::string& holder : group.holders) {
      if (!out.seal_to.contains(holder)) {
        return bad_argument(kSealTo, "there is no terminal at which " + holder +
                                         " could take and read back a share: seal it with " +
                                         holder + "=CERT:FILE");
      }
    }
  }
  return {};
}

std::vector<FlagSpec> share_entry_flags(Times times) {
  return {{kShare, "FILE", "a share that is sealed; typed at the terminal if left out",
           Need::kOptional, times},
          {kShareKey, "FILE|URI", "its holder's key that opens it; goes with each --share",
           Need::kOptional, times},
          {kSharePassphrase, "SOURCE",
           "the passphrase or PIN of --share-key: file:PATH, fd:N or prompt: (the default)",
           Need::kOptional, times}};
}

Result<std::vector<SealedShare>> sealed_shares(const Arguments& given) {
  const std::size_t count = given.texts(kShare).size();
  if (given.texts(kShareKey).size() != count)
    return bad_argument(kShareKey, "goes with --share, one with each");
  const std::size_t sources = given.texts(kSharePassphrase).size();
  if (sources != 0 && sources != count)
    return bad_argument(kSharePassphrase, "goes with --share, one with each or none at all");
  std::vector<SealedShare> all;
  for (std::size_t i = 0; i < count; ++i) {
    PYX_ASSIGN(SealedShare one, sealed_share(given, i));
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<FlagSpec> second_token_flags() {
  return {
      {"--second-token", "URI",
       "the token that gets the keys, 'pkcs11:serial=SERIAL?module-path=PATH' (RFC 7512)",
       Need::kRequired},
      {"--second-pin-source", "SOURCE", "its user PIN: file:PATH, fd:N or prompt: (the default)"}};
}

Result<TokenPlace> token_behind(const Arguments& given, std::string_view flag,
                                std::string_view pin_flag) {
  TokenPlace place;
  auto parsed = pkcs11::parse_token_uri(given.text(flag));
  if (!parsed) return bad_argument(flag, parsed.error().message);
  place.token = std::move(parsed).value();
  PYX_ASSIGN(place.pin, given.secret_source(pin_flag));
  if (place.token.pin_source) {
    if (given.has(pin_flag))
      return bad_argument(pin_flag, "the URI of " + std::string(flag) + " says pin-source already");
    place.pin = *place.token.pin_source;
  }
  return place;
}

}  // namespace pyx::ceremony
