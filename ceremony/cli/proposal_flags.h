// What is typed after pyx act propose: the act's type and the flags that say what is to be done.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "ceremony/cli/arguments.h"
#include "ceremony/cli/command.h"
#include "custody/acts/backup_parameters.h"
#include "pkcs11/token_uri.h"
#include "policies/act_type.h"

namespace pyx::ceremony {

// Only the members that the type takes are set.
struct ProposalAsk {
  policies::ActType type = policies::ActType::kKeyGenerate;
  std::string profile;
  std::string name;
  Uuid key;
  std::filesystem::path policy_file;
  std::vector<Sha256> freezes;
  bool suspend_freezer = false;
  bool ahead = false;  // all that the schedules want; no periods then
  std::vector<std::pair<std::string, std::int64_t>> periods;  // denomination and period
  std::filesystem::path budgets_file;
  std::uint64_t leaf = 0;
  std::string holder;
  std::string evidence;
  Time until{};
  Uuid backup;  // of backup.prove, backup.restore, shares.reshare and backup.rewrap
  std::vector<Uuid> backup_keys;
  custody::SharePlan shares;
  std::optional<Uuid> replaces;
  std::string token_serial;
  custody::RestoreWay way = custody::RestoreWay::kInToken;
  std::filesystem::path matrix_file;  // of backup.prove, backup.restore; empty: none
  std::optional<pkcs11::TokenUri> second_token;
  std::optional<pkcs11::TokenUri> new_token;        // of token.replace
  std::optional<std::filesystem::path> checkpoint;  // of it: to go on from
  std::uint64_t lost_size = 0;
  Sha256 lost_root{};
};

WordSpec proposal_word();  // TYPE
std::vector<FlagSpec> proposal_flags();
// Errors: kBadInput naming what is missing, or does not go with the type.
Result<ProposalAsk> proposal_ask(const Arguments& given);

}  // namespace pyx::ceremony
