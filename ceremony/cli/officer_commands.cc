// pyx officer: the keys of people, in files and on tokens.

#include <filesystem>
#include <utility>

#include "base/base64.h"
#include "base/file.h"
#include "base/pgp_words.h"
#include "base/uuid.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/signing_person.h"
#include "ceremony/cli/token_place.h"
#include "ceremony/officer_key.h"
#include "ceremony/officer_token.h"

namespace pyx::ceremony {
namespace {

namespace fs = std::filesystem;

struct NewOfficer {
  std::string id;
  std::string name;
  std::vector<std::string> roles;
  fs::path key_file;
  fs::path public_file;
  std::optional<TokenKeyPlace> token;  // in place of the two files
  KeyType type = KeyType::kEd25519;
  SecretSource passphrase;
};

bool plain_word(std::string_view text) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return !text.empty() && text.size() <= 32 &&
         text.find_first_not_of(kAllowed) == std::string_view::npos;
}

// A TOML basic string; what would need an escape is refused while the words are parsed.
std::string toml_string(std::string_view text) { return "\"" + std::string(text) + "\""; }

bool quotable(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || c == '"' || c == '\\') return false;
  }
  return true;
}

Result<void> parse_where(const Arguments& given, NewOfficer& ask) {
  if (given.has("--out") == given.has("--token")) {
    return bad_argument("--out", given.has("--out")
                                     ? "does not go with --token: a key is in one place"
                                     : "say where the key is to be: --out FILE, or --token URI");
  }
  if (given.has("--out")) {
    ask.key_file = given.path("--out");
    ask.public_file = given.text("--out") + ".pub";
    return {};
  }
  PYX_ASSIGN(ask.token, token_key_place(given, "--token"));
  if (!ask.token) return bad_argument("--token", "must begin with pkcs11:");
  ask.type = KeyType::kP256;  // few tokens make Ed25519 keys
  return {};
}

Result<NewOfficer> parse_new(const Arguments& given) {
  NewOfficer ask;
  ask.id = given.text("--id");
  if (!plain_word(ask.id)) {
    return bad_argument("--id", "1 to 32 of a-z, 0-9 and -, as the policy will name the person");
  }
  ask.name = given.has("--name") ? given.text("--name") : ask.id;
  if (!quotable(ask.name)) {
    return bad_argument("--name", "no quotation marks, backslashes or control characters");
  }
  for (const std::string& role : given.texts("--role")) {
    if (!quotable(role)) return bad_argument("--role", "\"" + role + "\" cannot be a role");
    ask.roles.push_back(role);
  }
  PYX_ASSIGN(ask.passphrase, given.secret_source("--passphrase-source"));
  PYX_TRY(parse_where(given, ask));
  if (given.has("--type")) {
    PYX_ASSIGN(const std::string type, given.one_of("--type", {"ed25519", "p-256"}));
    ask.type = *key_type_from(type);
  }
  return ask;
}

std::string person_block(const NewOfficer& ask, const PublicKey& key) {
  std::string roles;
  for (const std::string& role : ask.roles)
    roles += (roles.empty() ? "" : ", ") + toml_string(role);
  std::string block =
      "[[person]]\nid = " + toml_string(ask.id) + "\nname = " + toml_string(ask.name) +
      "\npublic_key = " + toml_string(to_base64(key.spki())) + "\nroles = [" + roles + "]";
  // Without a role the policy is refused: nobody gets one by leaving a flag out.
  if (roles.empty()) block += "  # name at least one role";
  return block + "\n";
}

Result<void> refuse_existing(const fs::path& path) {
  std::error_code failed;
  const auto status = fs::symlink_status(path, failed);
  if (status.type() == fs::file_type::not_found) return {};
  return error(Code::kConflict, path.string() + " is there already; keys are never overwritten");
}

Result<void> write_pair(const NewOfficer& ask, const OfficerKey& key,
                        const SecretBytes& passphrase) {
  PYX_ASSIGN(const Bytes pem, key.encrypted_pem(passphrase));
  // What was written is what will be needed on the day: it is read back before it gets its name.
  PYX_ASSIGN(const OfficerKey again, OfficerKey::from_pem(pem, passphrase, "the new key"));
  if (again.public_key().id() != key.public_key().id()) {
    return error(Code::kBug, "the new key reads back as another one");
  }
  PYX_TRY(write_file(ask.public_file, as_bytes(key.public_key().pem()), Overwrite::kNo));
  auto written = write_file(ask.key_file, pem, Overwrite::kNo);
  if (!written) {
    std::error_code ignored;
    fs::remove(ask.public_file, ignored);  // ours, and of a key that nobody has
  }
  return written;
}

Outcome outcome_of(const NewOfficer& ask, const PublicKey& key) {
  Outcome outcome;
  outcome.data["id"] = ask.id;
  outcome.data["key_id"] = to_hex(key.id());
  outcome.data["type"] = to_text(key.type());
  outcome.data["public_key"] = to_base64(key.spki());
  outcome.text = person_block(ask, key);
  outcome.data["person_block"] = outcome.text;
  outcome.words = {
      "key id " + to_hex(key.id()),
      "next: paste the block above into the policy, then pyx policy check --policy FILE"};
  return outcome;
}

Result<Outcome> run_officer_new_on_token(const NewOfficer& ask, Context& context) {
  const Uuid fresh = Uuid::v7(context.clock.now());
  const pkcs11::KeyName name{
      ask.token->uri.object_id.value_or(Bytes(fresh.bytes.begin(), fresh.bytes.end())),
      ask.token->uri.object_label.value_or(ask.id)};
  PYX_ASSIGN(const OfficerToken made,
             OfficerToken::make(*ask.token, ask.type, name, talk_at(context.output)));
  Outcome outcome = outcome_of(ask, made.public_key());
  outcome.data["uri"] = made.uri();
  outcome.words.insert(outcome.words.begin(), "made a key on the token of " + ask.id +
                                                  "; it signs with --key '" + made.uri() + "'");
  return outcome;
}

Result<Outcome> run_officer_new(const NewOfficer& ask, Context& context) {
  if (ask.token) return run_officer_new_on_token(ask, context);
  PYX_TRY(refuse_existing(ask.key_file));
  PYX_TRY(refuse_existing(ask.public_file));
  PYX_ASSIGN(const SecretBytes passphrase,
             read_secret(ask.passphrase, "passphrase of " + ask.key_file.string(), Ask::kTwice));
  context.output.say("making a key and encrypting it");
  PYX_ASSIGN(const OfficerKey key, OfficerKey::make(ask.type));
  PYX_TRY(write_pair(ask, key, passphrase));

  Outcome outcome = outcome_of(ask, key.public_key());
  outcome.data["key_file"] = ask.key_file.string();
  outcome.data["public_file"] = ask.public_file.string();
  outcome.words.insert(outcome.words.begin(), "wrote " + ask.key_file.string() +
                                                  " (encrypted; it stays with " + ask.id +
                                                  ") and " + ask.public_file.string());
  return outcome;
}

Result<PublicKey> key_in_file(const fs::path& file) {
  PYX_ASSIGN(const Bytes bytes, read_file(file));
  if (as_text(bytes).find("PRIVATE KEY") != std::string_view::npos) {
    return error(Code::kBadInput,
                 file.string() + " is a private key; name the .pub file beside it");
  }
  auto key = PublicKey::from_pem(as_text(bytes));
  if (key) return key;
  return error(Code::kBadInput,
               file.string() + " holds no public key in PEM form: " + key.error().message);
}

Outcome shown(const PublicKey& key) {
  Outcome outcome;
  const std::string words = to_pgp_words(key.id());
  outcome.data["key_id"] = to_hex(key.id());
  outcome.data["words"] = words;
  outcome.data["type"] = to_text(key.type());
  outcome.data["public_key"] = to_base64(key.spki());
  outcome.text = "type        " + std::string(to_text(key.type())) + "\nkey id      " +
                 to_hex(key.id()) + "\nin words    " + words + "\npublic_key  \"" +
                 to_base64(key.spki()) + "\"\n";
  return outcome;
}

Result<Run> prepare_officer_new(const Arguments& given) {
  PYX_ASSIGN(NewOfficer ask, parse_new(given));
  return Run([ask](Context& context) { return run_officer_new(ask, context); });
}

Result<Run> prepare_officer_show(const Arguments& given) {
  PYX_ASSIGN(const auto token, token_key_place(given, "--key"));
  if (token && pkcs11::key_name(token->uri).empty()) {
    return bad_argument("--key", "the URI must say which key of the token: id=... or object=...");
  }
  if (!token && given.has("--passphrase-source")) {
    return bad_argument("--passphrase-source", "goes with a key on a token only");
  }
  return Run([token, file = given.path("--key")](Context& context) -> Result<Outcome> {
    PYX_ASSIGN(
        const PublicKey key,
        token ? OfficerToken::read_public_key(*token, talk_at(context.output)) : key_in_file(file));
    return shown(key);
  });
}

}  // namespace

Commands officer_commands() {
  return {
      {"officer",
       "new",
       "make a person's key and print the block for the policy",
       {},
       {{"--id", "ID", "how the policy names the person: a-z, 0-9 and -", Need::kRequired},
        {"--out", "FILE", "the new encrypted key file; FILE.pub is written beside it; or:"},
        {"--token", "URI",
         "the person's token, 'pkcs11:token=NAME?module-path=PATH'; id= and object= name the new "
         "key, otherwise it gets a fresh id and the person's"},
        {"--name", "NAME", "the person's full name, for the policy"},
        {"--role", "ROLE", "a role of the policy, for the block", Need::kOptional, Times::kMany},
        {"--type", "ed25519|p-256",
         "type of the key; if left out, ed25519 in a file and p-256 on a token"},
        passphrase_source_flag()},
       prepare_officer_new},
      {"officer",
       "show",
       "show a person's public key: its id in hex and in words",
       {},
       {{"--key", "FILE|URI",
         "the .pub file that pyx officer new wrote, or a key on a token, "
         "'pkcs11:token=NAME;id=%01?module-path=PATH'",
         Need::kRequired},
        passphrase_source_flag()},
       prepare_officer_show}};
}

}  // namespace pyx::ceremony
