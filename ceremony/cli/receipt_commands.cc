// pyx receipt: whether what custody said it had recorded is in its log. Trusts no server: the vault
// id and the log key are given.

#include <utility>

#include "base/file.h"
#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/table.h"
#include "ceremony/exported_log.h"
#include "custody/client/receipt_file.h"

namespace pyx::ceremony {
namespace {

struct VerifyReceiptAsk {
  std::filesystem::path receipt;
  Sha256 vault{};
  std::filesystem::path log_key;
  std::filesystem::path folder;       // of an export; or:
  std::optional<ServerPlace> server;  // a running pyxd
};

Result<custody::NoteKey> read_log_key(const std::filesystem::path& file) {
  PYX_ASSIGN(const Bytes bytes, read_file(file));
  std::string text = to_text(bytes);
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  auto key = custody::parse_vkey(text);
  if (!key) return error(Code::kBadInput, file.string() + ": " + key.error().message);
  return key;
}

Result<client::ReceiptFile> read_receipt(const std::filesystem::path& file) {
  PYX_ASSIGN(const Bytes bytes, read_file(file));
  auto receipt = client::parse_receipt_file(as_text(bytes));
  if (!receipt) return error(Code::kBadInput, file.string() + ": " + receipt.error().message);
  return receipt;
}

// The leaf with its proof checked.
Result<Bytes> proven_leaf(const VerifyReceiptAsk& ask, const custody::NoteKey& log_key,
                          std::uint64_t index, Context& context) {
  if (ask.server) {
    context.output.say("asking " + ask.server->url + " for the proof");
    return context.leaf_of_server(*ask.server, log_key, ask.vault, index);
  }
  PYX_ASSIGN(ProvenLeaf leaf, exported_leaf(ask.folder, log_key, ask.vault, index));
  return std::move(leaf.bytes);
}

Outcome holds(const client::ReceiptFile& file) {
  const std::string operation(file.operation ? custody::to_text(*file.operation) : "sign");
  Outcome outcome;
  outcome.data["holds"] = true;
  outcome.data["vault"] = to_hex(file.receipt.vault);
  outcome.data["leaf_index"] = file.receipt.leaf_index;
  outcome.data["client"] = file.client;
  outcome.data["operation"] = operation;
  outcome.data["request"] = file.request.text();
  Table table;
  table.add({"leaf", std::to_string(file.receipt.leaf_index)});
  table.add({"client", file.client});
  table.add({"operation", operation});
  table.add({"request", file.request.text()});
  table.add({"under policy", to_hex(file.receipt.policy)});
  if (const auto& left = file.receipt.remaining) {
    table.add({"then left", std::to_string(left->count) + " coins, " + std::to_string(left->value) +
                                " minor units of budget " + left->budget + " in " + left->window});
  }
  outcome.text = table.text();
  outcome.words = {"the receipt holds: its request is in the log"};
  return outcome;
}

Result<Outcome> run_receipt_verify(const VerifyReceiptAsk& ask, Context& context) {
  PYX_ASSIGN(const client::ReceiptFile file, read_receipt(ask.receipt));
  PYX_ASSIGN(const custody::NoteKey log_key, read_log_key(ask.log_key));
  if (file.receipt.vault != ask.vault) {
    return refused("LOG-WHOLE", "the receipt is of vault " + to_hex(file.receipt.vault) +
                                    ", not of the one that was given");
  }
  PYX_ASSIGN(const Bytes leaf, proven_leaf(ask, log_key, file.receipt.leaf_index, context));
  PYX_TRY(client::check_receipt_leaf(file, leaf));
  return holds(file);
}

Result<Run> prepare_receipt_verify(const Arguments& given) {
  VerifyReceiptAsk ask;
  ask.receipt = given.path("FILE");
  PYX_ASSIGN(const auto vault, given.digest_if("--vault"));
  ask.vault = vault.value_or(Sha256{});
  ask.log_key = given.path("--vkey");
  if (given.has("--export") == given.has("--server")) {
    return bad_argument("--export", given.has("--export")
                                        ? "does not go with --server: name one log"
                                        : "say where the log is: --export DIR, or --server URL");
  }
  ask.folder = given.path("--export");
  PYX_ASSIGN(ask.server, server_place(given));
  return Run([ask](Context& context) { return run_receipt_verify(ask, context); });
}

}  // namespace

Commands receipt_commands() {
  return {
      {"receipt",
       "verify",
       "check that what a receipt says is in the log; trusts no server",
       {{"FILE", "the receipt, JSON"}},
       with(
           server_flags(),
           {{"--vault", "HEX", "the vault id as it was published at the founding", Need::kRequired},
            {"--vkey", "FILE", "the log key as it was published, NAME+HASH+KEY", Need::kRequired},
            {"--export", "DIR", "what pyx log export wrote; checked offline; or:"}}),
       prepare_receipt_verify}};
}

}  // namespace pyx::ceremony
