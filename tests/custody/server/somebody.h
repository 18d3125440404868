// A connection of which only the address matters.
#pragma once

#include <string_view>

#include "custody/server/connection.h"

namespace pyx::testing {

class Somebody final : public server::Connection {
 public:
  void start() override {}
  void drain() override {}
  void sweep(server::SteadyTime /*now*/) override {}
  void cut(std::string_view /*why*/) override {}
  void complete(std::uint64_t /*slot*/, server::Response /*response*/) override {}
};

}  // namespace pyx::testing
