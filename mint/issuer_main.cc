// pyx-issuer: the smallest issuer. Asks a vault behind pyxd for one signature and writes it to a
// file; of a blind key it does the customer's part too (RFC 9474). Shows how custody/client is
// used.
// What may be typed: mint/issuer_program.cc.
// Exit 0 done, 1 failed, 2 usage, 3 refused by a control.
#include <unistd.h>

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/file.h"
#include "base/process.h"
#include "custody/client/blind_rsa.h"
#include "custody/client/client.h"
#include "mint/issuer_program.h"

namespace pyx::mint {
namespace {

constexpr auto kVariant = client::BlindVariant::kPssRandomized;
void put(int to, const std::string& text) {
  [[maybe_unused]] const ssize_t written = ::write(to, text.data(), text.size());
}
void say(const std::string& text) { put(STDERR_FILENO, "pyx-issuer: " + text + "\n"); }

void tell_leaf(const client::Receipt& receipt) {
  say("signed, leaf " + std::to_string(receipt.leaf_index) + " of the log");
}

Result<client::ClientOptions> options_of(const GivenFlags& flags) {
  client::ClientOptions options;
  options.transport.url = flags.find("--url")->second;
  options.transport.ca = flags.find("--ca")->second;
  options.transport.certificate = flags.find("--certificate")->second;
  options.transport.key = flags.find("--key")->second;
  if (flags.contains("--vault")) {
    PYX_ASSIGN(options.vault, sha256_from_hex(flags.find("--vault")->second));
    PYX_ASSIGN(const Bytes vkey, read_file(flags.find("--vkey")->second));
    options.log_vkey = std::string(as_text(vkey).substr(0, as_text(vkey).find('\n')));
    options.client_name = flags.find("--name")->second;
  }
  return options;
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
  PYX_TRY(write_file(flags.find("--prepared")->second, prepared, Overwrite::kYes));
  return client::finalize(kVariant, public_key, prepared, blind_signature, blinded.inverse);
}

Result<void> run(const GivenFlags& flags) {
  PYX_ASSIGN(const Uuid key, Uuid::parse(flags.find("--key-id")->second));
  PYX_ASSIGN(const Bytes message, read_file(flags.find("--message")->second));
  PYX_ASSIGN(client::ClientOptions options, options_of(flags));
  PYX_ASSIGN(const auto vault, client::Client::open(std::move(options)));
  PYX_ASSIGN(const Bytes signature, flags.contains("--prepared")
                                        ? sign_blindly(*vault, flags, key, message)
                                        : sign(*vault, flags, key, message));
  return write_file(flags.find("--signature")->second, signature, Overwrite::kYes);
}

int main_of(std::span<const std::string_view> words) {
  if (const auto answer = answer_about(issuer_program(), words)) {
    put(STDOUT_FILENO, *answer);
    return 0;
  }
  if (const auto hardened = harden_process(); !hardened) {
    say(describe(hardened.error()));
    return 1;
  }
  const auto flags = parse_issuer_flags(words);
  if (!flags) {
    say(describe(flags.error()));
    return 2;
  }
  const auto done = run(*flags);
  if (done) return 0;
  say(describe(done.error()));
  return done.error().code == Code::kRefused || done.error().code == Code::kFrozen ? 3 : 1;
}

}  // namespace
}  // namespace pyx::mint

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return pyx::mint::main_of(words);
}
