#include "custody/founding/draft_files.h"

#include <boost/json/object.hpp>
#include <utility>

#include "base/base64.h"
#include "base/crash_point.h"
#include "base/file.h"
#include "base/json_reader.h"
#include "base/random.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kNonceSize = 32;

std::filesystem::path moved_away(const std::filesystem::path& draft) {
  return draft.string() + ".gone";
}

Result<void> remove_tree(const std::filesystem::path& path) {
  std::error_code failure;
  std::filesystem::remove_all(path, failure);
  if (!failure) return {};
  return error(Code::kStore, "cannot remove " + path.string() + ": " + failure.message());
}

}  // namespace

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

Result<DraftPlan> read_plan(const DraftPaths& paths) {
  PYX_ASSIGN(const Bytes bytes, read_file(paths.plan));
  PYX_ASSIGN(const json::value parsed, json::parse(as_text(bytes)));
  PYX_ASSIGN(auto reader, json::ObjectReader::of(parsed, "draft plan"));
  DraftPlan plan;
  PYX_ASSIGN(plan.log_key, reader.uuid("log_key"));
  PYX_ASSIGN(plan.canary_key, reader.uuid("canary_key"));
  PYX_ASSIGN(plan.nonce, reader.base64("nonce"));
  PYX_ASSIGN(plan.token.serial, reader.string("token_serial"));
  PYX_ASSIGN(plan.token.model, reader.string("token_model"));
  PYX_ASSIGN(plan.token.manufacturer, reader.string("token_manufacturer"));
  PYX_TRY(reader.finish());
  return plan;
}

Result<DraftPlan> write_plan(const DraftPaths& paths, const pkcs11::TokenIdentity& token,
                             const Clock& clock) {
  DraftPlan plan{Uuid::v7(clock.now()), Uuid::v7(clock.now()), Bytes(kNonceSize), token};
  fill_random(plan.nonce);
  json::object to;
  to["log_key"] = plan.log_key.text();
  to["canary_key"] = plan.canary_key.text();
  to["nonce"] = to_base64(plan.nonce);
  to["token_serial"] = token.serial;
  to["token_model"] = token.model;
  to["token_manufacturer"] = token.manufacturer;
  PYX_TRY(write_file(paths.plan, as_bytes(json::serialize(json::value(std::move(to)))),
                     Overwrite::kNo));
  return plan;
}

Result<void> remove_draft(const DraftPaths& paths) {
  const std::filesystem::path gone = moved_away(paths.folder);
  PYX_TRY(remove_tree(gone));
  std::error_code failure;
  std::filesystem::rename(paths.folder, gone, failure);
  if (failure) {
    return error(Code::kStore, "cannot remove " + paths.folder.string() + ": " + failure.message());
  }
  PYX_TRY(sync_folder(gone.parent_path()));
  crash_point(CrashPoint::kDraftMovedAway);
  return remove_tree(gone);
}

Result<void> remove_leftovers(const std::filesystem::path& vault) {
  return remove_tree(moved_away(DraftPaths(vault).folder));
}

}  // namespace pyx::custody
