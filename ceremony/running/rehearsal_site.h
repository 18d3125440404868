// The site of a rehearsal, as TOML: everything in the stage's folder.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/uuid.h"
#include "ceremony/planning/people.h"
#include "ceremony/planning/plan.h"

namespace pyx::ceremony::running {

struct SiteAsk {
  const planning::Plan* plan = nullptr;
  std::vector<planning::Participant> people;
  std::vector<std::pair<std::string, std::string>> values;  // parameters, name and text
  std::filesystem::path module;
  std::map<std::string, std::string> serials = {};  // of tokens that are initialised before
  std::map<std::string, Uuid> keys = {};
  std::map<std::string, Uuid> backups = {};
  std::string new_policy = {};  // files; empty: none
  std::string budgets = {};
  bool certificates = false;  // each person has one beside his key
  std::string checkpoint = {};
};
std::string site_text(const SiteAsk& ask);

// Where a token's user PIN is put, below the stage's folder.
std::filesystem::path pin_file_of(const std::string& token);

}  // namespace pyx::ceremony::running
