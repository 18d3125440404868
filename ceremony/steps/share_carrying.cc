#include "ceremony/steps/share_carrying.h"

#include <system_error>
#include <utility>

#include "base/file.h"
#include "pkcs11/token_uri.h"

namespace pyx::ceremony::steps {
namespace {

namespace fs = std::filesystem;

fs::path sealed_file(const Host& host, const std::string& item, const std::string& holder,
                     const std::string& backup, std::uint32_t version) {
  return host.output(item, holder) / (backup + "-" + std::to_string(version) + ".share");
}

Result<SealedShare> sealed_share(const Doing& doing, const planning::SitePerson& person,
                                 fs::path file) {
  SealedShare share;
  share.file = std::move(file);
  share.passphrase = doing.host.source(person.passphrase_source);
  if (!person.key.starts_with("pkcs11:")) {
    share.key_file = doing.host.path(person.key);
    return share;
  }
  PYX_ASSIGN(pkcs11::TokenUri uri, pkcs11::parse_token_uri(person.key));
  share.token = TokenKeyPlace{std::move(uri), share.passphrase};
  return share;
}

}  // namespace

bool is_media(const Standing& standing, const std::string& id) {
  const planning::Item* const item = standing.model.plan().item(id);
  return item != nullptr && item->kind == planning::ItemKind::kMedia;
}

Result<HandOut> hand_out_on(const Doing& doing, const std::string& item, const Names& holders,
                            const std::string& backup, std::uint32_t version) {
  HandOut out;
  for (const std::string& holder : holders) {
    if (is_media(doing, item)) {
      const planning::SitePerson* const person = doing.host.site().person(holder);
      if (person == nullptr || !person->certificate)
        return error(Code::kNotFound,
                     "the site has no certificate of " + holder + " to seal a share to");
      const fs::path file = sealed_file(doing.host, item, holder, backup, version);
      PYX_TRY(make_folders(file.parent_path()));
      out.seal_to.emplace(holder, SealTo{doing.host.path(*person->certificate), file});
    } else if (doing.step.has("printer")) {
      const fs::path folder = doing.host.output(doing.step.text("printer"), holder);
      PYX_TRY(make_folders(folder));
      out.card_to.emplace(holder, folder);
    }
  }
  return out;
}

Result<std::vector<SealedShare>> sealed_on(const Doing& doing, const std::string& item,
                                           const std::string& backup, std::uint32_t version) {
  std::vector<SealedShare> shares;
  if (!is_media(doing, item)) return shares;
  for (const std::string& holder : doing.doers) {
    fs::path file = sealed_file(doing.host, item, holder, backup, version);
    std::error_code ignored;
    if (!fs::exists(file, ignored)) continue;  // of somebody who holds none
    const planning::SitePerson* const person = doing.host.site().person(holder);
    if (person == nullptr || person->key.empty())
      return error(Code::kNotFound, "the site has no key of " + holder + " that opens a share");
    PYX_ASSIGN(SealedShare share, sealed_share(doing, *person, std::move(file)));
    shares.push_back(std::move(share));
  }
  return shares;
}

}  // namespace pyx::ceremony::steps
