#include "custody/acts/token_act.h"

#include "base/crash_point.h"

namespace pyx::custody {
namespace {

// The key that an act makes on the token; nothing for the others.
Result<std::optional<pkcs11::KeySpec>> spec_of(const Books& books, const Act& act) {
  if (const auto* generate = std::get_if<KeyGenerate>(&act.parameters)) {
    const policies::KeyProfile* profile = books.policy.profile(generate->profile);
    if (profile == nullptr)
      return error(Code::kNotFound, "the policy has no key profile " + generate->profile);
    return std::optional(pkcs11::KeySpec{generate->key, profile->type, profile->purpose,
                                         generate->name, profile->exceptions});
  }
  if (const auto* rotate = std::get_if<LogRotate>(&act.parameters)) {
    return std::optional(
        pkcs11::KeySpec{rotate->key, KeyType::kEd25519, Purpose::kSign, "pyx log"});
  }
  return std::optional<pkcs11::KeySpec>();
}

std::optional<Uuid> made_key(const Act& act) {
  if (const auto* generate = std::get_if<KeyGenerate>(&act.parameters)) return generate->key;
  if (const auto* rotate = std::get_if<LogRotate>(&act.parameters)) return rotate->key;
  return std::nullopt;
}

}  // namespace

Result<void> check_token_ready(pkcs11::Token& token, const Act& act) {
  const auto id = made_key(act);
  if (!id) return {};
  PYX_ASSIGN(const auto objects, token.objects());
  for (const pkcs11::ObjectFacts& object : objects) {
    if (std::equal(object.cka_id.begin(), object.cka_id.end(), id->bytes.begin(),
                   id->bytes.end())) {
      return error(Code::kConflict, "an object with the id " + id->text() +
                                        " is on the token already; it is left alone");
    }
  }
  return {};
}

Result<ExecutedLeaf> perform(pkcs11::Token& token, const Books& books, const Act& act,
                             Attempt attempt) {
  ExecutedLeaf leaf;
  leaf.act = act.id;
  if (const auto* destroy = std::get_if<KeyDestroy>(&act.parameters)) {
    PYX_TRY(token.destroy(destroy->key));
    return leaf;
  }
  PYX_ASSIGN(const auto spec, spec_of(books, act));
  if (!spec) return error(Code::kBug, "an act without a part for the token was given to it");
  if (attempt == Attempt::kAfterCrash) PYX_TRY(sweep(token, act));
  PYX_ASSIGN(const pkcs11::KeyFacts facts, token.generate(*spec));
  MadeKey made;
  made.token_serial = token.identity().serial;
  if (facts.public_key) made.spki = facts.public_key->spki();
  for (const pkcs11::Attribute& attribute : facts.attributes)
    made.attributes.emplace_back(attribute.name, attribute.value);
  leaf.made = std::move(made);
  return leaf;
}

Result<void> sweep(pkcs11::Token& token, const Act& act) {
  if (const auto id = made_key(act)) PYX_TRY(token.destroy(*id));
  crash_point(CrashPoint::kExecuteSwept);
  return {};
}

}  // namespace pyx::custody
