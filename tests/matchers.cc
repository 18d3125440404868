#include "tests/matchers.h"

#include <ostream>

namespace pyx::testing {

bool ResultMatcher::explain(const Error* failure, std::ostream* listener) const {
  if (listener != nullptr) {
    *listener << (failure == nullptr ? "which is a value" : "which failed: " + describe(*failure));
  }
  return judge_(failure);
}

void ResultMatcher::DescribeTo(std::ostream* to) const { *to << description_; }

void ResultMatcher::DescribeNegationTo(std::ostream* to) const { *to << "not: " << description_; }

ResultMatcher IsOk() {
  return {"is a value", [](const Error* failure) { return failure == nullptr; }};
}

ResultMatcher FailsWith(Code code) {
  return {"fails with code " + std::string(code_name(code)),
          [code](const Error* failure) { return failure != nullptr && failure->code == code; }};
}

ResultMatcher FailsSaying(Code code, std::string_view words) {
  return {"fails with code " + std::string(code_name(code)) + " and says \"" + std::string(words) +
              "\"",
          [code, words = std::string(words)](const Error* failure) {
            return failure != nullptr && failure->code == code &&
                   describe(*failure).find(words) != std::string::npos;
          }};
}

ResultMatcher FailsWithCkr(unsigned long ckr) {
  return {"fails with " + ckr_name(ckr),
          [ckr](const Error* failure) { return failure != nullptr && failure->ckr == ckr; }};
}

ResultMatcher RefusedBy(std::string_view control) {
  return {"is refused by " + std::string(control),
          [control = std::string(control)](const Error* failure) {
            return failure != nullptr && failure->code == Code::kRefused &&
                   failure->control == control;
          }};
}

}  // namespace pyx::testing
