#include "ceremony/cli/signing_alone.h"

#include "custody/acts/plain_words.h"

namespace pyx::ceremony {
namespace {

// Long enough for a clock that is a little off, too short for a statement that was put by.
constexpr Duration kLifetime = std::chrono::minutes(15);

}  // namespace

Result<custody::Envelope> sign_alone(const Signer& signer, const custody::VaultInfo& vault,
                                     const policies::Policy& policy, Time now,
                                     custody::LoneStatement& statement,
                                     const std::function<Bytes()>& encode,
                                     const std::function<Result<void>(const std::string&)>& show,
                                     const std::optional<std::string>& named) {
  PYX_ASSIGN(const policies::Person* const person, person_of(policy, signer.public_key(), named));
  statement.vault = vault.id;
  statement.person = person->id;
  statement.time = now;
  statement.expires = statement.time + kLifetime;
  statement.nonce = fresh_nonce();
  const Bytes bytes = encode();
  PYX_ASSIGN(const std::string words, custody::in_plain_words(bytes));
  PYX_TRY(show(words));
  return signer.sign_statement(bytes);
}

Result<custody::Envelope> sign_alone(const SignerPlace& place, const custody::VaultInfo& vault,
                                     const policies::Policy& policy, Context& context,
                                     custody::LoneStatement& statement,
                                     const std::function<Bytes()>& encode) {
  PYX_ASSIGN(const auto signer, open_signer(place, context.output));
  const auto show = [&](const std::string& words) -> Result<void> {
    context.output.show(words);
    return {};
  };
  return sign_alone(*signer, vault, policy, context.clock.now(), statement, encode, show,
                    place.person);
}

}  // namespace pyx::ceremony
