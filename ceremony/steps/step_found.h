// Answers of look(), in short.
#pragma once

#include <string>
#include <utility>

#include "ceremony/steps/step_work.h"

namespace pyx::ceremony::steps {

inline Found found_done(std::string because) { return {Became::kDone, std::move(because)}; }
inline Found found_not_done(std::string because) { return {Became::kNotDone, std::move(because)}; }
inline Found found_unknown(std::string because) { return {Became::kUnknown, std::move(because)}; }

}  // namespace pyx::ceremony::steps
