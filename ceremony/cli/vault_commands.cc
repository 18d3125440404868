// pyx vault: founding a vault, and what it is.

#include <utility>

#include "base/pgp_words.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/confirm.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/founding_signature.h"
#include "ceremony/cli/list_text.h"
#include "ceremony/cli/policy_file.h"
#include "ceremony/cli/record_view.h"
#include "ceremony/cli/signing_person.h"
#include "ceremony/cli/token_place.h"
#include "custody/acts/plain_words.h"
#include "custody/founding/founding.h"

namespace pyx::ceremony {
namespace {

namespace fs = std::filesystem;

struct DraftAsk {
  fs::path folder;
  fs::path policy_file;
  TokenPlace place;
};

// Of --finish and abandon: the draft remembers its token.
struct FolderAsk {
  fs::path folder;
  SecretSource pin;
  Yes yes = Yes::kAsk;
};

struct SignAsk {
  fs::path folder;
  SignerPlace signer;
  Yes yes = Yes::kAsk;
};

std::string next_signature(const fs::path& folder) {
  return "next: each person of the policy signs: pyx vault sign --dir " + folder.string() +
         " --key FILE";
}

Outcome draft_outcome(const custody::Draft& draft, const fs::path& folder) {
  Outcome outcome;
  const Sha256 vault = custody::vault_id(draft.statement);
  outcome.data["statement_digest"] = to_hex(vault);
  outcome.data["words"] = to_pgp_words(vault);
  outcome.data["signed_by"] = array_of(draft.signed_by);
  outcome.data["missing"] = array_of(draft.missing);
  outcome.text = draft_text(draft);
  outcome.words.push_back(draft.missing.empty()
                              ? "everybody has signed; next: pyx vault init --finish --dir " +
                                    folder.string()
                              : next_signature(folder));
  return outcome;
}

Result<Outcome> run_vault_draft(const DraftAsk& ask, Context& context) {
  PYX_ASSIGN(const PolicyFile policy, read_policy(ask.policy_file));
  PYX_ASSIGN(const auto token, context.open_token(ask.place.token, ask.place.pin));
  context.output.say(
      "trying which rules the token enforces, then making the log key and the canary key on it");
  PYX_TRY(custody::draft_vault(ask.folder, policy.bytes, ask.policy_file.string(),
                               pkcs11::to_text(ask.place.token), *token, context.clock));
  PYX_ASSIGN(const custody::Draft draft, custody::read_draft(ask.folder));
  return draft_outcome(draft, ask.folder);
}

Result<std::unique_ptr<pkcs11::Token>> token_of(const std::string& token_uri,
                                                const SecretSource& pin, Context& context) {
  PYX_ASSIGN(const pkcs11::TokenUri uri, pkcs11::parse_token_uri(token_uri));
  return context.open_token(uri, pin);
}

Result<Outcome> run_vault_finish(const FolderAsk& ask, Context& context) {
  PYX_ASSIGN(const custody::Draft draft, custody::read_draft(ask.folder));
  if (!draft.missing.empty()) {
    return refused("ACT-QUORUM", "not everybody has signed; missing: " + joined(draft.missing) +
                                     "; " + next_signature(ask.folder));
  }
  PYX_ASSIGN(const auto token, token_of(draft.token_uri, ask.pin, context));
  PYX_ASSIGN(const Sha256 vault, custody::finish_vault(ask.folder, *token, context.clock));
  Outcome outcome;
  outcome.data["vault"] = to_hex(vault);
  outcome.data["words"] = to_pgp_words(vault);
  outcome.text = to_hex(vault) + "\n";
  outcome.words = {"the vault is founded; its id is above, in words: " + to_pgp_words(vault),
                   "publish the id where nobody who runs the vault can change it: it is the root "
                   "of pyx log verify --root",
                   "next: pyx act propose key.generate --dir " + ask.folder.string()};
  return outcome;
}

Result<Outcome> run_vault_abandon(const FolderAsk& ask, Context& context) {
  const auto draft = custody::read_draft(ask.folder);
  if (draft) {
    PYX_ASSIGN(const std::string words, custody::in_plain_words(draft->statement));
    context.output.show(words);
  } else if (draft.error().code == Code::kNotFound && custody::has_draft(ask.folder)) {
    context.output.say("this draft was cut off before its statement was written");
  } else {
    return draft.error();
  }
  PYX_ASSIGN(const std::string token_uri, custody::token_uri_of_draft(ask.folder));
  context.output.say("this draft and its two keys on the token will be destroyed");
  PYX_TRY(confirm(context, "abandon", ask.yes));
  PYX_ASSIGN(const auto token, token_of(token_uri, ask.pin, context));
  PYX_TRY(custody::abandon_draft(ask.folder, *token));
  Outcome outcome;
  if (draft) {
    outcome.data["abandoned"] = to_hex(custody::vault_id(draft->statement));
  } else {
    outcome.data["abandoned"] = nullptr;
  }
  outcome.words.push_back("the draft and its keys are gone");
  return outcome;
}

Result<Outcome> run_vault_sign(const SignAsk& ask, Context& context) {
  PYX_TRY(check_signer(ask.signer, context.output));
  PYX_ASSIGN(const FoundingToSign founding, founding_to_sign(ask.folder));
  context.output.show(founding.words);
  PYX_TRY(confirm(context, "sign", ask.yes));

  PYX_ASSIGN(const auto signer, open_signer(ask.signer, context.output));
  PYX_ASSIGN(
      const policies::Person* const person,
      signing_person(founding.policy, *signer, ask.signer, {founding.statement.token.serial}));
  PYX_ASSIGN(const custody::Envelope envelope, signer->sign_statement(founding.draft.statement));
  PYX_ASSIGN(const custody::Draft now, custody::add_founding_signature(ask.folder, envelope));
  Outcome outcome = draft_outcome(now, ask.folder);
  outcome.data["person"] = person->id;
  outcome.words.insert(outcome.words.begin(), person->id + " has signed");
  return outcome;
}

Result<Outcome> run_vault_show(const VaultPlace& place, Context& context) {
  auto vault = context.open_vault(place);
  if (!vault) {
    // Before the founding is finished there is a draft to show.
    const bool draft_here = vault.error().code == Code::kNotFound && !place.server;
    const auto draft = draft_here ? custody::read_draft(place.folder) : vault.error();
    if (!draft) return vault.error();
    return draft_outcome(*draft, place.folder);
  }
  PYX_ASSIGN(const custody::VaultInfo info, (*vault)->info());
  Outcome outcome;
  outcome.data = to_json(info);
  outcome.text = info_text(info);
  for (const std::string& warning : info.warnings) outcome.words.push_back("warning: " + warning);
  return outcome;
}

Yes yes_of(const Arguments& given) { return given.has("--yes") ? Yes::kGiven : Yes::kAsk; }

Result<FolderAsk> folder_ask(const Arguments& given) {
  FolderAsk ask{given.path("--dir"), {}, yes_of(given)};
  PYX_ASSIGN(ask.pin, given.secret_source("--pin-source"));
  return ask;
}

Result<Run> prepare_vault_init(const Arguments& given) {
  if (given.has("--draft") == given.has("--finish")) {
    return bad_argument("--draft", "say either --draft or --finish");
  }
  constexpr std::array kOfDraft = {std::string_view("--policy"), std::string_view("--token")};
  for (const std::string_view flag : kOfDraft) {
    if (given.has(flag) != given.has("--draft")) {
      return bad_argument(flag, given.has(flag) ? "goes with --draft only: the draft remembers it"
                                                : "is needed with --draft");
    }
  }
  if (given.has("--finish")) {
    PYX_ASSIGN(const FolderAsk ask, folder_ask(given));
    return Run([ask](Context& context) { return run_vault_finish(ask, context); });
  }
  DraftAsk ask{given.path("--dir"), given.path("--policy"), {}};
  PYX_ASSIGN(ask.place, token_place(given));
  return Run([ask](Context& context) { return run_vault_draft(ask, context); });
}

Result<Run> prepare_vault_sign(const Arguments& given) {
  SignAsk ask{given.path("--dir"), {}, yes_of(given)};
  PYX_ASSIGN(ask.signer, signer_place(given));
  return Run([ask](Context& context) { return run_vault_sign(ask, context); });
}

Result<Run> prepare_vault_abandon(const Arguments& given) {
  PYX_ASSIGN(const FolderAsk ask, folder_ask(given));
  return Run([ask](Context& context) { return run_vault_abandon(ask, context); });
}

Result<Run> prepare_vault_show(const Arguments& given) {
  PYX_ASSIGN(const VaultPlace place, vault_place(given));
  return Run([place](Context& context) { return run_vault_show(place, context); });
}

}  // namespace

Commands vault_commands() {
  return {{"vault",
           "init",
           "found a vault: --draft, then everybody signs, then --finish",
           {},
           {{"--draft", "",
             "makes the first keys and the founding statement; needs --policy and --token"},
            {"--finish", "", "makes the vault, after pyx vault sign by every person"},
            folder_flag(),
            {"--policy", "FILE", "with --draft: the first policy, TOML"},
            token_flag(Need::kOptional),
            pin_source_flag()},
           prepare_vault_init},
          {"vault",
           "sign",
           "sign the founding statement, after it was shown in plain words",
           {},
           with(signer_flags(), {folder_flag(), yes_flag()}),
           prepare_vault_sign},
          {"vault",
           "abandon",
           "destroy a draft and its keys on the token",
           {},
           {folder_flag(), pin_source_flag(), yes_flag()},
           prepare_vault_abandon},
          {"vault",
           "show",
           "show a vault's id, policy and log, or how far its draft has come",
           {},
           vault_place_flags(),
           prepare_vault_show}};
}

}  // namespace pyx::ceremony
