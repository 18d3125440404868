#include "custody/evidence/leaf.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/base64.h"
#include "base/json_reader.h"
#include "custody/evidence/tiles.h"

namespace pyx::custody {
namespace {

constexpr std::int64_t kVersion = 1;

json::object to_json(const MadeKey& key) {
  json::object made;
  made["token"] = key.token_serial;
  if (key.spki) made["spki"] = to_base64(*key.spki);
  json::object attributes;
  for (const auto& [name, value] : key.attributes) attributes[name] = value;
  made["attributes"] = std::move(attributes);
  return made;
}

json::object to_json(const Refund& refund) {
  json::object to;
  write_moves(to, refund.moves);
  if (refund.seed) to["seed"] = refund.seed->text();
  if (refund.delivery) to["delivery"] = to_hex(*refund.delivery);
  return to;
}

struct BodyWriter {
  json::object& to;

  void operator()(const GenesisLeaf& leaf) const {
    to["envelope"] = to_hex(leaf.envelope);
    to["policy"] = to_hex(leaf.policy);
  }
  void operator()(const ProposalLeaf& leaf) const { to["envelope"] = to_json(leaf.envelope); }
  void operator()(const DecisionLeaf& leaf) const {
    to["act"] = leaf.act.text();
    to["envelope"] = to_json(leaf.envelope);
  }
  void operator()(const IntentLeaf& leaf) const {
    to["act"] = leaf.act.text();
    to["policy"] = to_hex(leaf.policy);
    to["token"] = leaf.token_serial;
    to["epoch"] = leaf.epoch;
  }
  void operator()(const ExecutedLeaf& leaf) const {
    to["act"] = leaf.act.text();
    if (leaf.made) {
      to["made"] = to_json(*leaf.made);
    }
    if (!leaf.voided.empty()) {
      json::array voided;
      for (const Uuid& act : leaf.voided) voided.emplace_back(act.text());
      to["voided"] = std::move(voided);
    }
    if (leaf.made_keys) to["made_keys"] = to_hex(*leaf.made_keys);
    if (leaf.refund) to["refund"] = to_json(*leaf.refund);
    if (leaf.backup_file) to["backup_file"] = to_hex(*leaf.backup_file);
    if (leaf.share_set) to["share_set"] = to_hex(*leaf.share_set);
    if (leaf.token_proof) to["token_proof"] = to_hex(*leaf.token_proof);
    if (leaf.token_binding) to["token_binding"] = to_hex(*leaf.token_binding);
  }
  void operator()(const FailedLeaf& leaf) const {
    to["act"] = leaf.act.text();
    to["code"] = leaf.code;
    to["ckr"] = leaf.ckr;
    to["call"] = leaf.call;
  }
  void operator()(const ExpiredLeaf& leaf) const { to["act"] = leaf.act.text(); }
  void operator()(const FreezeLeaf& leaf) const { to["envelope"] = to_json(leaf.envelope); }
  void operator()(const LoweringLeaf& leaf) const { to["envelope"] = to_json(leaf.envelope); }
  void operator()(const ShareLeaf& leaf) const { to["envelope"] = to_json(leaf.envelope); }
  void operator()(const OperationLeaf& leaf) const { write_members(to, leaf); }
  void operator()(const BadCoinsLeaf& leaf) const { write_members(to, leaf); }
  void operator()(const AlarmLeaf& leaf) const { write_members(to, leaf); }
  void operator()(const RequestLeaf&) const {}  // written by encode_request
  void operator()(const SettleLeaf& leaf) const {
    json::array settled;
    for (const std::uint64_t index : leaf.signed_requests) settled.emplace_back(index);
    to["signed"] = std::move(settled);
  }
};

// The leaf on the way of every request: the same bytes that the JSON library would write, without
// its tree.
Bytes encode_request(const Leaf& leaf, const RequestLeaf& request) {
  std::string text;
  text.reserve(420);
  text += R"({"v":1,"kind":"request","time":")";
  text += to_rfc3339(leaf.time);
  text += R"(","client":)";
  text += json::serialize(json::value(request.client));
  text += R"(,"key":")" + request.key.text();
  text += R"(","request":")" + request.request.text();
  text += R"(","scheme":")";
  text += to_text(request.scheme);
  text += R"(","count":)" + std::to_string(request.count);
  text += R"(,"digest":")" + to_hex(request.digest);
  text += R"(","policy":")" + to_hex(request.policy);
  text += "\"}";
  return to_bytes(text);
}

Result<std::vector<Uuid>> read_uuids(const json::array& from, std::string_view what) {
  std::vector<Uuid> ids;
  for (const json::value& value : from) {
    if (!value.is_string())
      return error(Code::kBadInput, std::string(what) + " must be a list of ids");
    PYX_ASSIGN(const Uuid id, Uuid::parse(std::string_view(value.get_string())));
    ids.push_back(id);
  }
  return ids;
}

Result<Envelope> read_envelope(json::ObjectReader& reader) {
  PYX_ASSIGN(const json::object* envelope, reader.object_member("envelope"));
  return envelope_from(json::value(*envelope));
}

using Body = decltype(Leaf::body);

Result<Body> read_genesis(json::ObjectReader& reader) {
  GenesisLeaf leaf;
  PYX_ASSIGN(leaf.envelope, reader.digest("envelope"));
  PYX_ASSIGN(leaf.policy, reader.digest("policy"));
  return Body(leaf);
}

Result<Body> read_decision(json::ObjectReader& reader) {
  DecisionLeaf leaf;
  PYX_ASSIGN(leaf.act, reader.uuid("act"));
  PYX_ASSIGN(leaf.envelope, read_envelope(reader));
  return Body(std::move(leaf));
}

Result<Body> read_intent(json::ObjectReader& reader) {
  IntentLeaf leaf;
  PYX_ASSIGN(leaf.act, reader.uuid("act"));
  PYX_ASSIGN(leaf.policy, reader.digest("policy"));
  PYX_ASSIGN(leaf.token_serial, reader.string("token"));
  PYX_ASSIGN(const std::int64_t epoch, reader.integer("epoch"));
  if (epoch < 0) return error(Code::kBadInput, "an epoch is not negative");
  leaf.epoch = static_cast<std::uint64_t>(epoch);
  return Body(std::move(leaf));
}

Result<MadeKey> read_made(const json::object& from) {
  json::ObjectReader reader(from, "made key");
  MadeKey made;
  PYX_ASSIGN(made.token_serial, reader.string("token"));
  if (reader.has("spki")) {
    PYX_ASSIGN(made.spki, reader.base64("spki"));
  }
  PYX_ASSIGN(const json::object* attributes, reader.object_member("attributes"));
  for (const auto& [name, value] : *attributes) {
    if (!value.is_string()) return error(Code::kBadInput, "an attribute's value is a string");
    made.attributes.emplace_back(std::string_view(name), std::string_view(value.get_string()));
  }
  PYX_TRY(reader.finish());
  return made;
}

Result<Refund> read_refund(const json::object& from) {
  json::ObjectReader reader(from, "refund");
  Refund refund;
  PYX_ASSIGN(refund.moves, read_moves(reader));
  if (reader.has("seed")) {
    PYX_ASSIGN(refund.seed, reader.uuid("seed"));
  }
  if (reader.has("delivery")) {
    PYX_ASSIGN(refund.delivery, reader.digest("delivery"));
  }
  PYX_TRY(reader.finish());
  return refund;
}

Result<void> read_digest_if(json::ObjectReader& reader, std::string_view name,
                            std::optional<Sha256>& into) {
  if (!reader.has(name)) return {};
  PYX_ASSIGN(into, reader.digest(name));
  return {};
}

Result<Body> read_executed(json::ObjectReader& reader) {
  ExecutedLeaf leaf;
  PYX_ASSIGN(leaf.act, reader.uuid("act"));
  if (reader.has("made")) {
    PYX_ASSIGN(const json::object* made, reader.object_member("made"));
    PYX_ASSIGN(leaf.made, read_made(*made));
  }
  if (reader.has("voided")) {
    PYX_ASSIGN(const json::array* voided, reader.array_member("voided"));
    PYX_ASSIGN(leaf.voided, read_uuids(*voided, "voided"));
  }
  PYX_TRY(read_digest_if(reader, "made_keys", leaf.made_keys));
  if (reader.has("refund")) {
    PYX_ASSIGN(const json::object* refund, reader.object_member("refund"));
    PYX_ASSIGN(leaf.refund, read_refund(*refund));
  }
  PYX_TRY(read_digest_if(reader, "backup_file", leaf.backup_file));
  PYX_TRY(read_digest_if(reader, "share_set", leaf.share_set));
  PYX_TRY(read_digest_if(reader, "token_proof", leaf.token_proof));
  PYX_TRY(read_digest_if(reader, "token_binding", leaf.token_binding));
  return Body(std::move(leaf));
}

Result<Body> read_failed(json::ObjectReader& reader) {
  FailedLeaf leaf;
  PYX_ASSIGN(leaf.act, reader.uuid("act"));
  PYX_ASSIGN(leaf.code, reader.string("code"));
  PYX_ASSIGN(leaf.ckr, reader.string("ckr"));
  PYX_ASSIGN(leaf.call, reader.string("call"));
  return Body(std::move(leaf));
}

Result<Body> read_expired(json::ObjectReader& reader) {
  PYX_ASSIGN(const Uuid act, reader.uuid("act"));
  return Body(ExpiredLeaf{act});
}

// Of a leaf that is one signed statement.
template <class Statement>
Result<Body> read_signed(json::ObjectReader& reader) {
  PYX_ASSIGN(Envelope envelope, read_envelope(reader));
  return Body(Statement{std::move(envelope)});
}

// Of a leaf whose members custody/evidence/operation_leaf.h reads.
template <class Part, Result<Part> (*kRead)(json::ObjectReader&)>
Result<Body> read_part(json::ObjectReader& reader) {
  PYX_ASSIGN(Part part, kRead(reader));
  return Body(std::move(part));
}

Result<Body> read_request(json::ObjectReader& reader) {
  RequestLeaf leaf;
  PYX_ASSIGN(leaf.client, reader.string("client"));
  PYX_ASSIGN(leaf.key, reader.uuid("key"));
  PYX_ASSIGN(leaf.request, reader.uuid("request"));
  PYX_ASSIGN(const std::string scheme_text, reader.string("scheme"));
  const auto scheme = scheme_from(scheme_text);
  if (!scheme) return error(Code::kBadInput, "unknown signature scheme");
  leaf.scheme = *scheme;
  PYX_ASSIGN(const std::int64_t count, reader.integer("count"));
  if (count < 1 || count > 256) return error(Code::kBadInput, "a request has 1 to 256 messages");
  leaf.count = static_cast<std::uint32_t>(count);
  PYX_ASSIGN(leaf.digest, reader.digest("digest"));
  PYX_ASSIGN(leaf.policy, reader.digest("policy"));
  return Body(std::move(leaf));
}

Result<Body> read_settle(json::ObjectReader& reader) {
  SettleLeaf leaf;
  PYX_ASSIGN(const json::array* settled, reader.array_member("signed"));
  for (const json::value& value : *settled) {
    boost::system::error_code failure;
    const auto index = value.to_number<std::uint64_t>(failure);
    if (failure || value.is_double())
      return error(Code::kBadInput, "a leaf index is a whole number");
    if (!leaf.signed_requests.empty() && index <= leaf.signed_requests.back()) {
      return error(Code::kBadInput, "settled requests stand in ascending order");
    }
    leaf.signed_requests.push_back(index);
  }
  if (leaf.signed_requests.empty())
    return error(Code::kBadInput, "a settle leaf settles something");
  return Body(std::move(leaf));
}

struct Kind {
  std::string_view name;
  Result<Body> (*read)(json::ObjectReader&);
};
// In the order of the alternatives of Leaf::body.
constexpr Kind kKinds[] = {
    {"genesis", read_genesis},
    {"proposal", read_signed<ProposalLeaf>},
    {"decision", read_decision},
    {"intent", read_intent},
    {"executed", read_executed},
    {"failed", read_failed},
    {"expired", read_expired},
    {"freeze", read_signed<FreezeLeaf>},
    {"lowering", read_signed<LoweringLeaf>},
    {"share", read_signed<ShareLeaf>},
    {"request", read_request},
    {"operation", read_part<OperationLeaf, read_operation>},
    {"bad-coins", read_part<BadCoinsLeaf, read_bad_coins>},
    {"alarm", read_part<AlarmLeaf, read_alarm>},
    {"settle", read_settle},
};
static_assert(std::size(kKinds) == std::variant_size_v<Body>);

Result<Bytes> bounded(Bytes bytes) {
  if (bytes.size() > kLeafMostBytes) {
    return error(Code::kBadInput, "a leaf of " + std::to_string(bytes.size()) +
                                      " bytes is larger than " + std::to_string(kLeafMostBytes));
  }
  return bytes;
}

}  // namespace

std::string_view leaf_kind(const Leaf& leaf) { return kKinds[leaf.body.index()].name; }

Result<Bytes> encode_leaf(const Leaf& leaf) {
  if (const auto* request = std::get_if<RequestLeaf>(&leaf.body))
    return bounded(encode_request(leaf, *request));
  json::object to;
  to["v"] = kVersion;
  to["kind"] = leaf_kind(leaf);
  to["time"] = to_rfc3339(leaf.time);
  std::visit(BodyWriter{to}, leaf.body);
  return bounded(to_bytes(json::serialize(json::value(std::move(to)))));
}

Result<Leaf> parse_leaf(ByteView bytes) {
  if (bytes.size() > kLeafMostBytes)
    return error(Code::kBadInput, "the leaf is larger than 16 KiB");
  PYX_ASSIGN(const json::value parsed, json::parse(as_text(bytes)));
  PYX_ASSIGN(auto reader, json::ObjectReader::of(parsed, "leaf"));
  PYX_ASSIGN(const std::int64_t version, reader.integer("v"));
  if (version != kVersion) return error(Code::kBadInput, "the leaf's version is not 1");
  PYX_ASSIGN(const std::string kind_name, reader.string("kind"));
  Leaf leaf;
  PYX_ASSIGN(leaf.time, reader.time("time"));
  for (const Kind& kind : kKinds) {
    if (kind.name != kind_name) continue;
    PYX_ASSIGN(leaf.body, kind.read(reader));
    PYX_TRY(reader.finish());
    return leaf;
  }
  return error(Code::kBadInput, "unknown kind of leaf");
}

Bytes encode_made_keys(const std::vector<MadeKey>& keys) {
  json::array all;
  for (const MadeKey& key : keys) all.emplace_back(to_json(key));
  return to_bytes(json::serialize(json::value(std::move(all))));
}

Result<std::vector<MadeKey>> parse_made_keys(ByteView bytes) {
  PYX_ASSIGN(const json::value parsed, json::parse(as_text(bytes)));
  const json::array* all = parsed.if_array();
  if (all == nullptr) return error(Code::kBadInput, "made keys are a JSON array");
  std::vector<MadeKey> keys;
  for (const json::value& one : *all) {
    const json::object* object = one.if_object();
    if (object == nullptr) return error(Code::kBadInput, "a made key is a JSON object");
    PYX_ASSIGN(MadeKey key, read_made(*object));
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace pyx::custody
