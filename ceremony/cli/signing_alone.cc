#include "ceremony/cli/signing_alone.h"

#include "custody/acts/plain_words.h"

namespace pyx::ceremony {
namespace {

// Long enough for a clock that is a little off, too short for a statement that was put by.
constexpr Duration kLifetime = std::chrono::minutes(15);

}  // namespace

Result<custody::Envelope> sign_alone(const SignerPlace& place, const custody::VaultInfo& vault,
                                     const policies::Policy& policy, Context& context,
                                     custody::LoneStatement& statement,
                                     const std::function<Bytes()>& encode) {
  PYX_ASSIGN(const auto signer, open_signer(place, context.output));
  PYX_ASSIGN(const policies::Person* const person,
             person_of(policy, signer->public_key(), place.person));
  statement.vault = vault.id;
  statement.person = person->id;
  statement.time = context.clock.now();
  statement.expires = statement.time + kLifetime;
  statement.nonce = fresh_nonce();
  const Bytes bytes = encode();
  PYX_ASSIGN(const std::string words, custody::in_plain_words(bytes));
  context.output.show(words);
  return signer->sign_statement(bytes);
}

}  // namespace pyx::ceremony
