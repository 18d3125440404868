// The parts of a plan's file: each reads one table into the plan and collects what is wrong.
#pragma once

#include <cstdint>
#include <string>

#include "base/toml.h"
#include "ceremony/planning/gather.h"
#include "ceremony/planning/plan.h"

namespace pyx::ceremony::planning {

inline constexpr std::int64_t kMostPeople = 256;  // of one role

// things_reader.cc
void read_item(toml::Table& table, Gather& gather, Plan& plan);
void read_token(toml::Table& table, Gather& gather, Plan& plan);
void read_key(toml::Table& table, Gather& gather, Plan& plan);
void read_backup(toml::Table& table, Gather& gather, Plan& plan);
// A count as text: "3" or "{parameter}".
std::string read_count(toml::Table& table, std::string_view key, Gather& gather);
// step_reader.cc
void read_rule(toml::Table& table, Gather& gather, Plan& plan);
void read_step(toml::Table& table, Gather& gather, Plan& plan);

}  // namespace pyx::ceremony::planning
