#include "ceremony/cli/open_vault.h"

#include <utility>

#include "custody/client/log_reader.h"
#include "custody/client/remote_vault.h"
#include "custody/vault.h"
#include "pkcs11/open_token.h"

namespace pyx::ceremony {
namespace {

struct KeptPin {
  std::shared_ptr<const pkcs11::Pin> pin;
};

std::string pin_question(const pkcs11::TokenUri& uri) {
  return "user PIN of token " + uri.label.value_or(uri.serial.value_or(uri.module_path.string()));
}

// The PIN is kept, since a backup has the token closed and opened again: nobody is asked twice.
custody::TokenOpener opener_of(const VaultPlace& place) {
  return [source = place.pin, kept = std::make_shared<KeptPin>(KeptPin{place.pin_at_hand})](
             const std::string& uri) -> Result<std::unique_ptr<pkcs11::Token>> {
    PYX_ASSIGN(const pkcs11::TokenUri parsed, pkcs11::parse_token_uri(uri));
    if (!kept->pin) {
      // Nobody is asked for the PIN of a token that is not there.
      PYX_TRY(pkcs11::look_for_token(parsed));
      PYX_ASSIGN(SecretBytes secret, read_secret(source, pin_question(parsed)));
      kept->pin = std::make_shared<const pkcs11::Pin>(std::move(secret));
    }
    return pkcs11::open_token(parsed, kept->pin);
  };
}

Result<std::unique_ptr<custody::VaultAccess>> open_here(const VaultPlace& place,
                                                        const Clock& clock) {
  custody::VaultOptions options;
  options.folder = place.folder;
  options.clock = &clock;
  options.signing_threads = 0;  // people do not sign requests
  options.witnesses = place.witnesses;
  if (!place.without_token) options.open_token = opener_of(place);
  auto opened = custody::Vault::open(std::move(options));
  if (opened) return std::unique_ptr<custody::VaultAccess>(std::move(opened).value());
  Error failed = std::move(opened).error();
  if (failed.code == Code::kConflict) {
    failed.message += "; if that is pyxd, ask it: --server https://HOST:PORT in place of --dir";
  }
  if (failed.code == Code::kNotFound) {
    failed.message += "; next: pyx vault init --draft --dir " + place.folder.string();
  }
  return failed;
}

client::TransportOptions options_of(const ServerPlace& server) {
  client::TransportOptions options;
  options.url = server.url;
  options.ca = server.ca;
  options.certificate = server.certificate;
  options.key = server.certificate_key;
  options.server_name = server.name;
  return options;
}

}  // namespace

Result<std::unique_ptr<pkcs11::Token>> open_token(const pkcs11::TokenUri& uri,
                                                  const SecretSource& pin) {
  PYX_ASSIGN(SecretBytes secret, read_secret(pin, pin_question(uri)));
  return pkcs11::open_token(uri, pkcs11::Pin(std::move(secret)));
}

Result<std::unique_ptr<custody::VaultAccess>> open_vault(const VaultPlace& place,
                                                         const Clock& clock) {
  if (!place.server) return open_here(place, clock);
  PYX_ASSIGN(auto remote, client::RemoteVault::open(options_of(*place.server)));
  return std::unique_ptr<custody::VaultAccess>(std::move(remote));
}

Result<Bytes> leaf_of_server(const ServerPlace& server, const custody::NoteKey& log_key,
                             const Sha256& vault, std::uint64_t index) {
  PYX_ASSIGN(const auto transport, client::open_transport(options_of(server)));
  client::LogReader reader(*transport, log_key, vault);
  return reader.leaf(index);
}

}  // namespace pyx::ceremony
