// pyx-issuer: the smallest issuer. Asks a vault behind pyxd for one signature and writes it to a
// file; of a blind key it does the customer's part too (RFC 9474). Shows how custody/client is
// used.
//   pyx-issuer --url URL --ca FILE --certificate FILE --key FILE --key-id ID --message FILE
//              --signature FILE
//              [--prepared FILE]      blind: what was signed in the end goes to this file
//              [--unchecked]          a secret key: only the token can check an HMAC
//              [--vault HEX --vkey FILE --name CLIENT]   checks the receipt against the log as well
// Exit 0 done, 1 failed, 2 usage, 3 refused by a control.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/process.h"
#include "custody/client/blind_rsa.h"
#include "custody/client/client.h"

namespace pyx::mint {
namespace {

constexpr auto kVariant = client::BlindVariant::kPssRandomized;
constexpr std::array<std::string_view, 11> kFlags = {
    "--url",       "--ca",       "--certificate", "--key",  "--key-id", "--message",
    "--signature", "--prepared", "--vault",       "--vkey", "--name"};

using Flags = std::map<std::string, std::string, std::less<>>;

void say(const std::string& text) {
  const std::string line = "pyx-issuer: " + text + "\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

Result<Flags> parse(int argc, char** argv) {
  Flags flags;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--unchecked") {
      flags.emplace(word, "");
      continue;
    }
    if (std::ranges::find(kFlags, word) == kFlags.end()) {
      return error(Code::kBadInput, "unknown flag " + std::string(word));
    }
    if (i + 1 == argc) return error(Code::kBadInput, std::string(word) + " needs a value");
    if (!flags.emplace(word, argv[++i]).second)
      return error(Code::kBadInput, std::string(word) + " is given twice");
  }
  for (const std::string_view needed :
       {"--url", "--ca", "--certificate", "--key", "--key-id", "--message", "--signature"}) {
    if (!flags.contains(needed)) return error(Code::kBadInput, std::string(needed) + " is missing");
  }
  return flags;
}

Result<client::ClientOptions> options_of(const Flags& flags) {
  client::ClientOptions options;
  options.transport.url = flags.find("--url")->second;
  options.transport.ca = flags.find("--ca")->second;
  options.transport.certificate = flags.find("--certificate")->second;
  options.transport.key = flags.find("--key")->second;
  if (flags.contains("--vault")) {
    if (!flags.contains("--vkey") || !flags.contains("--name")) {
      return error(Code::kBadInput, "--vault needs --vkey and --name");
    }
    PYX_ASSIGN(options.vault, sha256_from_hex(flags.find("--vault")->second));
    PYX_ASSIGN(const Bytes vkey, read_file(flags.find("--vkey")->second));
    options.log_vkey = std::string(as_text(vkey).substr(0, as_text(vkey).find('\n')));
    options.client_name = flags.find("--name")->second;
  }
  return options;
}

Result<Bytes> sign(client::Client& vault, const Flags& flags, const Uuid& key, Bytes message) {
  const client::SignTask task{key, client::Client::new_request(), {std::move(message)}};
  PYX_ASSIGN(const client::SignAnswer answer, vault.sign(task));
  if (!flags.contains("--unchecked")) PYX_TRY(vault.check_signatures(task, answer));
  if (flags.contains("--vault")) PYX_TRY(vault.check_receipt(task, answer));
  say("signed, leaf " + std::to_string(answer.receipt.leaf_index) + " of the log");
  return answer.signatures.front();
}

// Blinds, has the vault sign what it cannot read, unblinds and checks.
Result<Bytes> sign_blindly(client::Client& vault, const Flags& flags, const Uuid& key,
                           const Bytes& message) {
  PYX_ASSIGN(const PublicKey public_key, vault.public_key(key));
  const Bytes prepared = client::prepare(kVariant, message);
  PYX_ASSIGN(const client::Blinded blinded, client::blind(kVariant, public_key, prepared));
  PYX_ASSIGN(const Bytes blind_signature, sign(vault, flags, key, blinded.element));
  PYX_TRY(write_file(flags.find("--prepared")->second, prepared, Overwrite::kYes));
  return client::finalize(kVariant, public_key, prepared, blind_signature, blinded.inverse);
}

Result<void> run(const Flags& flags) {
  PYX_ASSIGN(const Uuid key, Uuid::parse(flags.find("--key-id")->second));
  PYX_ASSIGN(const Bytes message, read_file(flags.find("--message")->second));
  PYX_ASSIGN(client::ClientOptions options, options_of(flags));
  PYX_ASSIGN(const auto vault, client::Client::open(std::move(options)));
  PYX_ASSIGN(const Bytes signature, flags.contains("--prepared")
                                        ? sign_blindly(*vault, flags, key, message)
                                        : sign(*vault, flags, key, message));
  return write_file(flags.find("--signature")->second, signature, Overwrite::kYes);
}

int main_of(int argc, char** argv) {
  if (const auto hardened = harden_process(); !hardened) {
    say(describe(hardened.error()));
    return 1;
  }
  const auto flags = parse(argc, argv);
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

int main(int argc, char** argv) { return pyx::mint::main_of(argc, argv); }
