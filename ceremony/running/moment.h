// Makes the value that a guide shows out of the book.
#pragma once

#include <string>
#include <vector>

#include "ceremony/running/book.h"
#include "ceremony/running/guide.h"

namespace pyx::ceremony::running {

//   step  the plan's, or nullptr outside of one
Moment moment_of(const Book& book, Stage stage, const planning::Step* step,
                 const std::vector<std::string>& doers, Time now);

}  // namespace pyx::ceremony::running
