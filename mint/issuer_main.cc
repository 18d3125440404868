// pyx-issuer: the smallest issuer. Asks a vault behind pyxd for one signature and writes it to a
// file; of a blind key it does the customer's part too (RFC 9474). Shows how custody/client is
// used.
// What may be typed: mint/issuer_program.cc.
// Exit 0 done, 1 failed, 2 usage, 3 refused by a control.
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/file.h"
#include "custody/client/blind_rsa.h"
#include "custody/client/client.h"
#include "mint/issuer_program.h"
#include "mint/program_run.h"
#include "mint/vault_flags.h"

namespace pyx::mint {
namespace {

constexpr auto kVariant = client::BlindVariant::kPssRandomized;

void tell_leaf(const client::Receipt& receipt) {
  complain(issuer_program(), "signed, leaf " + std::to_string(receipt.leaf_index) + " of the log");
}

Result<Bytes> sign(client::Client& vault, const GivenFlags& flags, const Uuid& key, Bytes message) {
  const client::SignTask task{key, client::Client::new_request(), {std::move(message)}};
  PYX_ASSIGN(const client::SignAnswer answer, vault.sign(task));
  if (!flags.contains("--unchecked")) PYX_TRY(vault.check_signatures(task, answer));
  if (flags.contains("--vault")) PYX_TRY(vault.check_receipt(task, answer));
  tell_leaf(answer.receipt);
  return answer.signatures.front();
}

// Blinds, has the vault sign what it cannot read, unblinds and checks.
Result<Bytes> sign_blindly(client::Client& vault, const GivenFlags& flags, const Uuid& key,
                           const Bytes& message) {
  PYX_ASSIGN(const PublicKey public_key, vault.public_key(key));
  const Bytes prepared = client::prepare(kVariant, message);
  PYX_ASSIGN(const client::Blinded blinded, client::blind(kVariant, public_key, prepared));
  const client::BlindTask task{client::Client::new_request(), {key, {blinded.element}}};
  PYX_ASSIGN(const client::ValueAnswer answer, vault.blind_sign(task));
  PYX_TRY(vault.check_signatures(task, answer));
  if (flags.contains("--vault")) PYX_TRY(vault.check_receipt(task, answer));
  tell_leaf(answer.receipt);
  const Bytes& blind_signature = std::get<custody::BlindSigned>(answer.what).signatures.front();
  PYX_TRY(write_file(text_of(flags, "--prepared"), prepared, Overwrite::kYes));
  return client::finalize(kVariant, public_key, prepared, blind_signature, blinded.inverse);
}

Result<void> run(const GivenFlags& flags) {
  PYX_ASSIGN(const Uuid key, Uuid::parse(text_of(flags, "--key-id")));
  PYX_ASSIGN(const Bytes message, read_file(text_of(flags, "--message")));
  PYX_ASSIGN(client::ClientOptions options, client_options(flags));
  PYX_ASSIGN(const auto vault, client::Client::open(std::move(options)));
  PYX_ASSIGN(const Bytes signature, flags.contains("--prepared")
                                        ? sign_blindly(*vault, flags, key, message)
                                        : sign(*vault, flags, key, message));
  return write_file(text_of(flags, "--signature"), signature, Overwrite::kYes);
}

}  // namespace
}  // namespace pyx::mint

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return pyx::mint::run_program(
      {pyx::mint::issuer_program(), pyx::mint::parse_issuer_flags, pyx::mint::run}, words);
}
