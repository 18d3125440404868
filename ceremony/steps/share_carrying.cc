#include "ceremony/steps/share_carrying.h"

#include <system_error>
#include <utility>

#include "base/file.h"
#include "pkcs11/token_uri.h"

namespace pyx::ceremony::steps {
namespace {

namespace fs = std::filesystem;

// What an earlier attempt of this step left there is of no set (docs/crash-points.md). It is kept
// all the same: only people know whose medium it is.
Result<void> set_aside(const Doing& doing, const fs::path& file) {
  std::error_code failed;
  if (!doing.was_begun_before() || !fs::exists(file, failed)) return {};
  fs::path aside;
  for (unsigned number = 1; aside.empty() || fs::exists(aside, failed); ++number)
    aside = file.string() + ".void-" + std::to_string(number);
  fs::rename(file, aside, failed);
  if (failed)
    return error(Code::kStore, "cannot rename " + file.string() + ": " + failed.message());
  doing.people.show(file.string() + " is of an attempt that was cut off, and void; it is now " +
                    aside.string() + "\n");
  return {};
}

Result<void> set_cards_aside(const Doing& doing, const fs::path& folder, const std::string& holder,
                             std::uint32_t version) {
  const std::string begins = "share-" + holder + "-version-" + std::to_string(version) + "-";
  std::vector<fs::path> cards;
  std::error_code ignored;
  for (const auto& one : fs::directory_iterator(folder, ignored)) {
    const bool is_card = one.path().filename().string().starts_with(begins);
    if (is_card && one.path().extension() == ".pdf") cards.push_back(one.path());
  }
  for (const fs::path& card : cards) PYX_TRY(set_aside(doing, card));
  return {};
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

fs::path sealed_file(const Host& host, const std::string& item, const std::string& holder,
                     const std::string& backup, std::uint32_t version) {
  return host.output(item, holder) / (backup + "-" + std::to_string(version) + ".share");
}

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
      PYX_TRY(set_aside(doing, file));
      out.seal_to.emplace(holder, SealTo{doing.host.path(*person->certificate), file});
    } else if (doing.step.has("printer")) {
      const fs::path folder = doing.host.output(doing.step.text("printer"), holder);
      PYX_TRY(make_folders(folder));
      PYX_TRY(set_cards_aside(doing, folder, holder, version));
      out.card_to.emplace(holder, folder);
    }
  }
  return out;
}

Result<void> compare_certificates(const Doing& doing, const HandOut& out) {
  PYX_ASSIGN(const auto sentences, check_hand_out(out, doing.host.context().clock.now()));
  if (sentences.empty()) return {};
  std::string all;
  for (const std::string& one : sentences) all += one + "\n";
  PYX_TRY(doing.show("certificates of holders", all));
  std::size_t at = 0;
  for (const auto& [holder, to] : out.seal_to) {
    const std::string& sentence = sentences[at++];
    const Names him = {holder};
    if (doing.does(holder))
      PYX_TRY(doing.agreed_by(him, "the certificate is his own", sentence + "\n", "certificate"));
  }
  return {};
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
