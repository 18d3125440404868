#include "custody/acts/preconditions.h"

#include <algorithm>

#include "custody/acts/freezing.h"
#include "custody/founding/token_enforces.h"

namespace pyx::custody {
namespace {

struct Checker {
  const Books& books;
  When when;
  const BlobReader& blobs;

  Result<void> new_key_id(const Uuid& id) const {
    if (books.key_id_taken(id))
      return error(Code::kConflict, "key " + id.text() + " is there already");
    return {};
  }
  Result<const KeyRecord*> key(const Uuid& id) const {
    const KeyRecord* record = books.key(id);
    if (record == nullptr) return error(Code::kNotFound, "there is no key " + id.text());
    return record;
  }
  static Error wrong_state(const KeyRecord& key, std::string_view needed) {
    return refused("KEY-STATE", "key " + key.id.text() + " is in state " +
                                    std::string(to_text(key.state)) + "; needed is " +
                                    std::string(needed));
  }

  Result<void> operator()(const KeyGenerate& act) const {
    const policies::KeyProfile* profile = books.policy.profile(act.profile);
    if (profile == nullptr) {
      return error(Code::kNotFound, "the policy has no key profile " + act.profile);
    }
    PYX_TRY(check_token_enforces(books.founding.token_rules, profile->exceptions,
                                 "profile " + profile->name));
    return new_key_id(act.key);
  }
  Result<void> operator()(const KeyActivate& act) const {
    PYX_ASSIGN(const KeyRecord* record, key(act.key));
    if (record->state != KeyState::kPreActivation) return wrong_state(*record, "pre-activation");
    if (record->backup != policies::Backup::kNone) {
      return refused("KEY-PROVEN",
                     "profile " + record->profile +
                         " asks for a split backup, which was not proven; only a profile that says "
                         "backup = \"none\" can be activated without one");
    }
    // By the policy in force: an exception that was taken back since lets no key go live.
    const policies::KeyProfile* profile = books.policy.profile(record->profile);
    PYX_TRY(check_token_enforces(
        books.founding.token_rules,
        profile == nullptr ? std::span<const TokenRule>() : profile->exceptions,
        "key " + record->id.text() + " of profile " + record->profile));
    if (when == When::kExecuted && is_frozen(books, *record)) {
      Error frozen = error(Code::kFrozen, "key " + record->id.text() + " is frozen; thaw it first");
      frozen.control = "FREEZE-ONE";
      return frozen;
    }
    return {};
  }
  Result<void> operator()(const KeyRetire& act) const {
    PYX_ASSIGN(const KeyRecord* record, key(act.key));
    if (record->state != KeyState::kActive) return wrong_state(*record, "active");
    return {};
  }
  Result<void> operator()(const KeyDestroy& act) const {
    PYX_ASSIGN(const KeyRecord* record, key(act.key));
    if (record->state == KeyState::kActive)
      return wrong_state(*record, "deactivated (retire it first)");
    if (record->state == KeyState::kDestroyed)
      return wrong_state(*record, "pre-activation or deactivated");
    return {};
  }
  Result<void> operator()(const PolicyChange& act) const {
    if (act.policy == books.policy.digest)
      return error(Code::kConflict, "this policy is in force already");
    PYX_ASSIGN(const policies::Policy ignored, proposed_policy(act, blobs));
    static_cast<void>(ignored);
    return {};
  }
  Result<void> operator()(const LogRotate& act) const { return new_key_id(act.key); }
  Result<void> operator()(const Thaw& act) const {
    for (const Sha256& id : act.freezes) {
      if (std::ranges::find(books.freezes, id, &FreezeRecord::id) == books.freezes.end()) {
        return error(Code::kNotFound, "no freeze " + to_hex(id) + " is in force");
      }
    }
    return {};
  }
};

}  // namespace

Result<void> check_preconditions(const Books& books, const Act& act, When when,
                                 const BlobReader& blobs) {
  return std::visit(Checker{books, when, blobs}, act.parameters);
}

Result<policies::Policy> proposed_policy(const PolicyChange& change, const BlobReader& blobs) {
  PYX_ASSIGN(const Bytes bytes, blobs(change.policy));
  return policies::parse_policy(as_text(bytes), "policy " + to_hex(change.policy).substr(0, 8));
}

}  // namespace pyx::custody
