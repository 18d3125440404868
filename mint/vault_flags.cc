#include "mint/vault_flags.h"

#include "base/file.h"

namespace pyx::mint {

Result<client::ClientOptions> client_options(const GivenFlags& flags) {
  client::ClientOptions options;
  options.transport.url = text_of(flags, "--url");
  options.transport.ca = text_of(flags, "--ca");
  options.transport.certificate = text_of(flags, "--certificate");
  options.transport.key = text_of(flags, "--key");
  if (!flags.contains("--vault")) return options;
  PYX_ASSIGN(options.vault, sha256_from_hex(text_of(flags, "--vault")));
  PYX_ASSIGN(const Bytes vkey, read_file(text_of(flags, "--vkey")));
  options.log_vkey = std::string(as_text(vkey).substr(0, as_text(vkey).find('\n')));
  options.client_name = text_of(flags, "--name");
  return options;
}

}  // namespace pyx::mint
