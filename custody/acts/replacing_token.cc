#include "custody/acts/replacing_token.h"

#include <algorithm>

#include "custody/acts/binding_statement.h"
#include "custody/acts/key_home.h"

namespace pyx::custody {
namespace {

Error wrong(std::string what) { return error(Code::kBadInput, std::move(what)); }

Result<void> check_free(const Books& books, const Uuid& id) {
  if (!books.key_id_taken(id)) return {};
  return error(Code::kConflict, "key " + id.text() + " is there already");
}

// As pkcs11::same_token(), without a module behind it: the offline verifier has none.
bool is_same(const pkcs11::TokenIdentity& a, const pkcs11::TokenIdentity& b) {
  return a.serial == b.serial && a.model == b.model && a.manufacturer == b.manufacturer;
}

Result<BindingStatement> binding_by(const ReplaceEvent& event, const TokenReplace& act) {
  PYX_ASSIGN(const Bytes bytes, event.blobs(*event.leaf.token_binding));
  PYX_ASSIGN(const Envelope envelope, parse_envelope(as_text(bytes)));
  PYX_ASSIGN(BindingStatement said, parse_binding(envelope.payload));
  if (said.vault != event.books.vault || said.act != event.act.id)
    return wrong("the leaf's token binding is of another vault or act");
  if (!is_same(said.findings.token, act.token))
    return wrong("the vault was bound to another token than the act's");
  if (said.log_key.id != act.log_key || said.canary_key.id != act.canary_key)
    return wrong("the keys that were made on the new token are not those of the act");
  if (!signed_once_by(envelope, said.log_key.key, event.checks))
    return wrong("the token binding is not signed by the new log key");
  for (const Uuid& id : said.keys) {
    const KeyRecord* key = event.books.key(id);
    if (key == nullptr || key->state == KeyState::kDestroyed ||
        key->copy_on(act.token.serial) == nullptr)
      return wrong("key " + id.text() + " has no copy on the new token");
  }
  return said;
}

void move_keys(Books& to, const std::vector<Uuid>& along) {
  const Time at = to.binding.since;
  for (KeyRecord& key : to.keys) {
    if (key.state == KeyState::kDestroyed) continue;
    if (std::ranges::find(along, key.id) != along.end()) {
      come_home(key, to.binding.serial(), at);
    } else if (!key.left_behind) {
      key.left_behind = at;
    }
  }
}

void fail_cut_off(Books& to, const std::vector<Uuid>& acts) {
  for (const Uuid& id : acts) {
    ActRecord& record = *to.act(id);
    to.set_state(record, ActState::kFailed);
    record.outcome = "the vault left the token on which the act was cut off";
  }
  to.cut_off.reset();
}

}  // namespace

Result<void> check_replace(const Books& books, const TokenReplace& act) {
  if (act.token.serial == books.binding.serial())
    return error(Code::kConflict, "token " + act.token.serial + " is the vault's own");
  const auto left = std::ranges::find(books.left_tokens, act.token.serial, &LeftToken::serial);
  if (left != books.left_tokens.end()) {
    return error(Code::kConflict, "the vault left token " + act.token.serial + " at " +
                                      to_rfc3339(left->until) + " and does not go back to it");
  }
  PYX_TRY(check_free(books, act.log_key));
  return check_free(books, act.canary_key);
}

std::vector<Uuid> acts_left_by(const Books& books, const Uuid& token_replace) {
  if (books.executing != token_replace || !books.cut_off) return {};
  return {*books.cut_off};
}

Result<Effect> effect_of_replace(const ReplaceEvent& event, const TokenReplace& act) {
  if (event.leaf.voided != acts_left_by(event.books, event.act.id))
    return wrong("the leaf does not name the act that was cut off on the token that is left");
  PYX_ASSIGN(BindingStatement said, binding_by(event, act));
  const ActRecord* record = event.books.act(event.act.id);
  if (record == nullptr) return error(Code::kNotFound, "there is no act " + event.act.id.text());
  const Sha256 digest = sha256(record->proposal.payload);
  TokenBinding binding{std::move(said.findings),
                       Bytes(digest.begin(), digest.end()),
                       said.canary_key.id,
                       std::move(said.canary_key.key),
                       event.time,
                       event.act.id,
                       event.books.binding.serial()};
  std::string outcome = "the vault is on token " + binding.serial() + "; " +
                        std::to_string(said.keys.size()) + " keys came along";
  return Effect{
      [binding = std::move(binding), log_key = std::move(said.log_key), keys = std::move(said.keys),
       size = act.checkpoint.size, left = event.leaf.voided](Books& to) {
        to.left_tokens.push_back({to.binding.serial(), to.binding.token().model, binding.since,
                                  *binding.act, to.binding.canary_key, size});
        to.binding = binding;
        to.former_log_keys.push_back(to.log_public_key);
        to.log_key = log_key.id;
        to.log_keys.insert(log_key.id);
        to.log_public_key = log_key.key;
        move_keys(to, keys);
        fail_cut_off(to, left);
      },
      std::move(outcome)};
}

Result<void> check_known_checkpoint(const Leaf& leaf, std::uint64_t log_size,
                                    const RootAt& root_at) {
  const auto* proposal = std::get_if<ProposalLeaf>(&leaf.body);
  if (proposal == nullptr) return {};
  PYX_ASSIGN(const Act act, parse_act(proposal->envelope.payload));
  const auto* replace = std::get_if<TokenReplace>(&act.parameters);
  if (replace == nullptr) return {};
  const KnownCheckpoint& known = replace->checkpoint;
  if (known.size > log_size) {
    return refused("LOG-WHOLE", "the act goes on from a checkpoint of " +
                                    std::to_string(known.size) + " leaves, and this log has " +
                                    std::to_string(log_size) + ": it was rolled back");
  }
  PYX_ASSIGN(const Sha256 root, root_at(known.size));
  if (root == known.root) return {};
  return refused("LOG-WHOLE", "the act goes on from a checkpoint of " + std::to_string(known.size) +
                                  " leaves with another root than this log has at that size");
}

}  // namespace pyx::custody
