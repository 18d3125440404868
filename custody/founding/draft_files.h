// The files of a draft, FOLDER/draft beside the vault's other files: what each step of a founding
// finds of the steps before it. Every file is durable, with its name, before the next is begun.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.h"
#include "pkcs11/token.h"

namespace pyx::custody {

struct DraftPaths {
  explicit DraftPaths(const std::filesystem::path& vault) : folder(vault / "draft") {}
  std::filesystem::path folder;
  std::filesystem::path token_uri = folder / "token-uri";  // the first to be there
  std::filesystem::path policy = folder / "policy.toml";
  std::filesystem::path plan = folder / "plan.json";
  std::filesystem::path statement = folder / "founding.json";
  std::filesystem::path signatures = folder / "signatures";
  std::filesystem::path signature_of(const std::string& person) const {
    return signatures / (person + ".dsse.json");
  }
};
bool is_there(const std::filesystem::path& path);

// What the draft will put on which token, written before the token is asked, so that a draft which
// a crash cut off can be taken up or swept, and on no other token.
struct DraftPlan {
  Uuid log_key;
  Uuid canary_key;
  Bytes nonce;  // 32 bytes
  pkcs11::TokenIdentity token;
};
Result<DraftPlan> read_plan(const DraftPaths& paths);  // kNotFound, kBadInput
Result<DraftPlan> write_plan(const DraftPaths& paths, const pkcs11::TokenIdentity& token,
                             const Clock& clock);  // kConflict, kStore

// Moves the draft out of the way by one rename, so that a crash leaves a whole draft or none, and
// removes it. Errors: kStore.
Result<void> remove_draft(const DraftPaths& paths);
// Removes what a crash left of a draft that was out of the way. Errors: kStore.
Result<void> remove_leftovers(const std::filesystem::path& vault);

}  // namespace pyx::custody
