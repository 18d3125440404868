#include "custody/acts/token_act.h"

#include <algorithm>

#include "base/crash_point.h"
#include "custody/acts/preconditions.h"

namespace pyx::custody {
namespace {

// What is to have a backup must be able to leave the token, and nothing else may.
pkcs11::Wrapping wrapping_of(const policies::KeyProfile& profile) {
  return profile.backup == policies::Backup::kSplit ? pkcs11::Wrapping::kUnderTrusted
                                                    : pkcs11::Wrapping::kNever;
}

// The keys that an act makes on the token; none for the others.
Result<std::vector<pkcs11::KeySpec>> specs_of(const Books& books, const Act& act) {
  std::vector<pkcs11::KeySpec> specs;
  const auto add = [&](const Uuid& id, const std::string& name,
                       const std::string& label) -> Result<void> {
    const policies::KeyProfile* profile = books.policy.profile(name);
    if (profile == nullptr) return error(Code::kNotFound, "the policy has no key profile " + name);
    specs.push_back(
        {id, profile->type, profile->purpose, label, profile->exceptions, wrapping_of(*profile)});
    return {};
  };
  if (const auto* generate = std::get_if<KeyGenerate>(&act.parameters)) {
    PYX_TRY(add(generate->key, generate->profile, generate->name));
  } else if (const auto* schedule = std::get_if<KeysSchedule>(&act.parameters)) {
    for (const ScheduledKey& key : schedule->keys) {
      const policies::Denomination* denomination = books.policy.denomination(key.denomination);
      if (denomination == nullptr)
        return error(Code::kNotFound, "the policy has no denomination " + key.denomination);
      PYX_TRY(add(key.key, denomination->profile, scheduled_key_name(key)));
    }
  } else if (const auto* rotate = std::get_if<LogRotate>(&act.parameters)) {
    specs.push_back({rotate->key, KeyType::kEd25519, Purpose::kSign, "pyx log"});
  }
  return specs;
}

std::vector<Uuid> made_keys(const Act& act) {
  if (const auto* generate = std::get_if<KeyGenerate>(&act.parameters)) return {generate->key};
  if (const auto* rotate = std::get_if<LogRotate>(&act.parameters)) return {rotate->key};
  if (const auto* replace = std::get_if<TokenReplace>(&act.parameters))
    return {replace->log_key, replace->canary_key};
  std::vector<Uuid> ids;
  if (const auto* schedule = std::get_if<KeysSchedule>(&act.parameters)) {
    for (const ScheduledKey& key : schedule->keys) ids.push_back(key.key);
  }
  return ids;
}

Result<MadeKey> make(pkcs11::Token& token, const pkcs11::KeySpec& spec) {
  PYX_ASSIGN(const pkcs11::KeyFacts facts, token.generate(spec));
  MadeKey made;
  made.token_serial = token.identity().serial;
  if (facts.public_key) made.spki = facts.public_key->spki();
  for (const pkcs11::Attribute& attribute : facts.attributes)
    made.attributes.emplace_back(attribute.name, attribute.value);
  return made;
}

}  // namespace

Result<void> check_token_ready(pkcs11::Token& token, const Act& act) {
  const std::vector<Uuid> ids = made_keys(act);
  if (ids.empty()) return {};
  PYX_ASSIGN(const auto objects, token.objects());
  for (const pkcs11::ObjectFacts& object : objects) {
    const auto same = [&](const Uuid& id) { return std::ranges::equal(object.cka_id, id.bytes); };
    if (const auto id = std::ranges::find_if(ids, same); id != ids.end()) {
      return error(Code::kConflict, "an object with the id " + id->text() +
                                        " is on the token already; it is left alone");
    }
  }
  return {};
}

Result<Performed> perform(pkcs11::Token& token, const Books& books, const Act& act,
                          Attempt attempt) {
  Performed done;
  done.leaf.act = act.id;
  if (const auto* destroy = std::get_if<KeyDestroy>(&act.parameters)) {
    PYX_TRY(token.destroy(destroy->key));
    return done;
  }
  PYX_ASSIGN(const auto specs, specs_of(books, act));
  if (specs.empty())
    return error(Code::kBug, "an act without a part for the token was given to it");
  if (attempt == Attempt::kAfterCrash) PYX_TRY(sweep(token, act));
  std::vector<MadeKey> made;
  for (const pkcs11::KeySpec& spec : specs) {
    PYX_ASSIGN(MadeKey key, make(token, spec));
    made.push_back(std::move(key));
  }
  if (act.type() == policies::ActType::kKeysSchedule) {
    Bytes bytes = encode_made_keys(made);
    done.leaf.made_keys = sha256(bytes);
    done.blobs.push_back(std::move(bytes));
  } else {
    done.leaf.made = std::move(made.front());
  }
  return done;
}

Result<void> sweep(pkcs11::Token& token, const Act& act) {
  for (const Uuid& id : made_keys(act)) PYX_TRY(token.destroy(id));
  crash_point(CrashPoint::kExecuteSwept);
  return {};
}

}  // namespace pyx::custody
