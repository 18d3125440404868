#include "ceremony/cli/signing_both.h"

#include <utility>

#include "custody/acts/plain_words.h"

namespace pyx::ceremony {
namespace {

constexpr std::string_view kSecondPassphrase = "--second-passphrase-source";

}  // namespace

Result<OpenPerson> open_person(const SignerPlace& place, const policies::Policy& policy,
                               const custody::VaultInfo& vault, Context& context) {
  OpenPerson opened;
  PYX_ASSIGN(opened.signer, open_signer(place, context.output));
  PYX_ASSIGN(opened.person, signing_person(policy, *opened.signer, place, vault.token_serials));
  return opened;
}

FlagSpec second_passphrase_flag() {
  return {kSecondPassphrase, "SOURCE",
          "the second person's passphrase or PIN: file:PATH, fd:N or prompt: (the default)"};
}

Result<std::optional<SignerPlace>> second_signer(const Arguments& given,
                                                 std::string_view key_flag) {
  if (!given.has(key_flag)) return std::optional<SignerPlace>();
  PYX_ASSIGN(SignerPlace place, signer_behind(given, key_flag, kSecondPassphrase));
  return std::optional(std::move(place));
}

Result<custody::Envelope> sign_both(const Signer& first, const Signer& second,
                                    const Bytes& statement, Context& context) {
  PYX_ASSIGN(const std::string words, custody::in_plain_words(statement));
  context.output.show(words);
  PYX_ASSIGN(custody::Envelope envelope, first.sign_statement(statement));
  PYX_ASSIGN(const custody::Envelope other, second.sign_statement(statement));
  envelope.signatures.insert(envelope.signatures.end(), other.signatures.begin(),
                             other.signatures.end());
  return envelope;
}

}  // namespace pyx::ceremony
