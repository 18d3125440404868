#include "custody/acts/act.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/base64.h"
#include "base/json_reader.h"
#include "custody/coins/value_request.h"
#include "custody/evidence/statement.h"
#include "policies/denomination.h"

namespace pyx::custody {
namespace {

using policies::ActType;

constexpr std::size_t kNameMostBytes = 64;
constexpr std::size_t kMostFreezesInThaw = 32;
constexpr std::size_t kEvidenceMostBytes = 256;

bool printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

json::object parameters_to_json(const ActParameters& parameters) {
  json::object to;
  struct Writer {
    json::object& to;
    void operator()(const KeyGenerate& act) const {
      to["key"] = act.key.text();
      to["profile"] = act.profile;
      to["name"] = act.name;
    }
    void operator()(const KeyActivate& act) const { to["key"] = act.key.text(); }
    void operator()(const KeyRetire& act) const { to["key"] = act.key.text(); }
    void operator()(const KeyDestroy& act) const { to["key"] = act.key.text(); }
    void operator()(const PolicyChange& act) const { to["policy"] = to_hex(act.policy); }
    void operator()(const LogRotate& act) const { to["key"] = act.key.text(); }
    void operator()(const Thaw& act) const {
      json::array freezes;
      for (const Sha256& freeze : act.freezes) freezes.emplace_back(to_hex(freeze));
      to["freezes"] = std::move(freezes);
      to["suspend_freezer"] = act.suspend_freezer;
    }
    void operator()(const KeysSchedule& act) const {
      json::array keys;
      for (const ScheduledKey& key : act.keys) {
        json::object one;
        one["key"] = key.key.text();
        one["denomination"] = key.denomination;
        one["period"] = key.period;
        keys.push_back(std::move(one));
      }
      to["keys"] = std::move(keys);
    }
    void operator()(const BudgetSet& act) const { to["budgets"] = to_hex(act.budgets); }
    void operator()(const CoinsRefund& act) const {
      to["leaf"] = act.leaf;
      to["holder"] = act.holder;
      to["evidence"] = act.evidence;
    }
    void operator()(const ReservationFree& act) const {
      to["leaf"] = act.leaf;
      to["evidence"] = act.evidence;
    }
    void operator()(const ClockAccept& act) const { to["until"] = to_rfc3339(act.until); }
    void operator()(const BackupCreate& act) const { to = to_json(act); }
    void operator()(const BackupProve& act) const { to = to_json(act); }
    void operator()(const BackupRestore& act) const { to = to_json(act); }
    void operator()(const SharesReshare& act) const { to = to_json(act); }
    void operator()(const BackupRewrap& act) const { to = to_json(act); }
    void operator()(const CopyDestroy& act) const { to = to_json(act); }
    void operator()(const TokenReplace& act) const { to = to_json(act); }
    void operator()(const StateAccept& act) const {
      to["lost_size"] = act.lost_size;
      to["lost_root"] = to_hex(act.lost_root);
      to["size"] = act.size;
      to["root"] = to_hex(act.root);
    }
  };
  std::visit(Writer{to}, parameters);
  return to;
}

template <class KeyAct>
Result<ActParameters> read_key_act(json::ObjectReader& reader) {
  PYX_ASSIGN(const Uuid key, reader.uuid("key"));
  return ActParameters(KeyAct{key});
}

Result<ActParameters> read_generate(json::ObjectReader& reader) {
  KeyGenerate act;
  PYX_ASSIGN(act.key, reader.uuid("key"));
  PYX_ASSIGN(act.profile, reader.string("profile"));
  PYX_ASSIGN(act.name, reader.string("name"));
  if (act.name.empty() || act.name.size() > kNameMostBytes || !printable_ascii(act.name)) {
    return error(Code::kBadInput, "the name of a key has 1 to 64 printable ASCII characters");
  }
  return ActParameters(std::move(act));
}

Result<ActParameters> read_thaw(json::ObjectReader& reader) {
  Thaw act;
  PYX_ASSIGN(const json::array* freezes, reader.array_member("freezes"));
  if (freezes->empty() || freezes->size() > kMostFreezesInThaw) {
    return error(Code::kBadInput, "a thaw names 1 to 32 freezes");
  }
  for (const json::value& freeze : *freezes) {
    if (!freeze.is_string())
      return error(Code::kBadInput, "a freeze is named by its digest in hex");
    PYX_ASSIGN(const Sha256 id, sha256_from_hex(std::string_view(freeze.get_string())));
    if (std::ranges::find(act.freezes, id) != act.freezes.end()) {
      return error(Code::kBadInput, "a thaw names the same freeze twice");
    }
    act.freezes.push_back(id);
  }
  PYX_ASSIGN(act.suspend_freezer, reader.boolean("suspend_freezer"));
  return ActParameters(std::move(act));
}

Result<ActParameters> read_schedule(json::ObjectReader& reader) {
  KeysSchedule act;
  PYX_ASSIGN(const json::array* keys, reader.array_member("keys"));
  if (keys->empty() || keys->size() > kMostScheduledKeys) {
    return error(Code::kBadInput,
                 "keys.schedule names 1 to " + std::to_string(kMostScheduledKeys) + " keys");
  }
  for (const json::value& item : *keys) {
    PYX_ASSIGN(json::ObjectReader from, json::ObjectReader::of(item, "scheduled key"));
    ScheduledKey key;
    PYX_ASSIGN(key.key, from.uuid("key"));
    PYX_ASSIGN(key.denomination, from.string("denomination"));
    PYX_ASSIGN(key.period, from.integer("period"));
    PYX_TRY(from.finish());
    if (key.period < 0 || key.period > policies::kMostPeriods)
      return error(Code::kBadInput, "a period is numbered from 0 on");
    for (const ScheduledKey& other : act.keys) {
      if (other.key == key.key ||
          (other.denomination == key.denomination && other.period == key.period))
        return error(Code::kBadInput, "keys.schedule names a key or a period twice");
    }
    act.keys.push_back(std::move(key));
  }
  return ActParameters(std::move(act));
}

Result<std::uint64_t> read_size(json::ObjectReader& reader, std::string_view name) {
  PYX_ASSIGN(const std::int64_t size, reader.integer(name));
  if (size < 1) return error(Code::kBadInput, "a log has 1 or more leaves");
  return static_cast<std::uint64_t>(size);
}

Result<ActParameters> read_state_accept(json::ObjectReader& reader) {
  StateAccept act;
  PYX_ASSIGN(act.lost_size, read_size(reader, "lost_size"));
  PYX_ASSIGN(act.lost_root, reader.digest("lost_root"));
  PYX_ASSIGN(act.size, read_size(reader, "size"));
  PYX_ASSIGN(act.root, reader.digest("root"));
  return ActParameters(act);
}

Result<std::uint64_t> read_leaf_index(json::ObjectReader& reader) {
  PYX_ASSIGN(const std::int64_t leaf, reader.integer("leaf"));
  if (leaf < 1) return error(Code::kBadInput, "a request leaf has an index of 1 or more");
  return static_cast<std::uint64_t>(leaf);
}

Result<std::string> read_evidence(json::ObjectReader& reader) {
  PYX_ASSIGN(std::string evidence, reader.string("evidence"));
  if (evidence.empty() || evidence.size() > kEvidenceMostBytes || !printable_ascii(evidence))
    return error(Code::kBadInput, "evidence is 1 to 256 printable ASCII characters");
  return evidence;
}

Result<ActParameters> read_refund(json::ObjectReader& reader) {
  CoinsRefund act;
  PYX_ASSIGN(act.leaf, read_leaf_index(reader));
  PYX_ASSIGN(act.holder, reader.string("holder"));
  PYX_ASSIGN(const HolderKey ignored, holder_key_from(act.holder));
  static_cast<void>(ignored);
  PYX_ASSIGN(act.evidence, read_evidence(reader));
  return ActParameters(std::move(act));
}

Result<ActParameters> read_free(json::ObjectReader& reader) {
  ReservationFree act;
  PYX_ASSIGN(act.leaf, read_leaf_index(reader));
  PYX_ASSIGN(act.evidence, read_evidence(reader));
  return ActParameters(std::move(act));
}

// Of an act whose parameters custody/acts/backup_parameters.h reads.
template <class Part, Result<Part> (*kRead)(json::ObjectReader&)>
Result<ActParameters> read_part(json::ObjectReader& reader) {
  PYX_ASSIGN(Part part, kRead(reader));
  return ActParameters(std::move(part));
}

Result<ActParameters> read_parameters(ActType type, json::ObjectReader& reader) {
  switch (type) {
    case ActType::kKeyGenerate:
      return read_generate(reader);
    case ActType::kKeyActivate:
      return read_key_act<KeyActivate>(reader);
    case ActType::kKeyRetire:
      return read_key_act<KeyRetire>(reader);
    case ActType::kKeyDestroy:
      return read_key_act<KeyDestroy>(reader);
    case ActType::kLogRotate:
      return read_key_act<LogRotate>(reader);
    case ActType::kPolicyChange: {
      PYX_ASSIGN(const Sha256 policy, reader.digest("policy"));
      return ActParameters(PolicyChange{policy});
    }
    case ActType::kThaw:
      return read_thaw(reader);
    case ActType::kKeysSchedule:
      return read_schedule(reader);
    case ActType::kBudgetSet: {
      PYX_ASSIGN(const Sha256 budgets, reader.digest("budgets"));
      return ActParameters(BudgetSet{budgets});
    }
    case ActType::kCoinsRefund:
      return read_refund(reader);
    case ActType::kReservationFree:
      return read_free(reader);
    case ActType::kClockAccept: {
      PYX_ASSIGN(const Time until, reader.time("until"));
      return ActParameters(ClockAccept{until});
    }
    case ActType::kBackupCreate:
      return read_part<BackupCreate, read_backup_create>(reader);
    case ActType::kBackupProve:
      return read_part<BackupProve, read_backup_prove>(reader);
    case ActType::kBackupRestore:
      return read_part<BackupRestore, read_backup_restore>(reader);
    case ActType::kSharesReshare:
      return read_part<SharesReshare, read_shares_reshare>(reader);
    case ActType::kBackupRewrap:
      return read_part<BackupRewrap, read_backup_rewrap>(reader);
    case ActType::kCopyDestroy:
      return read_part<CopyDestroy, read_copy_destroy>(reader);
    case ActType::kTokenReplace:
      return read_part<TokenReplace, read_token_replace>(reader);
    case ActType::kStateAccept:
      return read_state_accept(reader);
  }
  return error(Code::kBadInput, "unknown act type");
}

}  // namespace

ActType Act::type() const {
  struct TypeOf {
    ActType operator()(const KeyGenerate&) const { return ActType::kKeyGenerate; }
    ActType operator()(const KeyActivate&) const { return ActType::kKeyActivate; }
    ActType operator()(const KeyRetire&) const { return ActType::kKeyRetire; }
    ActType operator()(const KeyDestroy&) const { return ActType::kKeyDestroy; }
    ActType operator()(const PolicyChange&) const { return ActType::kPolicyChange; }
    ActType operator()(const LogRotate&) const { return ActType::kLogRotate; }
    ActType operator()(const Thaw&) const { return ActType::kThaw; }
    ActType operator()(const KeysSchedule&) const { return ActType::kKeysSchedule; }
    ActType operator()(const BudgetSet&) const { return ActType::kBudgetSet; }
    ActType operator()(const CoinsRefund&) const { return ActType::kCoinsRefund; }
    ActType operator()(const ReservationFree&) const { return ActType::kReservationFree; }
    ActType operator()(const ClockAccept&) const { return ActType::kClockAccept; }
    ActType operator()(const BackupCreate&) const { return ActType::kBackupCreate; }
    ActType operator()(const BackupProve&) const { return ActType::kBackupProve; }
    ActType operator()(const BackupRestore&) const { return ActType::kBackupRestore; }
    ActType operator()(const SharesReshare&) const { return ActType::kSharesReshare; }
    ActType operator()(const BackupRewrap&) const { return ActType::kBackupRewrap; }
    ActType operator()(const CopyDestroy&) const { return ActType::kCopyDestroy; }
    ActType operator()(const TokenReplace&) const { return ActType::kTokenReplace; }
    ActType operator()(const StateAccept&) const { return ActType::kStateAccept; }
  };
  return std::visit(TypeOf{}, parameters);
}

Bytes encode_act(const Act& act) {
  json::object predicate;
  predicate["id"] = act.id.text();
  predicate["type"] = policies::to_text(act.type());
  predicate["parameters"] = parameters_to_json(act.parameters);
  predicate["policy"] = to_hex(act.policy);
  predicate["nonce"] = to_base64(act.nonce);
  predicate["not_before"] = to_rfc3339(act.not_before);
  predicate["expires"] = to_rfc3339(act.expires);
  predicate["proposer"] = act.proposer;
  return encode_statement({std::string(kActPredicate), "vault", act.vault, std::move(predicate)});
}

Result<Act> parse_act(ByteView bytes) {
  if (bytes.size() > kActMostBytes) {
    return error(Code::kBadInput, "an act has at most " + std::to_string(kActMostBytes) + " bytes");
  }
  PYX_ASSIGN(const Statement statement, parse_statement(bytes));
  if (statement.predicate_type != kActPredicate || statement.subject_name != "vault") {
    return error(Code::kBadInput, "the statement is not an act");
  }
  Act act;
  act.vault = statement.subject_digest;
  json::ObjectReader reader(statement.predicate, "act");
  PYX_ASSIGN(act.id, reader.uuid("id"));
  PYX_ASSIGN(const std::string type_text, reader.string("type"));
  const auto type = policies::act_type_from(type_text);
  if (!type) return error(Code::kBadInput, "unknown act type");
  PYX_ASSIGN(const json::object* parameters, reader.object_member("parameters"));
  json::ObjectReader parameter_reader(*parameters, "parameters of the act");
  PYX_ASSIGN(act.parameters, read_parameters(*type, parameter_reader));
  PYX_TRY(parameter_reader.finish());
  PYX_ASSIGN(act.policy, reader.digest("policy"));
  PYX_ASSIGN(act.nonce, reader.base64("nonce"));
  PYX_ASSIGN(act.not_before, reader.time("not_before"));
  PYX_ASSIGN(act.expires, reader.time("expires"));
  PYX_ASSIGN(act.proposer, reader.string("proposer"));
  PYX_TRY(reader.finish());
  if (act.nonce.size() != kNonceBytes)
    return error(Code::kBadInput, "the nonce of an act has 16 bytes");
  if (act.expires <= act.not_before)
    return error(Code::kBadInput, "an act expires after its not_before");
  return act;
}

}  // namespace pyx::custody
