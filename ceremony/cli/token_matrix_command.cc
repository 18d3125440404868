// pyx token matrix: which keys two tokens can hand each other, found out with keys that are thrown
// away.

#include <utility>

#include "base/file.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/share_flags.h"
#include "ceremony/cli/table.h"
#include "custody/backups/token_matrix_file.h"
#include "pkcs11/open_token.h"
#include "pkcs11/token_matrix.h"

namespace pyx::ceremony {
namespace {

struct MatrixAsk {
  TokenPlace token;
  TokenPlace other;
  std::filesystem::path out;  // empty: none
};

std::string short_name(const pkcs11::TokenIdentity& token) {
  return token.model + " " + token.serial;
}

Result<pkcs11::MatrixToken> open_place(const TokenPlace& place, const std::string& which) {
  PYX_ASSIGN(SecretBytes pin, read_secret(place.pin, "user PIN of the " + which + " token"));
  return pkcs11::MatrixToken{place.token, pkcs11::Pin(std::move(pin))};
}

Result<custody::MatrixSide> side_of(const TokenPlace& place) {
  PYX_ASSIGN(const pkcs11::SeenToken seen, pkcs11::look_for_token(place.token));
  return custody::MatrixSide{seen.identity, seen.firmware_version};
}

Result<Outcome> run_token_matrix(const MatrixAsk& ask, Context& context) {
  if (!ask.out.empty() && std::filesystem::exists(ask.out))
    return error(Code::kConflict, ask.out.string() + " is there already");
  custody::TokenMatrixFile matrix;
  matrix.time = context.clock.now();
  PYX_ASSIGN(matrix.tokens[0], side_of(ask.token));
  PYX_ASSIGN(matrix.tokens[1], side_of(ask.other));
  PYX_ASSIGN(pkcs11::MatrixToken token, open_place(ask.token, "first"));
  PYX_ASSIGN(pkcs11::MatrixToken other, open_place(ask.other, "other"));
  context.output.say("wrapping throw-away keys out of each token and into the other");
  PYX_ASSIGN(matrix.rows, pkcs11::token_matrix(std::move(token), std::move(other)));
  Outcome outcome;
  Table table;
  table.add({"TYPE", "FROM", "TO", "WRAPPED BY", "UNWRAPPED BY", "OUR FORMAT", "OUTCOME", "WHY"});
  for (const pkcs11::MatrixRow& row : matrix.rows) {
    table.add({std::string(to_text(row.type)), short_name(row.from), short_name(row.to),
               row.wrapped_by, row.unwrapped_by, row.rfc5649 ? "yes" : "",
               std::string(to_text(row.outcome)), row.why});
  }
  outcome.text = table.text();
  PYX_ASSIGN(const Bytes file, custody::encode_matrix(matrix));
  PYX_ASSIGN(const json::value written, json::parse(as_text(file)));
  outcome.data = written.as_object();
  if (!ask.out.empty()) {
    PYX_TRY(write_file(ask.out, file, Overwrite::kNo));
    outcome.words = {
        "wrote " + ask.out.string() + ", SHA-256 " + to_hex(sha256(file)),
        "next: pyx act propose backup.prove or backup.restore, with --matrix " + ask.out.string()};
  }
  return outcome;
}

Result<Run> prepare_token_matrix(const Arguments& given) {
  MatrixAsk ask;
  PYX_ASSIGN(ask.token, token_behind(given, "--token", "--pin-source"));
  PYX_ASSIGN(ask.other, token_behind(given, "--other", "--other-pin-source"));
  ask.out = given.path("--out");
  return Run([ask](Context& context) { return run_token_matrix(ask, context); });
}

}  // namespace

Commands token_matrix_commands() {
  return {
      {"token",
       "matrix",
       "find out by doing which keys two tokens can hand each other, wrapped; leaves nothing "
       "on them",
       {},
       {token_flag(Need::kRequired),
        pin_source_flag(),
        {"--other", "URI", "the other token", Need::kRequired},
        {"--other-pin-source", "SOURCE", "its user PIN: file:PATH, fd:N or prompt: (the default)"},
        {"--out", "FILE", "into a new file, to be named by --matrix of pyx act propose"}},
       prepare_token_matrix}};
}

}  // namespace pyx::ceremony
