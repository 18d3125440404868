#include "mint/issuer_program.h"

namespace pyx::mint {

const Program& issuer_program() {
  constexpr auto kRequired = ProgramFlag::Need::kRequired;
  static const Program program{
      "pyx-issuer",
      1,
      "the smallest issuer: asks a vault of Pyx for one signature",
      {"pyx-issuer asks a vault behind pyxd for one signature and writes it to a file. Of a key "
       "that "
       "signs blindly it does the customer's part too (RFC 9474). It shows how an issuer's program "
       "calls the vault."},
      {{"--url", "URL", "the running pyxd, https://HOST:PORT", kRequired},
       {"--ca", "FILE", "PEM certificates that the server's certificate must lead to", kRequired},
       {"--certificate", "FILE", "PEM certificate by which the server knows this client",
        kRequired},
       {"--key", "FILE", "PEM private key of that certificate", kRequired},
       {"--key-id", "ID", "the key that signs, as pyx key list shows it", kRequired},
       {"--message", "FILE", "what is signed", kRequired},
       {"--signature", "FILE", "where the signature goes", kRequired},
       {"--prepared", "FILE", "sign blindly; what was signed in the end goes to this file"},
       {"--unchecked", "", "a secret key: only the token can check an HMAC"},
       {"--vault", "HEX", "check the receipt against the log of this vault, too"},
       {"--vkey", "FILE", "with --vault: the log's verification key"},
       {"--name", "CLIENT", "with --vault: the name of this client in the policy"}},
      {"0  done", "1  failed", "2  the command line is wrong", "3  refused by a control"},
      {"pyxd(8)", "pyx(1)"}};
  return program;
}

Result<GivenFlags> parse_issuer_flags(std::span<const std::string_view> words) {
  PYX_ASSIGN(GivenFlags flags, parse_flags(issuer_program(), words));
  if (flags.contains("--vault") && (!flags.contains("--vkey") || !flags.contains("--name"))) {
    return error(Code::kBadInput, "--vault needs --vkey and --name");
  }
  return flags;
}

}  // namespace pyx::mint
