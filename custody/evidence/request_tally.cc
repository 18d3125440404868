#include "custody/evidence/request_tally.h"

#include <variant>

namespace pyx::custody {
namespace {

Error twice(const Uuid& request) {
  return refused("SIGN-RETRY", "request id " + request.text() + " was reserved twice");
}

}  // namespace

Result<void> RequestTally::take(const Leaf& leaf, std::uint64_t index) {
  if (const auto* request = std::get_if<RequestLeaf>(&leaf.body)) return reserve(*request, index);
  if (const auto* operation = std::get_if<OperationLeaf>(&leaf.body))
    return reserve(*operation, index);
  if (const auto* settled = std::get_if<SettleLeaf>(&leaf.body)) return settle(*settled);
  return {};
}

Result<void> RequestTally::reserve(const RequestLeaf& request, std::uint64_t index) {
  if (!ids_.emplace(request.client, request.key, request.request).second)
    return twice(request.request);
  ++requests_;
  signatures_ += request.count;
  open_[index] = request.client + " asked " + std::to_string(request.count) + " of key " +
                 request.key.text() + ", request " + request.request.text();
  return {};
}

Result<void> RequestTally::reserve(const OperationLeaf& operation, std::uint64_t index) {
  if (!ids_.emplace(operation.client, Uuid{}, operation.request).second)
    return twice(operation.request);
  operations_at_.emplace(index, operation);
  open_[index] = operation.client + " asked for " + std::string(to_text(operation.operation)) +
                 ", request " + operation.request.text();
  return {};
}

Result<void> RequestTally::settle(const SettleLeaf& settle) {
  for (const std::uint64_t index : settle.signed_requests) {
    if (open_.erase(index) == 0) {
      return error(Code::kBadInput,
                   "settles leaf " + std::to_string(index) + ", which is no open request");
    }
  }
  return {};
}

Result<OperationLeaf> RequestTally::operation_at(std::uint64_t index) const {
  const auto found = operations_at_.find(index);
  if (found != operations_at_.end()) return found->second;
  return error(Code::kNotFound,
               "leaf " + std::to_string(index) + " is no request for an operation of the mint");
}

std::vector<std::string> RequestTally::unsettled() const {
  std::vector<std::string> lines;
  lines.reserve(open_.size());
  for (const auto& [index, text] : open_)
    lines.push_back("leaf " + std::to_string(index) + ": " + text);
  return lines;
}

}  // namespace pyx::custody
