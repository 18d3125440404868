// What custody/backup_desk.h says of rewrap() and destroy_copy().
#include <algorithm>
#include <deque>

#include "base/aes_kwp.h"
#include "base/crash_point.h"
#include "custody/backup_desk.h"

namespace pyx::custody {
namespace {

// What is done with a wrapped key, and what it is compared with meanwhile.
struct Passing {
  std::vector<pkcs11::PassingKey> keys;
  std::deque<KeyProof> proofs;  // where the checks look
};

Result<void> add(const Act& act, const KeyRecord& key, const pkcs11::KeySpec& spec,
                 const BackedUpKey& held, Passing& to) {
  PYX_ASSIGN(KeyProof proof, KeyProof::of(act.vault, key, act.id, held.check_value));
  const KeyProof& question = to.proofs.emplace_back(std::move(proof));
  const auto check = [&question](ByteView answer) -> Result<void> {
    PYX_TRY(question.check(answer));
    return {};
  };
  const ByteView input = question.input();
  to.keys.push_back(
      {{spec, held.wrapped, key.public_key}, Bytes(input.begin(), input.end()), check});
  return {};
}

}  // namespace

Result<ActRecord> BackupDesk::rewrap(const Uuid& id, HolderTable& table, const KeyRewrapper& rewrap,
                                     std::optional<SecretBytes> dice) {
  PYX_ASSIGN(const Act act, begin(id, policies::ActType::kBackupRewrap));
  const auto& parameters = std::get<BackupRewrap>(act.parameters);
  PYX_ASSIGN(const Opened from, open_backup(parameters.from));
  BackupFile file = new_file(act, parameters.backup);
  file.rewrapped_from = RewrappedFrom{from.record.id, from.record.file};
  Passing passing;
  for (std::size_t i = 0; i < from.keys.size(); ++i) {
    const KeyRecord& key = from.keys[i];
    if (key.state == KeyState::kDestroyed) continue;
    const BackedUpKey& held = from.file.keys[i];
    PYX_TRY(add(act, key, spec_of(key, pkcs11::Origin::kBroughtIn), held, passing));
    file.keys.push_back(held);
  }
  PYX_ASSIGN(SecretBytes old_wrap_key, collect(from, table));
  crash_point(CrashPoint::kSharesCollected);
  PYX_ASSIGN(const std::vector<NamedEntropy> sources, entropy(std::move(dice)));
  PYX_ASSIGN(MixedKey mixed, mix_wrap_key(act.vault, parameters.backup, sources));
  file.sources = mixed.sources;
  PYX_TRY(token_.close());
  PYX_ASSIGN(pkcs11::WrappedKeys wrapped, rewrap(old_wrap_key, mixed.key, passing.keys));
  old_wrap_key = SecretBytes();
  return hand_out_new(act, std::move(file), std::move(wrapped), parameters.shares, mixed.key,
                      table);
}

Result<ActRecord> BackupDesk::destroy_copy(const Uuid& id, const OpenSecondToken& open) {
  PYX_ASSIGN(const Act act, begin(id, policies::ActType::kCopyDestroy));
  const auto& parameters = std::get<CopyDestroy>(act.parameters);
  PYX_ASSIGN(const SecretBytes no_wrap_key, SecretBytes::random(kWrapKeyBytes));
  PYX_ASSIGN(const auto token, open(no_wrap_key));
  if (token->identity().serial != parameters.token_serial) {
    return refused("TOKEN-BOUND", "the token has serial " + token->identity().serial +
                                      "; the act destroys the copy on serial " +
                                      parameters.token_serial);
  }
  PYX_TRY(token->destroy(parameters.key));
  crash_point(CrashPoint::kExecuteTokenDone);
  Performed done;
  done.leaf.act = id;
  return acts_.finish(std::move(done));
}

}  // namespace pyx::custody
