// Matchers on Result, shared by all tests.
#pragma once

#include <gmock/gmock.h>

#include <string>

#include "base/result.h"

namespace pyx::testing {

MATCHER(IsOk, "is a value") {
  if (arg.ok()) return true;
  *result_listener << "which failed: " << describe(arg.error());
  return false;
}
MATCHER_P(FailsWith, code, "fails with code " + std::string(code_name(code))) {
  if (arg.ok()) {
    *result_listener << "which is a value";
    return false;
  }
  *result_listener << "which failed: " << describe(arg.error());
  return arg.error().code == code;
}
MATCHER_P2(FailsSaying, code, words,
           "fails with code " + std::string(code_name(code)) + " and says \"" + std::string(words) +
               "\"") {
  if (arg.ok()) {
    *result_listener << "which is a value";
    return false;
  }
  *result_listener << "which failed: " << describe(arg.error());
  return arg.error().code == code && describe(arg.error()).find(words) != std::string::npos;
}
MATCHER_P(FailsWithCkr, ckr, "fails with " + ckr_name(ckr)) {
  if (arg.ok()) {
    *result_listener << "which is a value";
    return false;
  }
  *result_listener << "which failed: " << describe(arg.error());
  return arg.error().ckr == ckr;
}
MATCHER_P(RefusedBy, control, "is refused by " + std::string(control)) {
  if (arg.ok()) {
    *result_listener << "which is a value";
    return false;
  }
  *result_listener << "which failed: " << describe(arg.error());
  return arg.error().code == Code::kRefused && arg.error().control == control;
}

}  // namespace pyx::testing
