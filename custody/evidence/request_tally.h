// What a log says of requests, counted from leaf 0 on: each id once, each settled at most once.
// Part of the offline verifier, custody/evidence/verify.h; of the running vault the store does it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "custody/evidence/leaf.h"

namespace pyx::custody {

// Threads: one at a time.
class RequestTally {
 public:
  // Takes the next leaf, of any kind. Errors: kRefused with SIGN-RETRY (an id for the second time);
  // kBadInput (settles what is no open request).
  Result<void> take(const Leaf& leaf, std::uint64_t index);
  // The request at `index` was refunded or freed by an act.
  void close(std::uint64_t index) { open_.erase(index); }

  bool is_open(std::uint64_t index) const { return open_.contains(index); }
  // Also of a request that is closed. Errors: kNotFound.
  Result<OperationLeaf> operation_at(std::uint64_t index) const;
  std::uint64_t operations() const { return operations_at_.size(); }
  std::uint64_t requests() const { return requests_; }
  std::uint64_t signatures() const { return signatures_; }
  std::vector<std::string> unsettled() const;  // a line each, for people

 private:
  Result<void> reserve(const RequestLeaf& request, std::uint64_t index);
  Result<void> reserve(const OperationLeaf& operation, std::uint64_t index);
  Result<void> settle(const SettleLeaf& settle);

  std::set<std::tuple<std::string, Uuid, Uuid>> ids_;  // client, key, request
  std::map<std::uint64_t, std::string> open_;
  std::map<std::uint64_t, OperationLeaf> operations_at_;
  std::uint64_t requests_ = 0;
  std::uint64_t signatures_ = 0;
};

}  // namespace pyx::custody
