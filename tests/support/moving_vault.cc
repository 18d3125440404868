#include "tests/support/moving_vault.h"

#include "custody/evidence/checkpoint.h"
#include "custody/evidence/note.h"
#include "pkcs11/open_token.h"
#include "tests/support/lost_token.h"
#include "tests/support/probed_once.h"

namespace pyx::testing {

custody::NewToken MovingVault::new_token() const {
  return {pkcs11::to_text(spare.uri()),
          [this](const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
            PYX_ASSIGN(const auto parsed, pkcs11::parse_token_uri(uri));
            PYX_ASSIGN(auto token, pkcs11::open_token(parsed, spare.pin()));
            return probed_once(std::move(token));
          }};
}

custody::TokenReplace MovingVault::move() {
  const auto text = must(token_desk().last_checkpoint());
  if (!text) throw std::runtime_error("the vault has signed no checkpoint");
  const auto known = must(custody::parse_checkpoint(must(custody::parse_note(*text)).text));
  return {must(pkcs11::look_for_token(spare.uri())).identity,
          vault.new_id(),
          vault.new_id(),
          {known.size, known.root}};
}

Uuid MovingVault::lasting_key() {
  const Uuid key = vault.make_key("issuer-lasting");
  created({key});
  acknowledged();
  proven();
  vault.done(custody::KeyActivate{key});
  must(vault->checkpoint());
  return key;
}

void MovingVault::restore(const Uuid& key) {
  must(desk().restore(vault.approved(custody::BackupRestore{
                          id, {key}, spare.serial(), custody::RestoreWay::kInToken}),
                      table, SpareToken::opener(spare)));
}

void MovingVault::lose_token() {
  pyx::testing::lose_token(vault.softhsm.tokens(), vault.token.serial());
}

void MovingVault::open_on_new(As as) {
  custody::VaultOptions options = vault.options();
  options.open_token = new_token().open;
  if (as == As::kTable) options.signing_threads = 0;
  vault.open(std::move(options));
}

}  // namespace pyx::testing
