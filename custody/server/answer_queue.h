// The answers of one connection in the order of its requests: those that are there, and the places
// of those that are still made. No socket, no lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "custody/server/service.h"

namespace pyx::server {

class AnswerQueue {
 public:
  // A request whose answer is still made.
  struct Awaited {
    std::size_t bytes = 0;  // set aside for its body and answer
    Afterwards afterwards = Afterwards::kKeepAlive;
    bool slow = false;
    Service::Asked asked{};
  };
  // The number by which it is answered.
  std::uint64_t push(const Awaited& awaited);
  void push(Response response, Afterwards afterwards);
  void push_continue();  // "100 Continue", which the request itself follows

  // What was asked under this number, as long as its answer is awaited; else nullptr.
  const Service::Asked* awaited(std::uint64_t number) const;
  // The answer counts from now on in place of the bytes that were set aside: how many those were.
  // Precondition: awaited(number).
  std::size_t answer(std::uint64_t number, Response response);
  // The last one says that the connection ends behind it.
  void end_behind_last();
  // Appends what is ready at the front to `wire`, until that has `most_bytes` or more. How many
  // bytes were counted for it.
  std::size_t take_ready(std::string& wire, std::size_t most_bytes);
  // Forgets all of them. How many bytes were counted for them.
  std::size_t clear();

  bool empty() const { return slots_.empty(); }
  std::size_t size() const { return slots_.size(); }
  std::size_t slow() const { return slow_; }  // answered ones included, until they are taken

 private:
  struct Slot {
    std::optional<Response> response = std::nullopt;
    std::size_t bytes = 0;
    Afterwards afterwards = Afterwards::kKeepAlive;
    bool is_continue = false;
    bool slow = false;
    Service::Asked asked{};
  };

  std::deque<Slot> slots_;
  std::uint64_t first_ = 0;  // the number of slots_.front()
  std::size_t slow_ = 0;
};

}  // namespace pyx::server
