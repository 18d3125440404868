// A policy as people read it aloud: who may do what under it, and its digest in hex and in words.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "policies/policy.h"

namespace pyx::ceremony {

std::string policy_text(const policies::Policy& policy);
// "none" for a length of zero.
std::string length_text(Duration length);
std::vector<std::string> access_words(const policies::Client& client);

}  // namespace pyx::ceremony
