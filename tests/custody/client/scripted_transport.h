// A transport that answers from a list, for tests of what stands on it.
#pragma once

#include <deque>
#include <vector>

#include "custody/client/transport.h"

namespace pyx::testing {

struct Script {
  std::deque<Result<client::Reply>> answers;  // then: kRetry
  std::vector<client::Exchange> asked;
};

class ScriptedTransport final : public client::Transport {
 public:
  explicit ScriptedTransport(Script& script) : script_(script) {}
  std::vector<Result<client::Reply>> exchange_all(
      std::span<const client::Exchange> asked) override {
    std::vector<Result<client::Reply>> replies;
    for (const client::Exchange& one : asked) {
      script_.asked.push_back(one);
      if (script_.answers.empty()) {
        replies.emplace_back(error(Code::kRetry, "nobody answers"));
      } else {
        replies.push_back(std::move(script_.answers.front()));
        script_.answers.pop_front();
      }
    }
    return replies;
  }

 private:
  Script& script_;
};

inline client::Reply json_reply(unsigned status, std::string body) {
  return {status, status < 400 ? "application/json" : "application/problem+json", std::move(body)};
}

}  // namespace pyx::testing
