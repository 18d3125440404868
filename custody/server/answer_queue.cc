#include "custody/server/answer_queue.h"

#include <utility>

namespace pyx::server {

std::uint64_t AnswerQueue::push(const Awaited& awaited) {
  slots_.push_back({.bytes = awaited.bytes,
                    .afterwards = awaited.afterwards,
                    .slow = awaited.slow,
                    .asked = awaited.asked});
  if (awaited.slow) ++slow_;
  return first_ + slots_.size() - 1;
}

void AnswerQueue::push(Response response, Afterwards afterwards) {
  slots_.push_back({.response = std::move(response), .afterwards = afterwards});
}

void AnswerQueue::push_continue() {
  slots_.push_back({.response = Response{}, .is_continue = true});
}

const Service::Asked* AnswerQueue::awaited(std::uint64_t number) const {
  if (number < first_ || number - first_ >= slots_.size()) return nullptr;
  const Slot& slot = slots_[number - first_];
  return slot.response ? nullptr : &slot.asked;
}

std::size_t AnswerQueue::answer(std::uint64_t number, Response response) {
  Slot& slot = slots_[number - first_];
  const std::size_t set_aside = std::exchange(slot.bytes, response.body.size());
  slot.response = std::move(response);
  return set_aside;
}

void AnswerQueue::end_behind_last() {
  if (!slots_.empty()) slots_.back().afterwards = Afterwards::kClose;
}

std::size_t AnswerQueue::take_ready(std::string& wire, std::size_t most_bytes) {
  std::size_t bytes = 0;
  while (!slots_.empty() && slots_.front().response && wire.size() < most_bytes) {
    const Slot& slot = slots_.front();
    if (slot.is_continue) {
      wire.append("HTTP/1.1 100 Continue\r\n\r\n");
    } else {
      append_wire(wire, *slot.response, slot.afterwards);
    }
    bytes += slot.bytes;
    if (slot.slow) --slow_;
    slots_.pop_front();
    ++first_;
  }
  return bytes;
}

std::size_t AnswerQueue::clear() {
  std::size_t bytes = 0;
  for (const Slot& slot : slots_) bytes += slot.bytes;
  slots_.clear();
  slow_ = 0;
  return bytes;
}

}  // namespace pyx::server
