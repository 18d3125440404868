#include "custody/client/remote_vault.h"

#include <algorithm>

#include "base/base64.h"
#include "custody/acts/backup_record_json.h"
#include "custody/client/api_json_reader.h"
#include "custody/client/api_problem.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/note.h"
#include "custody/evidence/tiles.h"

namespace pyx::client {
namespace {

constexpr std::uint64_t kMostLeavesAtOnce = 256;

// The server's answer has not the form of the API: nothing that the caller could mend.
template <class T>
Result<T> understood(Result<T> read) {
  if (read || read.error().code != Code::kBadInput) return read;
  return error(Code::kBug, "the server's answer: " + read.error().message);
}

std::string envelope_body(const custody::Envelope& envelope) {
  json::object body;
  body["envelope"] = custody::to_json(envelope);
  return json::serialize(body);
}

std::string_view document_name(policies::ActType type) {
  switch (type) {
    case policies::ActType::kBudgetSet:
      return "budgets";
    case policies::ActType::kBackupProve:
    case policies::ActType::kBackupRestore:
      return "matrix";
    default:
      return "policy";
  }
}

// The document by its name: that of the act which it comes with.
std::string proposal_body(const custody::Envelope& envelope, const std::optional<Bytes>& document) {
  json::object body;
  body["envelope"] = custody::to_json(envelope);
  if (document) {
    const auto act = custody::parse_act(envelope.payload);
    body[act ? document_name(act->type()) : "policy"] = to_base64(*document);
  }
  return json::serialize(body);
}

}  // namespace

Result<std::unique_ptr<RemoteVault>> RemoteVault::open(const TransportOptions& options) {
  PYX_ASSIGN(std::unique_ptr<Transport> transport, open_transport(options));
  return std::make_unique<RemoteVault>(std::move(transport));
}

Result<Reply> RemoteVault::send(const Exchange& asked) {
  const std::lock_guard lock(mutex_);
  return transport_->exchange(asked);
}

Result<std::string> RemoteVault::get(std::string path) {
  return body_of(send({.path = std::move(path)}));
}

Result<json::value> RemoteVault::get_json(std::string path) {
  return json_of(send({.path = std::move(path)}));
}

Result<json::value> RemoteVault::post_json(std::string path, std::string body) {
  return json_of(send({.method = "POST",
                       .path = std::move(path),
                       .body = std::move(body),
                       .repeat = Repeat::kNever}));
}

Result<custody::VaultInfo> RemoteVault::info() {
  PYX_ASSIGN(const json::value body, get_json("/v1/vault"));
  return understood(read_vault_info(body));
}

Result<Bytes> RemoteVault::policy_bytes() {
  PYX_ASSIGN(const std::string body, get("/v1/policy"));
  return to_bytes(body);
}

Result<std::vector<custody::ActRecord>> RemoteVault::acts() {
  PYX_ASSIGN(const json::value body, get_json("/v1/acts"));
  return understood(read_list(body, "acts", read_act_record));
}

Result<custody::ActRecord> RemoteVault::act(const Uuid& id) {
  PYX_ASSIGN(const json::value body, get_json("/v1/acts/" + id.text()));
  return understood(read_act_record(body));
}

Result<std::vector<custody::KeyRecord>> RemoteVault::keys() {
  PYX_ASSIGN(const json::value body, get_json("/v1/keys"));
  return understood(read_list(body, "keys", read_key_record));
}

Result<std::vector<custody::FreezeRecord>> RemoteVault::freezes() {
  PYX_ASSIGN(const json::value body, get_json("/v1/freezes"));
  return understood(read_list(body, "freezes", read_freeze_record));
}

Result<std::vector<custody::BackupRecord>> RemoteVault::backups() {
  PYX_ASSIGN(const json::value body, get_json("/v1/backups"));
  return understood(read_list(body, "backups", custody::read_backup_record));
}

Result<std::uint64_t> RemoteVault::record_share(const custody::Envelope& envelope) {
  PYX_ASSIGN(const json::value body, post_json("/v1/shares", envelope_body(envelope)));
  return understood(read_leaf_index(body));
}

Result<std::vector<custody::BudgetRecord>> RemoteVault::budgets() {
  PYX_ASSIGN(const json::value body, get_json("/v1/budgets"));
  return understood(read_list(body, "budgets", read_budget_record));
}

Result<std::vector<custody::OpenRequest>> RemoteVault::open_requests() {
  PYX_ASSIGN(const json::value body, get_json("/v1/requests/open"));
  return understood(read_list(body, "requests", read_open_request));
}

Result<Bytes> RemoteVault::blob(const Sha256& digest) {
  PYX_ASSIGN(const std::string body, get("/v1/log/blobs/" + to_hex(digest)));
  if (sha256(body) != digest) return error(Code::kBug, "the server sent another blob");
  return to_bytes(body);
}

Result<custody::ActRecord> RemoteVault::propose(const custody::Envelope& envelope,
                                                const std::optional<Bytes>& document) {
  PYX_ASSIGN(const json::value body, post_json("/v1/acts", proposal_body(envelope, document)));
  return understood(read_act_record(body));
}

Result<custody::ActRecord> RemoteVault::decide(const Uuid& act, const custody::Envelope& envelope) {
  PYX_ASSIGN(const json::value body,
             post_json("/v1/acts/" + act.text() + "/decisions", envelope_body(envelope)));
  return understood(read_act_record(body));
}

Result<custody::FreezeRecord> RemoteVault::freeze(const custody::Envelope& envelope) {
  PYX_ASSIGN(const json::value body, post_json("/v1/freezes", envelope_body(envelope)));
  return understood(read_freeze_record(body));
}

Result<custody::LoweredBudget> RemoteVault::lower(const custody::Envelope& envelope) {
  PYX_ASSIGN(const json::value body, post_json("/v1/lowerings", envelope_body(envelope)));
  return understood(read_lowered_budget(body));
}

Result<custody::ActRecord> RemoteVault::execute(const Uuid& act) {
  PYX_ASSIGN(const json::value body, post_json("/v1/acts/" + act.text() + "/execute", {}));
  return understood(read_act_record(body));
}

Result<std::string> RemoteVault::checkpoint() { return get("/v1/log/checkpoint"); }

// Entry bundle `index` of a tree of `size` leaves.
Result<std::vector<Bytes>> RemoteVault::bundle(std::uint64_t index, std::uint64_t size) {
  custody::TileName name;
  name.entries = true;
  name.index = index;
  name.width = std::min(custody::kTileWidth, size - index * custody::kTileWidth);
  PYX_ASSIGN(const std::string body, get("/v1/log/" + custody::tile_path(name)));
  PYX_ASSIGN(std::vector<Bytes> leaves, understood(custody::parse_entries(as_bytes(body))));
  if (leaves.size() != name.width) return error(Code::kBug, "the server sent half a bundle");
  return leaves;
}

Result<std::vector<Bytes>> RemoteVault::leaves(std::uint64_t first, std::uint64_t count) {
  if (count > kMostLeavesAtOnce) return error(Code::kBadInput, "at most 256 leaves at a time");
  PYX_ASSIGN(const std::string text, checkpoint());
  PYX_ASSIGN(const custody::SignedNote note, understood(custody::parse_note(text)));
  PYX_ASSIGN(const custody::Checkpoint head, understood(custody::parse_checkpoint(note.text)));
  std::vector<Bytes> found;
  const std::uint64_t end = first < head.size ? std::min(head.size, first + count) : first;
  for (std::uint64_t next = first; next < end;) {
    PYX_ASSIGN(std::vector<Bytes> leaves, bundle(next / custody::kTileWidth, head.size));
    for (std::uint64_t i = next % custody::kTileWidth; i < leaves.size() && next < end; ++i) {
      found.push_back(std::move(leaves[i]));
      ++next;
    }
  }
  return found;
}

}  // namespace pyx::client
