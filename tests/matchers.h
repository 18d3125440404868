// Matchers on Result, shared by all tests. One class for results of every type, and what it judges
// is not a template: it is compiled once, not in every test for every type.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pyx::testing {

class ResultMatcher {
 public:
  using is_gtest_matcher = void;
  // `judge` is given the error, or nullptr for a value.
  using Judge = std::function<bool(const Error*)>;
  ResultMatcher(std::string description, Judge judge)
      : description_(std::move(description)), judge_(std::move(judge)) {}

  template <class Outcome>
  bool MatchAndExplain(const Outcome& result, std::ostream* listener) const {
    return explain(result.ok() ? nullptr : &result.error(), listener);
  }
  void DescribeTo(std::ostream* to) const;
  void DescribeNegationTo(std::ostream* to) const;

 private:
  bool explain(const Error* failure, std::ostream* listener) const;

  std::string description_;
  Judge judge_;
};

ResultMatcher IsOk();
ResultMatcher FailsWith(Code code);
ResultMatcher FailsSaying(Code code, std::string_view words);
ResultMatcher FailsWithCkr(unsigned long ckr);
ResultMatcher RefusedBy(std::string_view control);

}  // namespace pyx::testing
