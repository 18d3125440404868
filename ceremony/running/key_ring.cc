#include "ceremony/running/key_ring.h"

#include <utility>

#include "base/file.h"
#include "ceremony/cli/signing_person.h"
#include "ceremony/officer_key.h"

namespace pyx::ceremony::running {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUri = "pkcs11:";

bool reads_a_terminal(const SecretSource& source) {
  return std::holds_alternative<SecretSource::Prompt>(source.where);
}

}  // namespace

SecretSource source_at(const fs::path& folder, const SecretSource& source) {
  const auto* const file = std::get_if<SecretSource::File>(&source.where);
  if (file == nullptr || file->path.is_absolute()) return source;
  return {SecretSource::File{folder / file->path}};
}

Result<const Signer*> KeyRing::of(const std::string& person) {
  if (const auto found = opened_.find(person); found != opened_.end()) return found->second.get();
  const planning::SitePerson* const known = site_.person(person);
  if (known == nullptr) return error(Code::kNotFound, "the site has no person " + person);
  if (known->key.empty())
    return error(Code::kNotFound, "the site names no key for " + person +
                                      ": a file, which is made if it is not there, or a URI");
  const bool typed = reads_a_terminal(known->passphrase_source);
  if (typed) guide_.lend_terminal();
  auto opened = open(*known);
  if (typed) guide_.take_terminal();
  if (!opened) return opened.error();
  return opened_.emplace(person, std::move(opened).value()).first->second.get();
}

Result<std::unique_ptr<Signer>> KeyRing::open(const planning::SitePerson& person) {
  SignerPlace place;
  place.passphrase = source_at(folder_, person.passphrase_source);
  place.person = person.person.id;
  if (person.key.starts_with(kUri)) {
    PYX_ASSIGN(pkcs11::TokenUri uri, pkcs11::parse_token_uri(person.key));
    place.token = TokenKeyPlace{std::move(uri), place.passphrase};
  } else {
    place.key_file = folder_ / person.key;
    std::error_code ignored;
    if (!fs::exists(place.key_file, ignored)) PYX_TRY(make(person, place.key_file));
  }
  guide_.say("the key of " + person.person.id + " is opened, for this ceremony");
  return open_signer(place, output_);
}

Result<void> KeyRing::make(const planning::SitePerson& person, const fs::path& file) {
  PYX_ASSIGN(const OfficerKey key, OfficerKey::make(KeyType::kEd25519));
  PYX_ASSIGN(const SecretBytes passphrase,
             read_secret(source_at(folder_, person.passphrase_source),
                         "passphrase of " + person.person.id, Ask::kTwice));
  PYX_ASSIGN(const Bytes pem, key.encrypted_pem(passphrase));
  PYX_TRY(make_folders(file.parent_path()));
  PYX_TRY(write_file(file, pem, Overwrite::kNo));
  guide_.say("a key was made for " + person.person.id + ": " + file.string());
  return {};
}

}  // namespace pyx::ceremony::running
