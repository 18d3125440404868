#include "ceremony/steps/founding_work.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/pgp_words.h"
#include "ceremony/cli/founding_signature.h"
#include "ceremony/cli/policy_file.h"
#include "ceremony/cli/policy_view.h"
#include "ceremony/cli/record_view.h"
#include "ceremony/cli/signing_person.h"
#include "ceremony/steps/at_vault.h"
#include "ceremony/steps/step_found.h"
#include "ceremony/transcript/roster.h"
#include "custody/evidence/merkle.h"
#include "custody/founding/founding.h"

namespace pyx::ceremony::steps {
namespace {

using transcript::Kind;

transcript::Roster roster_of(const Standing& standing) {
  transcript::Roster roster;
  for (const transcript::Entry& entry : standing.record.so_far().entries)
    if (entry.kind == Kind::kPerson) roster.follow(entry);
  return roster;
}

// Whoever signs the transcript and the vault's log is one person with one key.
Result<void> check_keys(const Standing& standing, const policies::Policy& policy) {
  const transcript::Roster roster = roster_of(standing);
  for (const policies::Person& person : policy.people) {
    const transcript::RosterPerson* const here = roster.person(person.id);
    if (here != nullptr && here->key.id() != person.key.id())
      return error(Code::kRefused, "the policy has another key of " + person.id +
                                       " than the one that signs this transcript");
  }
  return {};
}

Result<Sha256> founded_id(const Doing& doing) {
  PYX_ASSIGN(custody::VaultAccess* const vault, doing.host.vault(doing.model));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  return info.id;
}

bool is_founded(const Standing& standing) {
  std::error_code ignored;
  return std::filesystem::exists(standing.host.vault_folder(), ignored) &&
         !custody::has_draft(standing.host.vault_folder());
}

}  // namespace

Result<void> make_officer_key(const Doing& doing) {
  for (const std::string& person : doing.doers) {
    PYX_ASSIGN(const Signer* const signer, doing.people.signer(person));
    const Sha256& id = signer->public_key().id();
    const std::string text = digest_lines("key of " + person, id);
    doing.people.show(text);
    const Names him = {person};
    PYX_TRY(doing.agreed_by(him, "it is the id of his own key", text));
    PYX_TRY(doing.read_aloud("key of " + person, id, him));
  }
  return {};
}

Result<void> check_policy(const Doing& doing) {
  const bool first = doing.step.text("which") == "first";
  const planning::Site& site = doing.host.site();
  if (!first && !site.new_policy) return error(Code::kNotFound, "the site has no new_policy");
  PYX_ASSIGN(const PolicyFile read,
             read_policy(doing.host.path(first ? site.policy : *site.new_policy)));
  PYX_TRY(check_keys(doing, read.policy));
  const std::string what = first ? "policy" : "new policy";
  const std::string text = policy_text(read.policy);
  PYX_TRY(doing.show(what, text));
  PYX_TRY(
      doing.agreed_by(doing.doers, "it was read aloud, and is the one that was reviewed", text));
  return doing.read_aloud(what, read.policy.digest, doing.doers);
}

Result<void> draft_vault(const Doing& doing) {
  const std::string& id = doing.step.text("token");
  const std::filesystem::path policy_file = doing.host.path(doing.host.site().policy);
  PYX_ASSIGN(const PolicyFile policy, read_policy(policy_file));
  if (!std::ranges::any_of(doing.record.so_far().entries, [&](const transcript::Entry& entry) {
        return entry.kind == Kind::kDigestRead && entry.text("what") == "policy" &&
               entry.text("digest") == to_hex(policy.policy.digest);
      }))
    return error(Code::kRefused, "this policy was not read aloud in this ceremony");
  PYX_ASSIGN(const pkcs11::TokenUri uri, doing.host.uri_of(id, doing.record));
  PYX_ASSIGN(pkcs11::Token* const token, doing.host.token(id, doing.model, doing.record));
  PYX_TRY(custody::draft_vault(doing.host.vault_folder(), policy.bytes, policy_file.string(),
                               pkcs11::to_text(uri), *token, doing.host.context().clock));
  PYX_ASSIGN(const FoundingToSign founding, founding_to_sign(doing.host.vault_folder()));
  PYX_TRY(doing.show("founding statement", founding.words + draft_text(founding.draft)));
  return doing.read_aloud("founding statement", custody::vault_id(founding.draft.statement),
                          doing.doers);
}

Result<void> sign_founding(const Doing& doing) {
  const std::filesystem::path folder = doing.host.vault_folder();
  for (const std::string& person : doing.doers) {
    PYX_ASSIGN(const FoundingToSign founding, founding_to_sign(folder));
    const Names him = {person};
    const Names& missing = founding.draft.missing;
    if (std::ranges::find(missing, person) != missing.end()) {
      PYX_TRY(doing.agreed_by(him, "he signs the founding statement", founding.words));
      PYX_ASSIGN(const Signer* const signer, doing.people.signer(person));
      SignerPlace place;
      place.person = person;
      PYX_TRY(signing_person(founding.policy, *signer, place, {founding.statement.token.serial}));
      PYX_ASSIGN(const custody::Envelope envelope,
                 signer->sign_statement(founding.draft.statement));
      PYX_TRY(custody::add_founding_signature(folder, envelope));
    }
    PYX_TRY(doing.read_aloud("founding statement signed by " + person,
                             custody::vault_id(founding.draft.statement), him));
  }
  PYX_ASSIGN(const custody::Draft draft, custody::read_draft(folder));
  doing.people.show(draft_text(draft));
  return {};
}

Result<void> finish_vault(const Doing& doing) {
  const std::string& id = doing.model.state().vault.token;
  const std::filesystem::path folder = doing.host.vault_folder();
  if (!is_founded(doing)) {
    PYX_ASSIGN(pkcs11::Token* const token, doing.host.token(id, doing.model, doing.record));
    PYX_TRY(custody::finish_vault(folder, *token, doing.host.context().clock));
  }
  PYX_ASSIGN(custody::VaultAccess* const vault, doing.host.vault(doing.model));
  PYX_ASSIGN(const custody::VaultInfo info, vault->info());
  PYX_ASSIGN(const std::vector<Bytes> leaves, vault->leaves(0, 1));
  if (leaves.empty()) return error(Code::kStore, "the vault's log has no leaf");
  PYX_TRY(doing.write(Kind::kFounded, {{"vault", to_hex(info.id)},
                                       {"leaf_hash", to_hex(custody::leaf_hash(leaves.front()))}}));
  return doing.show("vault", info_text(info) + digest_lines("vault", info.id));
}

Result<void> open_vault(const Doing& doing) {
  PYX_ASSIGN(const Sha256 id, founded_id(doing));
  const auto& known = doing.record.so_far().header.vault;
  if (known && *known != id)
    return error(Code::kRefused, "this is vault " + to_hex(id) +
                                     ", and the transcript was begun for vault " + to_hex(*known));
  const std::string text = digest_lines("vault", id);
  doing.people.show(text);
  PYX_TRY(doing.agreed_by(doing.doers, "it is the vault id that was published", text));
  return doing.read_aloud("vault", id, doing.doers);
}

Result<Found> look_at_draft(const Standing& standing) {
  const auto draft = custody::read_draft(standing.host.vault_folder());
  if (draft) return found_done("the draft is there, with its statement");
  if (draft.error().code != Code::kNotFound) return draft.error();
  return found_not_done("there is no founding statement yet");
}

Result<Found> look_at_signatures(const Standing& standing) {
  PYX_ASSIGN(const custody::Draft draft, custody::read_draft(standing.host.vault_folder()));
  for (const std::string& person : standing.doers) {
    if (std::ranges::find(draft.missing, person) != draft.missing.end())
      return found_not_done(person + " has not signed the founding statement");
  }
  return found_done("all of them have signed the founding statement");
}

Result<Found> look_at_vault(const Standing& standing) {
  if (is_founded(standing)) return found_done("the vault is founded");
  return found_not_done("the founding is not finished");
}

}  // namespace pyx::ceremony::steps
